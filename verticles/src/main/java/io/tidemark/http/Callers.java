package io.tidemark.http;

import io.tidemark.flow.Caller;
import io.tidemark.protocol.ProblemCode;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** Where a request keeps who asks, once {@link Authentication} has let it through. */
public final class Callers {
  private static final String KEY = "tidemark.caller";

  private Callers() {}

  /** Who asks. Only on routes behind {@link Authentication}. */
  public static Caller of(RoutingContext context) {
    Caller caller = context.get(KEY);
    if (caller == null) {
      throw new IllegalStateException("the route is not behind Authentication");
    }
    return caller;
  }

  /**
   * The device that a request speaks for: the token's, if it names one, else the one that was asked
   * for.
   *
   * @throws Problem {@code forbidden} if the token is for another device
   */
  public static @Nullable String device(Caller caller, @Nullable String asked) {
    String bound = caller.device();
    if (bound == null || asked == null) {
      return bound == null ? asked : bound;
    }
    if (!bound.equals(asked)) {
      throw Problem.of(
          ProblemCode.FORBIDDEN,
          "the token is for device '" + bound + "' and cannot speak for '" + asked + "'");
    }
    return bound;
  }

  static void put(RoutingContext context, Caller caller) {
    context.put(KEY, caller);
  }
}
