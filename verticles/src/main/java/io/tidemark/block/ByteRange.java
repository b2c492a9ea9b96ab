package io.tidemark.block;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a block that a {@code Range} header asks for.
 *
 * @param from the first byte
 * @param length at least 1
 */
record ByteRange(long from, long length) {
  private static final Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /**
   * Null where the whole is to be sent: without a header, and for what is malformed, has several
   * ranges or lies outside, all of which RFC 9110 lets a server ignore.
   */
  static @Nullable ByteRange of(@Nullable String header, long size) {
    if (header == null) {
      return null;
    }
    Matcher range = SINGLE.matcher(header);
    if (!range.matches()) {
      return null;
    }
    String first = range.group(1);
    String last = range.group(2);
    if (first.isEmpty()) {
      return last.isEmpty() ? null : between(Math.max(0, size - Long.parseLong(last)), size - 1);
    }
    long end = last.isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(last));
    return between(Long.parseLong(first), end);
  }

  private static @Nullable ByteRange between(long from, long end) {
    return from > end ? null : new ByteRange(from, end - from + 1);
  }

  /** The {@code Content-Range} of a part. */
  String of(long size) {
    return "bytes " + from + "-" + (from + length - 1) + "/" + size;
  }
}
