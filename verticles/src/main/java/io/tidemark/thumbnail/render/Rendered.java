package io.tidemark.thumbnail.render;

/**
 * What became of one image.
 *
 * @param format of the bytes: not always the one that was asked for, see {@link ThumbnailEncoder}
 * @param bytes empty unless the status is ok; nobody changes them
 */
public record Rendered(ItemStatus status, ThumbnailFormat format, byte[] bytes) {
  private static final byte[] NONE = new byte[0];

  /** No thumbnail, and why. */
  public static Rendered refused(ItemStatus status) {
    return new Rendered(status, ThumbnailFormat.JPEG, NONE);
  }

  public boolean isOk() {
    return status == ItemStatus.OK;
  }
}
