package io.tidemark.loadgen.client;

import io.vertx.core.Future;

/** Gives a valid token each time it is asked. */
@FunctionalInterface
public interface TokenSource {
  Future<String> token();

  /** One that was given from outside, for as long as it lives. */
  static TokenSource fixed(String token) {
    return () -> Future.succeededFuture(token);
  }

  /** Minted by the embedded hub, and minted anew before it expires. */
  static TokenSource minted(Tokens tokens, String user) {
    return new MintedToken(tokens, user);
  }
}
