package io.tidemark.gateway;

/**
 * What one stream of a shared connection has written and the socket has not taken. HTTP/2 of Vert.x
 * counts messages of whatever size here, and the socket's own queue is all streams' together.
 */
final class StreamQueue {
  private final long mostBytes;
  private long bytes;
  private boolean full;

  StreamQueue(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  void wrote(int length) {
    bytes += length;
    full |= bytes > mostBytes;
  }

  /** Returns whether the stream, which was full, takes more again. */
  boolean took(int length) {
    bytes -= length;
    if (full && bytes <= mostBytes / 2) {
      full = false;
      return true;
    }
    return false;
  }

  boolean isFull() {
    return full;
  }

  long bytes() {
    return bytes;
  }
}
