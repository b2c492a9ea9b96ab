package io.tidemark.thumbnail.render;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/** The formats of which thumbnails are made, told by the first bytes and never by a name. */
public enum ImageKind {
  JPEG,
  PNG,
  GIF,
  BMP,
  TIFF,
  WEBP;

  /** As many as {@link #of} needs. */
  public static final int HEAD_BYTES = 16;

  /** Null for anything else, also for images of other kinds (HEIC, AVIF, SVG, PSD …). */
  public static @Nullable ImageKind of(byte[] head) {
    String text = new String(head, 0, Math.min(head.length, HEAD_BYTES), ISO_8859_1);
    if (text.startsWith("\u00ff\u00d8\u00ff")) {
      return JPEG;
    }
    if (text.startsWith("\u0089PNG\r\n\u001a\n")) {
      return PNG;
    }
    if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) {
      return GIF;
    }
    if (text.startsWith("II*\0") || text.startsWith("MM\0*")) {
      return TIFF;
    }
    if (text.startsWith("RIFF") && text.startsWith("WEBP", 8)) {
      return WEBP;
    }
    // Two letters begin many a text: the reserved fields of the header must be zero, too.
    if (text.startsWith("BM") && text.startsWith("\0\0\0\0", 6)) {
      return BMP;
    }
    return null;
  }
}
