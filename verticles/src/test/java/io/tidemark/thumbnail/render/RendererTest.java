package io.tidemark.thumbnail.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RendererTest {
  private final Renderer renderer = Renderer.pure();

  private Rendered rendered(byte[] file, int size, ThumbnailFormat format) {
    return renderer.render(file, size, format).rendered();
  }

  private ItemStatus status(byte[] file) {
    return rendered(file, 64, ThumbnailFormat.JPEG).status();
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "png", "gif", "bmp", "tiff"})
  void each_kind_of_file_is_known_by_its_content_and_fits_the_size(String format) {
    byte[] file = Pictures.file(Pictures.halves(400, 200, BufferedImage.TYPE_3BYTE_BGR), format);

    BufferedImage thumbnail = Pictures.read(rendered(file, 64, ThumbnailFormat.PNG).bytes());

    assertThat(thumbnail.getWidth()).isEqualTo(64);
    assertThat(thumbnail.getHeight()).isEqualTo(32);
    assertColour(thumbnail.getRGB(4, 16), 255, 0, 0);
    assertColour(thumbnail.getRGB(60, 16), 0, 0, 255);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_BYTE_INDEXED,
        BufferedImage.TYPE_4BYTE_ABGR
      })
  void palettes_and_transparency_keep_their_colours(int type) {
    byte[] file = Pictures.file(Pictures.halves(130, 130, type), "png");

    BufferedImage thumbnail = Pictures.read(rendered(file, 64, ThumbnailFormat.JPEG).bytes());

    assertColour(thumbnail.getRGB(8, 32), 255, 0, 0);
    assertColour(thumbnail.getRGB(56, 32), 0, 0, 255);
  }

  @Test
  void sixteen_bits_of_grey_are_neither_lighter_nor_darker_than_before() {
    BufferedImage grey = new BufferedImage(100, 100, BufferedImage.TYPE_USHORT_GRAY);
    for (int y = 0; y < 100; y++) {
      for (int x = 0; x < 100; x++) {
        grey.getRaster().setSample(x, y, 0, 100 << 8);
      }
    }

    BufferedImage thumbnail =
        Pictures.read(rendered(Pictures.file(grey, "png"), 64, ThumbnailFormat.PNG).bytes());

    assertColour(thumbnail.getRGB(30, 30), 100, 100, 100);
  }

  @Test
  void what_is_transparent_stays_so_in_png_and_is_white_in_jpeg() {
    byte[] file = Pictures.file(new BufferedImage(90, 90, BufferedImage.TYPE_INT_ARGB), "png");

    BufferedImage png = Pictures.read(rendered(file, 64, ThumbnailFormat.PNG).bytes());
    BufferedImage jpeg = Pictures.read(rendered(file, 64, ThumbnailFormat.JPEG).bytes());

    assertThat(png.getRGB(10, 10) >>> 24).isZero();
    assertColour(jpeg.getRGB(10, 10), 255, 255, 255);
  }

  @Test
  void a_picture_smaller_than_the_size_is_not_blown_up() {
    BufferedImage thumbnail =
        Pictures.read(rendered(Pictures.jpeg(20, 10), 64, ThumbnailFormat.PNG).bytes());

    assertThat(thumbnail.getWidth()).isEqualTo(20);
    assertThat(thumbnail.getHeight()).isEqualTo(10);
  }

  @Test
  void a_line_of_one_pixel_stays_one() {
    byte[] file = Pictures.file(Pictures.halves(5_000, 1, BufferedImage.TYPE_3BYTE_BGR), "png");

    BufferedImage thumbnail = Pictures.read(rendered(file, 64, ThumbnailFormat.PNG).bytes());

    assertThat(thumbnail.getHeight()).isEqualTo(1);
    assertThat(thumbnail.getWidth()).isEqualTo(64);
  }

  /** Where the red half of a picture that lies so is to be seen. */
  @ParameterizedTest
  @CsvSource({
    "1, left",
    "2, right",
    "3, right",
    "4, left",
    "5, top",
    "6, top",
    "7, bottom",
    "8, bottom",
    "0, left",
    "9, left",
    "999, left"
  })
  void a_camera_that_was_turned_is_allowed_for(int orientation, String red) {
    byte[] file = Pictures.withExif(Pictures.jpeg(200, 100), orientation);

    BufferedImage thumbnail = Pictures.read(rendered(file, 64, ThumbnailFormat.PNG).bytes());

    boolean upright = red.equals("top") || red.equals("bottom");
    assertThat(thumbnail.getWidth()).isEqualTo(upright ? 32 : 64);
    int x = red.equals("right") ? thumbnail.getWidth() - 5 : 4;
    int y = red.equals("bottom") ? thumbnail.getHeight() - 5 : 4;
    assertColour(thumbnail.getRGB(x, y), 255, 0, 0);
  }

  @Test
  void nothing_but_the_picture_is_in_a_thumbnail() {
    byte[] file = Pictures.withExif(Pictures.jpeg(200, 100), 1);
    assertThat(new String(file, StandardCharsets.ISO_8859_1)).contains("GPS");

    for (ThumbnailFormat format : ThumbnailFormat.values()) {
      assertThat(new String(rendered(file, 64, format).bytes(), StandardCharsets.ISO_8859_1))
          .doesNotContain("GPS")
          .doesNotContain("Exif");
    }
  }

  @Test
  void a_small_file_of_very_many_pixels_is_refused_by_its_header() {
    assertThat(status(Pictures.pngBomb(30_000, 30_000))).isEqualTo(ItemStatus.TOO_LARGE);
    assertThat(status(Pictures.pngBomb(Integer.MAX_VALUE, Integer.MAX_VALUE)))
        .isEqualTo(ItemStatus.TOO_LARGE);
    assertThat(status(Pictures.pngBomb(0, 10))).isEqualTo(ItemStatus.FAILED);
    assertThat(status(new byte[Renderer.SOURCE_BYTES_MAX + 1])).isEqualTo(ItemStatus.TOO_LARGE);
  }

  @Test
  void what_is_no_picture_is_unsupported() {
    assertThat(status("a text that is named .jpg".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(ItemStatus.UNSUPPORTED);
    assertThat(status("BMW is a maker of cars".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(ItemStatus.UNSUPPORTED);
    assertThat(status(new byte[0])).isEqualTo(ItemStatus.UNSUPPORTED);
  }

  @Test
  void a_jpeg_that_was_cut_off_is_not_shown_half_grey() {
    byte[] whole = Pictures.jpeg(300, 300);

    for (int length : new int[] {3, 20, 200, whole.length / 2, whole.length - 2}) {
      assertThat(status(Arrays.copyOf(whole, length))).isEqualTo(ItemStatus.FAILED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "png", "gif", "bmp", "tiff"})
  void files_with_wrong_bytes_are_answered_one_way_or_another(String format) {
    byte[] whole = Pictures.file(Pictures.halves(60, 40, BufferedImage.TYPE_3BYTE_BGR), format);
    Random chance = new Random(7);
    for (int round = 0; round < 200; round++) {
      byte[] broken = Arrays.copyOf(whole, whole.length - chance.nextInt(whole.length / 2));
      for (int change = 0; change < 1 + round % 8; change++) {
        broken[chance.nextInt(broken.length)] = (byte) chance.nextInt();
      }

      assertThat(rendered(broken, 64, ThumbnailFormat.JPEG)).isNotNull();
    }
  }

  private static void assertColour(int rgb, int red, int green, int blue) {
    assertThat(rgb >> 16 & 0xff).isBetween(red - 12, red + 12);
    assertThat(rgb >> 8 & 0xff).isBetween(green - 12, green + 12);
    assertThat(rgb & 0xff).isBetween(blue - 12, blue + 12);
  }
}
