package io.tidemark.flow;

/**
 * Tells the other nodes that something has changed, which each then looks up where the truth is. A
 * hint saves the wait for the next regular look; it may be lost, and nothing may rest on it.
 */
public interface NodeHints {

  /** A node that is alone. */
  NodeHints NONE =
      new NodeHints() {
        @Override
        public void tell(String topic) {}

        @Override
        public void listen(String topic, Runnable look) {}
      };

  /** From any thread. */
  void tell(String topic);

  /**
   * @param look run on an event loop whenever another node has told of the topic; must not block
   */
  void listen(String topic, Runnable look);
}
