package io.tidemark.http;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;

/** Puts one event loop's router together, in the order in which a request meets its parts. */
public final class HubRouter {
  private HubRouter() {}

  /**
   * @param open endpoints that do without a token of their own accord (probes, signed URLs,
   *     upgrades that check it themselves) and read their bodies themselves
   * @param forCallers endpoints behind a token, whose bodies are read for them
   */
  public static Router of(
      Vertx vertx,
      Problems problems,
      Authentication authentication,
      List<? extends Endpoints> open,
      List<? extends Endpoints> forCallers) {
    Router router = Router.router(vertx);
    problems.mount(router);
    open.forEach(endpoints -> endpoints.mount(router));
    router.route("/v1/*").handler(authentication);
    router.route("/v1/*").handler(BodyHandler.create(false).setBodyLimit(Bodies.BODY_BYTES));
    forCallers.forEach(endpoints -> endpoints.mount(router));
    return router;
  }
}
