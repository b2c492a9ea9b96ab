package io.tidemark.http;

import io.tidemark.flow.Caller;
import io.vertx.core.Future;

/** Tells who a token is for. */
public interface TokenVerifier {

  /**
   * The caller, or a {@link Problem}: {@code unauthorized} where the token is no good, {@code
   * unavailable} where the keys to tell cannot be had. For a token that was seen lately the future
   * is already complete.
   */
  Future<Caller> verify(String token);
}
