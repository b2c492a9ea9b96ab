package io.tidemark.team;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.config.testing.SharedServers;
import io.tidemark.flow.DeviceName;
import io.tidemark.flow.DevicePresence;
import io.tidemark.flow.DeviceState;
import io.tidemark.flow.Membership;
import io.tidemark.flow.UserIds;
import io.tidemark.flow.Watermark;
import io.tidemark.flow.WatermarkStore;
import io.tidemark.http.TestHub;
import io.tidemark.http.TestHub.Answer;
import io.tidemark.journal.Database;
import io.tidemark.journal.KnownUsers;
import io.tidemark.journal.MemberDirectory;
import io.tidemark.journal.Memories;
import io.tidemark.journal.Namespaces;
import io.tidemark.journal.StreamHealth;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A hub with the endpoints of this package over a database of its own. */
final class TeamFixture implements AutoCloseable {
  private final Database database;
  private final TestHub hub;
  volatile Future<Map<UUID, Watermark>> watermarks = Future.succeededFuture(Map.of());

  TeamFixture() {
    Vertx vertx = Vertx.vertx();
    database = Database.open(vertx, SharedServers.freshDatabase(), 8);
    Namespaces namespaces = new Namespaces(database);
    hub =
        TestHub.start(
            vertx,
            new KnownUsers(database)::admit,
            List.of(),
            List.of(
                new TeamEndpoints(database, Instant::now),
                new ShareEndpoints(database, Instant::now),
                new NamespaceEndpoints(
                    new MemberDirectory(
                        namespaces,
                        Memories.small(),
                        new StreamHealth(System.nanoTime()),
                        new SimpleMeterRegistry()),
                    new KnownWatermarks())));
  }

  private final class KnownWatermarks implements WatermarkStore {
    @Override
    public void put(DeviceName device, UUID ns, Watermark watermark) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void seen(DeviceName device, DevicePresence presence) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<Map<UUID, Watermark>> get(DeviceName device) {
      return watermarks;
    }

    @Override
    public Future<List<DeviceState>> devices(UUID ns, List<String> users) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void forget(String user, UUID ns) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> flush() {
      return Future.succeededFuture();
    }
  }

  /** What {@code user} is in {@code ns}. */
  Membership membership(String user, UUID ns) {
    return TestHub.await(new Namespaces(database).of(UserIds.of(user))).stream()
        .filter(membership -> membership.ns().equals(ns))
        .findFirst()
        .orElseThrow();
  }

  Answer call(String user, String method, String path, JsonObject body) {
    return hub.call(user, method, path, body);
  }

  Answer get(String user, String path) {
    return call(user, "GET", path, null);
  }

  Answer delete(String user, String path) {
    return call(user, "DELETE", path, null);
  }

  /** The path of a new team folder of {@code owner}. */
  String folder(String owner) {
    Answer made = call(owner, "POST", "/v1/team-folders", new JsonObject().put("name", "Design"));
    assertThat(made.status()).as(made.body().encode()).isEqualTo(201);
    return "/v1/team-folders/" + made.body().getString("ns");
  }

  Answer put(String caller, String folder, String user, String role) {
    return call(caller, "PUT", folder + "/members/" + user, new JsonObject().put("role", role));
  }

  RowSet<Row> query(String sql, Object... arguments) {
    return TestHub.await(database.query(sql, Tuple.from(arguments)));
  }

  static void assertProblem(Answer answer, int status, String code) {
    assertThat(answer.code()).as(answer.body().encode()).isEqualTo(code);
    assertThat(answer.status()).isEqualTo(status);
  }

  @Override
  public void close() {
    TestHub.await(database.close());
    hub.close();
  }
}
