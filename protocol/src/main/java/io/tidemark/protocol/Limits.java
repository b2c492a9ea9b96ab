package io.tidemark.protocol;

/** The sizes and counts beyond which the hub refuses; one place, so that both ends agree. */
public final class Limits {

  /** UTF-8 bytes of one frame that a client sends. */
  public static final int FRAME_BYTES = 65_536;

  /** {@code seq}, {@code version} and sizes: what a JavaScript number holds exactly. */
  public static final long INTEGER_MAX = (1L << 53) - 1;

  /** UTF-16 units of one name; never more than PostgreSQL's VARCHAR(1024) takes. */
  public static final int NAME_CHARS = 1024;

  /** Names in one path. */
  public static final int PATH_DEPTH = 128;

  /** UTF-16 units of one path. */
  public static final int PATH_CHARS = 32_768;

  public static final int BLOCKS_PER_VERSION = 100_000;
  public static final int BLOCK_BYTES = 8 << 20;
  public static final int BLOCKS_PER_CHECK = 10_000;

  /** Changes that one delta may hold; beyond, it is truncated. */
  public static final int DELTA_CHANGES = 100;

  /** Bytes of the changes in one delta, of which there is at least one; beyond, it is truncated. */
  public static final int DELTA_BYTES = 256 << 10;

  /** How long a long-poll is held. */
  public static final int LONG_POLL_SECONDS = 480;

  public static final int JOURNAL_PAGE = 1000;
  public static final int SNAPSHOT_PAGE = 1000;
  public static final int MEMBERS_PER_CALL = 10_000;
  public static final int MEMBERS_PAGE = 1000;

  /** Namespaces in the watermarks of one frame or call. */
  public static final int HELLO_NAMESPACES = 10_000;

  /** Namespaces in one cursor; where a device has more, the cursor is partial. */
  public static final int CURSOR_NAMESPACES = 1000;

  /** Characters of one cursor, so that it fits into a URL or a header. */
  public static final int CURSOR_CHARS = 32_768;

  /** Characters of a user's or device's id. */
  public static final int USER_CHARS = 128;

  public static final int IDEMPOTENCY_KEY_CHARS = 255;
  public static final int COMMITS_PER_BATCH = 1000;
  public static final int THUMBNAILS_PER_REQUEST = 1000;

  /** Levels of nesting in any JSON that is read. */
  public static final int JSON_DEPTH = 16;

  private Limits() {}
}
