package io.tidemark.admin;

import io.tidemark.flow.WatermarkStore;
import io.tidemark.http.Answers;
import io.tidemark.http.Bodies;
import io.tidemark.http.Callers;
import io.tidemark.http.Endpoints;
import io.tidemark.http.PageToken;
import io.tidemark.http.Problem;
import io.tidemark.journal.Access;
import io.tidemark.journal.Database;
import io.tidemark.journal.Namespaces;
import io.tidemark.protocol.Limits;
import io.tidemark.protocol.NamespaceKind;
import io.tidemark.protocol.ProblemCode;
import io.tidemark.protocol.Role;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;

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
    UUID ns = Bodies.pathUuid(context, "ns");
    String token = context.request().getParam("pageToken");
    String after = PageToken.key(token, "");
    if (!after.isEmpty() && !FolderDevices.isKey(after)) {
      throw Bodies.wrong("pageToken", token, "the nextPageToken of this listing");
    }
    int limit =
        (int) Bodies.queryInteger(context, "limit", 1, Limits.MEMBERS_PAGE, Limits.MEMBERS_PAGE);
    namespaces
        .access(Callers.of(context).userId(), ns)
        .map(DeviceEndpoints::owned)
        .compose(folder -> devices.page(folder, after, limit))
        .onSuccess(page -> Answers.json(context, 200, page.json()))
        .onFailure(context::fail);
  }

  private static Access owned(Access folder) {
    if (folder.kind() != NamespaceKind.FOLDER) {
      throw Problem.of(
          ProblemCode.NOT_FOUND,
          "there is no team folder " + folder.ns() + " that you are a member of");
    }
    if (folder.role() != Role.OWNER) {
      throw Problem.of(
          ProblemCode.FORBIDDEN,
          "you are "
              + folder.role().wireName()
              + " of "
              + folder.ns()
              + "; only an owner may do this");
    }
    return folder;
  }
}
