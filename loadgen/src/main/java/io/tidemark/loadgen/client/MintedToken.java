package io.tidemark.loadgen.client;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A user's token, minted once and again when most of its life is over. */
final class MintedToken implements TokenSource {
  private static final int TTL_SECONDS = 3_600;
  private static final long USE_NANOS = TimeUnit.SECONDS.toNanos(TTL_SECONDS * 3L / 4);

  private final Tokens tokens;
  private final String user;
  private @Nullable Future<String> token;
  private long mintedNanos;

  MintedToken(Tokens tokens, String user) {
    this.tokens = tokens;
    this.user = user;
  }

  @Override
  public synchronized Future<String> token() {
    Future<String> current = token;
    long now = System.nanoTime();
    if (current == null || current.failed() || now - mintedNanos > USE_NANOS) {
      current = tokens.mint(user, null, TTL_SECONDS);
      token = current;
      mintedNanos = now;
    }
    return current;
  }
}
