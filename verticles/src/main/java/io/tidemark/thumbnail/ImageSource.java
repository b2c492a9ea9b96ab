package io.tidemark.thumbnail;

import io.tidemark.thumbnail.render.ItemStatus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What an item of a request leads to.
 *
 * @param status ok where there is something to render
 * @param content see {@link ThumbnailKey}; empty unless ok
 * @param blocks in order; none unless ok
 */
record ImageSource(ItemStatus status, String content, List<String> blocks) {

  static ImageSource refused(ItemStatus status) {
    return new ImageSource(status, "", List.of());
  }

  static ImageSource of(List<String> blocks) {
    return new ImageSource(ItemStatus.OK, content(blocks), blocks);
  }

  private static String content(List<String> blocks) {
    if (blocks.size() == 1) {
      return blocks.getFirst();
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      blocks.forEach(block -> digest.update(block.getBytes(StandardCharsets.US_ASCII)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
