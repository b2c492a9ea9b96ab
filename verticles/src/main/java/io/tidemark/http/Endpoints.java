package io.tidemark.http;

import io.vertx.ext.web.Router;

/** A group of endpoints; every event loop has a router of its own and mounts them there. */
public interface Endpoints {

  /**
   * Adds the routes. Called once for each event loop's router, after authentication and body
   * handling are in place.
   */
  void mount(Router router);
}
