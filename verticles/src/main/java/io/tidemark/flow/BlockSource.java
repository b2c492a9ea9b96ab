package io.tidemark.flow;

import java.io.IOException;
import java.util.List;

/** The bytes behind what was committed. */
public interface BlockSource {

  /**
   * The blocks in their order, as one; blocks the thread.
   *
   * @param bytesMax what they may have together
   * @throws IOException if one of them is not there, or they have more
   */
  byte[] read(List<String> sha256s, long bytesMax) throws IOException;
}
