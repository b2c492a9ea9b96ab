package io.tidemark.thumbnail.render;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** From the bytes of a file to the bytes of its thumbnail; never throws for what a file holds. */
public final class Renderer {
  /**
   * Part of every cache's key: raise it when the same file would give another thumbnail than
   * before.
   */
  public static final int VERSION = 1;

  /** What a file may have to be decoded at all. */
  public static final int SOURCE_BYTES_MAX = 20_000_000;

  private final List<Decoder> decoders;
  private final ThumbnailEncoder encoder;

  /** What came of it, and the reason where it is no thumbnail. */
  public record Outcome(Rendered rendered, String reason) {
    public static Outcome refused(ItemStatus status, String reason) {
      return new Outcome(Rendered.refused(status), reason);
    }
  }

  /**
   * @param decoders the first one that takes a file decodes it
   */
  Renderer(List<Decoder> decoders, ThumbnailEncoder encoder) {
    this.decoders = List.copyOf(decoders);
    this.encoder = encoder;
  }

  /** Without native code. */
  public static Renderer pure() {
    return new Renderer(List.of(new PureDecoder()), new PureEncoder());
  }

  /** With OpenCV where it does more; the rest as {@link #pure}. */
  static Renderer withNative() {
    List<Decoder> decoders = new ArrayList<>();
    decoders.add(new NativeDecoder());
    decoders.add(new PureDecoder());
    return new Renderer(decoders, new NativeEncoder());
  }

  /**
   * @param size what neither side is to exceed; a smaller picture stays as it is
   */
  public Outcome render(byte[] file, int size, ThumbnailFormat format) {
    try {
      if (file.length > SOURCE_BYTES_MAX) {
        return Outcome.refused(
            ItemStatus.TOO_LARGE,
            file.length + " bytes; at most " + SOURCE_BYTES_MAX + " are decoded");
      }
      return new Outcome(rendered(file, size, format), "");
    } catch (ImageRefusedException e) {
      return Outcome.refused(e.status(), String.valueOf(e.getMessage()));
    } catch (OutOfMemoryError e) {
      return Outcome.refused(ItemStatus.TOO_LARGE, "decoding it takes more memory than it may");
    } catch (IOException | RuntimeException | StackOverflowError e) {
      return Outcome.refused(ItemStatus.FAILED, String.valueOf(e.getMessage()));
    }
  }

  private Rendered rendered(byte[] file, int size, ThumbnailFormat format) throws IOException {
    ImageHeader header = ImageHeader.read(file);
    JpegEnd.check(file, header.kind());
    double scale = Math.min(1.0, (double) size / Math.max(header.width(), header.height()));
    int width = (int) Math.max(1, Math.round(header.width() * scale));
    int height = (int) Math.max(1, Math.round(header.height() * scale));
    BufferedImage image =
        header.turn().applied(decoder(header).decode(file, header, width, height));
    ThumbnailFormat actual = encoder.formatOf(image, format);
    return new Rendered(ItemStatus.OK, actual, encoder.encode(image, actual));
  }

  private Decoder decoder(ImageHeader header) throws ImageRefusedException {
    for (Decoder decoder : decoders) {
      if (decoder.takes(header)) {
        return decoder;
      }
    }
    throw new ImageRefusedException(ItemStatus.UNSUPPORTED, "no decoder for " + header.kind());
  }
}
