package io.tidemark.app;

import io.vertx.core.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Does something when first asked to; whoever asks later gets the same outcome. */
final class Once implements Supplier<Future<?>> {
  private final Supplier<Future<?>> action;
  private @Nullable Future<?> outcome;

  Once(Supplier<Future<?>> action) {
    this.action = action;
  }

  @Override
  public synchronized Future<?> get() {
    Future<?> known = outcome;
    if (known == null) {
      known = action.get();
      outcome = known;
    }
    return known;
  }
}
