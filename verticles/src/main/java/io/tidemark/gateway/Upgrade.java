package io.tidemark.gateway;

import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** One of the ways to make a WebSocket of a request. */
interface Upgrade {

  /**
   * Answers the request, and hands over the socket, at once or a moment later, if it became one.
   */
  void open(HttpServerRequest request, Consumer<UpgradedSocket> opened);
}
