package io.tidemark.loadgen.client;

import io.tidemark.loadgen.chunk.Block;
import io.tidemark.protocol.NamespaceInfo;
import io.tidemark.protocol.PullCodec;
import io.tidemark.protocol.PulledChanges;
import io.tidemark.protocol.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The hub's calls as one user makes them. Each is made again after a cut or a passing refusal;
 * those that would count twice carry an idempotency key.
 */
public final class Session {
  private final Vertx vertx;
  private final HubHttp http;
  private final String user;
  private final TokenSource tokens;

  public Session(Vertx vertx, HubHttp http, String user, TokenSource tokens) {
    this.vertx = vertx;
    this.http = http;
    this.user = user;
    this.tokens = tokens;
  }

  public String user() {
    return user;
  }

  public Future<String> token() {
    return tokens.token();
  }

  Future<Void> pause(long millis) {
    return vertx.timer(millis, TimeUnit.MILLISECONDS).mapEmpty();
  }

  // Folders

  public Future<UUID> createTeamFolder(String name) {
    return post("/v1/team-folders", new JsonObject().put("name", name))
        .map(answer -> UUID.fromString(answer.getString("ns")));
  }

  /** Adds or changes up to 10,000 members at once. */
  public Future<Void> putMembers(UUID ns, Map<String, Role> members) {
    JsonArray array = new JsonArray();
    members.forEach((member, role) ->
        array.add(new JsonObject().put("user", member).put("role", role.wireName())));
    return json(
            HttpMethod.PUT,
            "/v1/team-folders/" + ns + "/members",
            new JsonObject().put("members", array))
        .mapEmpty();
  }

  /** A part of a folder's members. */
  public record Members(List<String> users, @Nullable String nextPageToken) {}

  public Future<Members> members(UUID ns, @Nullable String pageToken) {
    String page = pageToken == null ? "" : "?pageToken=" + encoded(pageToken);
    return json(HttpMethod.GET, "/v1/team-folders/" + ns + "/members" + page, null)
        .map(answer ->
            new Members(
                answer.getJsonArray("members", new JsonArray()).stream()
                    .map(member -> ((JsonObject) member).getString("user"))
                    .toList(),
                answer.getString("nextPageToken")));
  }

  /** Up to 10,000 members at once are none any more from then on. */
  public Future<Void> endMembers(UUID ns, List<String> members, Instant at) {
    JsonArray array = new JsonArray();
    members.forEach(member ->
        array.add(
            new JsonObject()
                .put("user", member)
                .put("role", Role.VIEWER.wireName())
                .put("expiresAt", at.toString())));
    return json(
            HttpMethod.PUT,
            "/v1/team-folders/" + ns + "/members",
            new JsonObject().put("members", array))
        .mapEmpty();
  }

  public Future<List<NamespaceEntry>> namespaces() {
    return json(HttpMethod.GET, "/v1/namespaces", null).map(NamespaceEntry::listOf);
  }

  /** The same as a {@code welcome} names. */
  public Future<List<NamespaceInfo>> memberships() {
    return read("/v1/namespaces").map(body -> PullCodec.namespaces(body.getBytes()));
  }

  public Future<JournalPage> journal(UUID ns, long after, int limit) {
    return read("/v1/namespaces/" + ns + "/journal?after=" + after + "&limit=" + limit)
        .map(JournalPage::of);
  }

  /**
   * What the device does not have yet.
   *
   * @param cursor where it is; null for where the hub believes it to be
   */
  public Future<PulledChanges> changes(String device, @Nullable String cursor, int limit) {
    String from = cursor == null ? "" : "&cursor=" + encoded(cursor);
    return read("/v1/changes?device=" + encoded(device) + "&limit=" + limit + from)
        .map(body -> PullCodec.changes(body.getBytes()));
  }

  public Future<SnapshotPage> snapshot(UUID ns, @Nullable UUID under, @Nullable String pageToken) {
    StringBuilder path = new StringBuilder("/v1/namespaces/" + ns + "/snapshot");
    char separator = '?';
    if (under != null) {
      path.append(separator).append("under=").append(under);
      separator = '&';
    }
    if (pageToken != null) {
      path.append(separator).append("pageToken=").append(encoded(pageToken));
    }
    return json(HttpMethod.GET, path.toString(), null).map(SnapshotPage::of);
  }

