package io.tidemark.admin;

import io.tidemark.flow.WatermarkStore;
import io.tidemark.http.Answers;
import io.tidemark.http.Bodies;
import io.tidemark.http.Endpoints;
import io.tidemark.http.PageToken;
import io.tidemark.journal.Database;
import io.tidemark.journal.Namespaces;
import io.tidemark.protocol.Limits;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /v1/admin/team-folders/{ns}/devices}: for its owners, which device is behind. */
public final class DeviceEndpoints implements Endpoints {
  private final Namespaces namespaces;
  private final FolderDevices devices;

  public DeviceEndpoints(Database database, Namespaces namespaces, WatermarkStore watermarks) {
    this.namespaces = namespaces;
    this.devices = new FolderDevices(database, watermarks);
  }

  @Override
  public void mount(Router router) {
    router.get("/v1/admin/team-folders/:ns/devices").handler(this::list);
  }

  private void list(RoutingContext context) {
    String token = context.request().getParam("pageToken");
    String after = PageToken.key(token, "");
    if (!after.isEmpty() && !FolderDevices.isKey(after)) {
      throw Bodies.wrong("pageToken", token, "the nextPageToken of this listing");
    }
    int limit =
        (int) Bodies.queryInteger(context, "limit", 1, Limits.MEMBERS_PAGE, Limits.MEMBERS_PAGE);
    Owners.folder(namespaces, context)
        .compose(folder -> devices.page(folder, after, limit))
        .onSuccess(page -> Answers.json(context, 200, page.json()))
        .onFailure(context::fail);
  }
}
