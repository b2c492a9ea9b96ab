package io.tidemark.thumbnail.render;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** Finds the colour profile within a JPEG. */
final class JpegProfile {
  private static final String NAME = "ICC_PROFILE\0";

  /** Name, number of this part, number of parts. */
  private static final int PREFIX_BYTES = 14;

  private static final int BYTES_MAX = 4 << 20;

  private JpegProfile() {}

  /** Null where the colours are sRGB, or the profile is none that can be used. */
  static @Nullable ColorSpace of(byte[] file) {
    byte[] profile = bytes(file);
    if (profile.length == 0 || isSrgb(profile)) {
      return null;
    }
    try {
      ColorSpace space = new ICC_ColorSpace(ICC_Profile.getInstance(profile));
      return space.getType() == ColorSpace.TYPE_RGB ? space : null;
    } catch (RuntimeException e) {
      return null; // A broken profile: the colours are shown as if there was none.
    }
  }

  /** By its description, which is what other programs go by, too. */
  private static boolean isSrgb(byte[] profile) {
    String text = new String(profile, ISO_8859_1);
    return text.contains("sRGB")
        || text.contains(new String("sRGB".getBytes(UTF_16BE), ISO_8859_1));
  }

  private static byte[] bytes(byte[] file) {
    ByteArrayOutputStream profile = new ByteArrayOutputStream();
    int place = 2;
    while (place + 4 <= file.length && (file[place] & 0xff) == 0xff) {
      int marker = file[place + 1] & 0xff;
      int length = (file[place + 2] & 0xff) << 8 | (file[place + 3] & 0xff);
      int end = place + 2 + length;
      if (marker == 0xda || length < 2 || end > file.length) {
        break;
      }
      int begin = place + 4;
      if (marker == 0xe2
          && length > PREFIX_BYTES
          && new String(file, begin, NAME.length(), ISO_8859_1).equals(NAME)
          && profile.size() < BYTES_MAX) {
        profile.write(file, begin + PREFIX_BYTES, end - begin - PREFIX_BYTES);
      }
      place = end;
    }
    return profile.toByteArray();
  }
}
