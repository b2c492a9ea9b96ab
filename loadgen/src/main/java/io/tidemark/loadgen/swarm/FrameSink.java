package io.tidemark.loadgen.swarm;

/** Hears what the bytes of one connection meant. */
interface FrameSink {
  /** The hub's answer to the first request. */
  void answered(int status, int retryAfterSeconds);

  /** One frame's JSON. */
  void frame(byte[] bytes, int from, int to);

  /** An event's cursor; comes before its frame. */
  void cursor(byte[] bytes, int from, int to);

  void ping(byte[] payload);

  /** There will be no more. */
  void ended(int code, String reason);
}
