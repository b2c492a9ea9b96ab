package io.tidemark.commit;

import static io.tidemark.http.TestHub.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.config.Settings;
import io.tidemark.config.testing.SharedServers;
import io.tidemark.flow.BlockUrls;
import io.tidemark.flow.Caller;
import io.tidemark.flow.UserIds;
import io.tidemark.http.TestHub;
import io.tidemark.journal.Database;
import io.tidemark.journal.KnownUsers;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A node with nothing but commits on a database of its own, and what tests ask of it. */
final class CommitWorld implements AutoCloseable {
  static final Settings.Commit SETTINGS = new Settings.Commit(4, 64, 2, 20_000);

  final Vertx vertx = Vertx.vertx();
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final String uri;
  final Database database;
  final Commits commits;
  final TestHub hub;

  CommitWorld() {
    this(SharedServers.freshDatabase(), SETTINGS, Instant::now);
  }

  CommitWorld(String uri, Settings.Commit settings, InstantSource clock) {
    this.uri = uri;
    database = Database.open(vertx, uri, 4);
    commits = await(Commits.start(vertx, uri, database, settings, registry, clock));
    FileReads reads = new FileReads(vertx, database, new PlainUrls(), clock);
    hub =
        TestHub.start(
            vertx,
            new KnownUsers(database)::admit,
            List.of(),
            List.of(
                new FileEndpoints(commits, reads),
                new VersionEndpoints(commits, reads),
                new BatchEndpoints(commits)));
  }

  /** Addresses that say what they are for and are signed by nobody. */
  private record PlainUrls() implements BlockUrls {
    @Override
    public String getUrl(String sha256, long size, Instant now) {
      return "get:" + sha256 + ":" + size;
    }

    @Override
    public String putUrl(String sha256, long size, Instant now) {
      return "put:" + sha256 + ":" + size;
    }

    @Override
    public Instant expiry(Instant now) {
      return now.plusSeconds(900);
    }
  }

  /** Makes the user known and returns the home. */
  UUID home(String user) {
    await(new KnownUsers(database).admit(new Caller(user, UserIds.of(user), null, Instant.MAX)));
    return UserIds.homeOf(user);
  }

  UUID teamFolder(String owner) {
    home(owner);
    UUID ns = UUID.randomUUID();
    sql(
        "INSERT INTO namespaces (ns, kind, name, owner_user_id) VALUES ($1, 'folder', 'team', $2)",
        ns,
        UserIds.of(owner));
    member(ns, owner, "owner");
    return ns;
  }

  void member(UUID ns, String user, String role) {
    home(user);
    sql(
        "INSERT INTO members (ns, user_id, role) VALUES ($1, $2, $3)"
            + " ON CONFLICT (ns, user_id) DO UPDATE SET role = excluded.role",
        ns,
        UserIds.of(user),
        role);
  }

  void share(UUID fileId, String grantee, String permission) {
    home(grantee);
    sql(
        "INSERT INTO shares (share_id, file_id, grantee_user_id, permission, created_by)"
            + " VALUES (gen_random_uuid(), $1, $2, $3, $2)",
        fileId,
        UserIds.of(grantee),
        permission);
  }

  /** Stores the index entry of a block and returns it as commits name it. */
  JsonObject block(int number, long size) {
    String sha256 = String.format("%064x", number);
    sql(
        "INSERT INTO blocks (sha256, size_bytes) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        sha256,
        size);
    return new JsonObject().put("sha256", sha256).put("size", size);
  }

  List<Row> sql(String sql, Object... parameters) {
    List<Row> rows = new ArrayList<>();
    await(database.query(sql, Tuple.from(parameters))).forEach(rows::add);
    return rows;
  }

  TestHub.Answer createFile(String user, UUID ns, String path) {
    return hub.call(
        user, "POST", "/v1/files", new JsonObject().put("ns", ns.toString()).put("path", path));
  }

  TestHub.Answer createFolder(String user, UUID ns, String path) {
    return hub.call(
        user,
        "POST",
        "/v1/files",
        new JsonObject().put("ns", ns.toString()).put("path", path).put("kind", "folder"));
  }

  static UUID fileId(TestHub.Answer answer) {
    return UUID.fromString(answer.body().getString("fileId"));
  }

  static JsonObject edit(long parentVersion, JsonObject... blocks) {
    return new JsonObject()
        .put("parentVersion", parentVersion)
        .put("blocks", new JsonArray(List.of(blocks)));
  }

  TestHub.Answer commit(String user, UUID fileId, long parentVersion, JsonObject... blocks) {
    return hub.call(user, "POST", "/v1/files/" + fileId + "/versions", edit(parentVersion, blocks));
  }

  TestHub.Answer commitWithKey(String user, UUID fileId, String key, JsonObject body) {
    return hub.send(
        HttpRequest.newBuilder(URI.create(hub.url() + "/v1/files/" + fileId + "/versions"))
            .header("Authorization", "Bearer " + TestHub.token(user))
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(body.encode()))
            .build());
  }

  TestHub.Answer patch(String user, UUID fileId, JsonObject body) {
    return hub.call(user, "PATCH", "/v1/files/" + fileId, body);
  }

  TestHub.Answer delete(String user, UUID fileId) {
    return hub.call(user, "DELETE", "/v1/files/" + fileId, null);
  }

  TestHub.Answer read(String user, UUID fileId) {
    return hub.call(user, "GET", "/v1/files/" + fileId, null);
  }

  /** The journal of a namespace as changes, in order. */
  List<JsonObject> journal(UUID ns) {
    return sql("SELECT change FROM journal WHERE ns = $1 ORDER BY seq", ns).stream()
        .map(row -> new JsonObject(row.getString(0)))
        .toList();
  }

  @Override
  public void close() {
    await(database.close());
    hub.close();
  }
}