  // Blocks

  /** Which of them the hub does not have, with the URL that takes each. */
  public Future<Map<String, String>> missing(UUID ns, List<Block> blocks) {
    JsonObject body = new JsonObject().put("ns", ns.toString()).put("blocks", Commit.array(blocks));
    return post("/v1/blocks/check", body)
        .map(answer -> {
          Map<String, String> urls = new HashMap<>();
          for (Object item : answer.getJsonArray("missing")) {
            JsonObject block = (JsonObject) item;
            urls.put(block.getString("sha256"), block.getString("putUrl"));
          }
          return urls;
        });
  }

  /** One attempt: who uploads checks again after a cut. */
  public Future<Void> putBlock(String putUrl, Buffer bytes) {
    return http.call(
            HttpMethod.PUT, putUrl, null, Map.of("content-type", "application/octet-stream"), bytes)
        .mapEmpty();
  }

  public Future<Buffer> getBlock(String getUrl) {
    return again(() -> http.call(HttpMethod.GET, getUrl, null, Map.of(), null)).map(Answer::body);
  }

  // Files

  public Future<UUID> createFile(UUID ns, String path, String kind) {
    return post(
            "/v1/files",
            new JsonObject().put("ns", ns.toString()).put("path", path).put("kind", kind))
        .map(answer -> UUID.fromString(answer.getString("fileId")));
  }

  public Future<Committed> commitVersion(UUID fileId, Commit commit) {
    JsonObject body = commit.json();
    body.remove("fileId");
    return keyed(HttpMethod.POST, "/v1/files/" + fileId + "/versions", body).map(Committed::of);
  }

  /** Many at once; the answers stand in the order of the commits. */
  public Future<List<Committed>> commitAll(UUID ns, List<Commit> commits) {
    JsonArray array = new JsonArray();
    commits.forEach(commit -> array.add(commit.json()));
    return keyed(
            HttpMethod.POST,
            "/v1/namespaces/" + ns + "/commits",
            new JsonObject().put("commits", array))
        .map(answer ->
            answer.getJsonArray("results").stream()
                .map(item -> Committed.of((JsonObject) item))
                .toList());
  }

  public Future<Void> move(UUID fileId, String path) {
    return json(HttpMethod.PATCH, "/v1/files/" + fileId, new JsonObject().put("path", path))
        .mapEmpty();
  }

  public Future<Void> delete(UUID fileId) {
    return json(HttpMethod.DELETE, "/v1/files/" + fileId, null).mapEmpty();
  }

  public Future<Manifest> manifest(UUID fileId, long version) {
    return json(HttpMethod.GET, "/v1/files/" + fileId + "/versions/" + version, null)
        .map(Manifest::of);
  }

  // Devices

  public Future<Void> ack(String device, Map<UUID, Long> watermarks) {
    JsonObject marks = new JsonObject();
    watermarks.forEach((ns, seq) -> marks.put(ns.toString(), seq));
    return post("/v1/ack", new JsonObject().put("device", device).put("watermarks", marks))
        .mapEmpty();
  }

  /** Leaves the body to a codec of its own: a page may be large. */
  private Future<Buffer> read(String path) {
    return again(
            () -> tokens.token().compose(t -> http.call(HttpMethod.GET, path, t, Map.of(), null)))
        .map(Answer::body);
  }

  private Future<JsonObject> post(String path, JsonObject body) {
    return json(HttpMethod.POST, path, body);
  }

  private Future<JsonObject> json(HttpMethod method, String path, @Nullable JsonObject body) {
    return again(() -> tokens.token().compose(token -> http.json(method, path, token, body)));
  }

  /** With one key for all attempts, so that a cut answer does not become a second version. */
  private Future<JsonObject> keyed(HttpMethod method, String path, JsonObject body) {
    Map<String, String> headers = new HashMap<>(HubHttp.JSON);
    headers.put("idempotency-key", UUID.randomUUID().toString());
    Buffer bytes = body.toBuffer();
    return again(
            () -> tokens.token().compose(token -> http.call(method, path, token, headers, bytes)))
        .map(Answer::json);
  }

  private <T> Future<T> again(Supplier<Future<T>> call) {
    return Retry.of(vertx, call);
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
