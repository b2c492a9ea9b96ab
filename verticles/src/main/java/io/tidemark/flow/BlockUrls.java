package io.tidemark.flow;

import java.time.Instant;

/** Signed URLs of blocks: each is good for one method, one hash, one size, and for some minutes. */
public interface BlockUrls {

  /** Where the block can be read. */
  String getUrl(String sha256, long size, Instant now);

  /** Where the block can be stored. */
  String putUrl(String sha256, long size, Instant now);

  /** When a URL that is made now ends. */
  Instant expiry(Instant now);
}
