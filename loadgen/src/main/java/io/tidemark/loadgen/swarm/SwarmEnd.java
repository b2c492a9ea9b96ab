package io.tidemark.loadgen.swarm;

import io.vertx.core.json.JsonObject;

/** A part of a swarm that does what it is told, in this process or in another. */
interface SwarmEnd extends AutoCloseable {
  /**
   * Waits for the answer.
   *
   * @throws IllegalStateException if the command came to nothing
   */
  JsonObject call(Command command, JsonObject arguments);

  @Override
  void close();

  /** What can be asked for. */
  enum Command {
    /** Tokens for all users. */
    PREPARE,
    /** All devices come, at the plan's rate; again if they were stopped. */
    CONNECT,
    /** Who is not live by now stays away, and so does who is cut later. */
    SETTLE,
    STATUS,
    /** Measure anew: {@code changes}, {@code spans}. */
    RECORD,
    /** What was measured since, and all findings. */
    REPORT,
    /** How many devices stand at {@code heads} or above. */
    HEADS,
    /** Which devices do not, as findings. */
    JUDGE,
    /** Holds what was logged against a {@code timeline}, from {@code sinceMicros} on. */
    STALENESS,
    /** All devices tell what they have. */
    ACK,
    /** Collects garbage and tells the heap in use. */
    MEMORY,
    /** All connections are cut and stay away. */
    STOP
  }
}
