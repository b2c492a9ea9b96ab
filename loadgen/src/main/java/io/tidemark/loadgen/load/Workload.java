package io.tidemark.loadgen.load;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Makes requests and understands their answers. Called on the event loop only. */
interface Workload {

  /** A request that is on its way. */
  interface Exchange {
    Buffer request();

    /** How many commits it carries. */
    int commits();

    void sent(long intendedNanos, long nowNanos);

    /**
     * @return commits that succeeded; the codes of the others go to {@code errors}
     */
    int answered(int status, Buffer body, Recording errors, long nowNanos);

    /** The connection was cut before the answer. */
    void lost();
  }

  /**
   * Null if all that could be worked on is on its way.
   *
   * @param intendedNanos the instant at which the request was meant to go out
   */
  @Nullable Exchange next(long intendedNanos);
}
