package io.tidemark.thumbnail;

import io.tidemark.config.Resources;
import io.tidemark.http.Endpoints;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;

/**
 * {@code GET /demo/grid}: a page that fills a grid from the stream while it arrives, and beside it
 * one with a request each. Only where the hub gives out tokens for development.
 */
public final class GridPage implements Endpoints {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src blob:";

  @Override
  public void mount(Router router) {
    mount(router, "/demo/grid", "grid.html", "text/html; charset=utf-8");
    mount(router, "/demo/grid.js", "grid.js", "text/javascript; charset=utf-8");
    mount(router, "/demo/grid.css", "grid.css", "text/css; charset=utf-8");
  }

  private static void mount(Router router, String path, String resource, String type) {
    Buffer body = Buffer.buffer(Resources.text(GridPage.class, resource));
    router
        .get(path)
        .handler(context ->
            context
                .response()
                .putHeader("Content-Type", type)
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(body));
  }
}
