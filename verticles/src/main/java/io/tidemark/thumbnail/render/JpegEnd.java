package io.tidemark.thumbnail.render;

/**
 * Tells a JPEG that was cut off: decoders fill what is missing with grey, and grey must not look
 * like somebody's photo.
 */
final class JpegEnd {
  private static final int MARKER = 0xff;
  private static final int SCAN = 0xda;
  private static final int END = 0xd9;

  private JpegEnd() {}

  /**
   * @throws ImageRefusedException if there is no end behind the last scan's beginning
   */
  static void check(byte[] file, ImageKind kind) throws ImageRefusedException {
    if (kind != ImageKind.JPEG) {
      return;
    }
    // Neither marker can stand within a scan's data, where 0xff is followed by 0 or a restart.
    for (int place = file.length - 2; place >= 0; place--) {
      if ((file[place] & 0xff) == MARKER) {
        int marker = file[place + 1] & 0xff;
        if (marker == END) {
          return;
        }
        if (marker == SCAN) {
          break;
        }
      }
    }
    throw new ImageRefusedException(ItemStatus.FAILED, "a JPEG that is cut off");
  }
}
