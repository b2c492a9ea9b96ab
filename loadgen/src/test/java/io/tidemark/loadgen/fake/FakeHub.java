package io.tidemark.loadgen.fake;

import io.tidemark.loadgen.client.Await;
import io.tidemark.protocol.ChangeCodec;
import io.tidemark.protocol.ChangeOp;
import io.tidemark.protocol.ClientFrame;
import io.tidemark.protocol.EntryKind;
import io.tidemark.protocol.FrameCodec;
import io.tidemark.protocol.InvalidNameException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The hub in memory. One event loop serves it, so that nothing in it is locked. */
public final class FakeHub implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final Fault fault;
  private final Map<UUID, FakeFolder> folders = new HashMap<>();
  private final Map<String, Buffer> blocks = new HashMap<>();
  private final Set<FakePush> pushes = ConcurrentHashMap.newKeySet();
  private final AtomicInteger cutUploads = new AtomicInteger();
  private final AtomicInteger commits = new AtomicInteger();
  private final List<Consumer<Short>> connections = new CopyOnWriteArrayList<>();
  private final AtomicInteger deltas = new AtomicInteger();
  private final FakePulls pulls = new FakePulls();
  private final HttpServer server;

  private FakeHub(Fault fault) {
    this.fault = fault;
    this.server =
        vertx
            .createHttpServer(
                new HttpServerOptions().setHost("127.0.0.1").addWebSocketSubProtocol("tidemark.v1"))
            .requestHandler(this::handle)
            .webSocketHandler(this::connect);
  }

  public static FakeHub start() {
    return start(Fault.NONE);
  }

  public static FakeHub start(Fault fault) {
    FakeHub hub = new FakeHub(fault);
    Await.of(hub.server.listen(0), Duration.ofSeconds(10));
    return hub;
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  /** The next so many uploads are cut off before they are answered. */
  public void cutUploads(int count) {
    cutUploads.set(count);
  }

  /** Ends all connections of devices; those by WebSocket with this close code. */
  public void cutDevices(int code) {
    vertx.runOnContext(_ -> {
      connections.forEach(close -> close.accept((short) code));
      connections.clear();
    });
  }

  /** How many versions were committed. */
  public int commits() {
    return commits.get();
  }

  private void handle(HttpServerRequest request) {
    request
        .body()
        .onSuccess(body -> {
          try {
            route(request, body);
          } catch (FakeRefusal refusal) {
            refuse(request.response(), refusal);
          } catch (InvalidNameException e) {
            refuse(request.response(), new FakeRefusal(400, "invalid_name", e.getMessage()));
          } catch (RuntimeException e) {
            refuse(request.response(), new FakeRefusal(500, "internal", e.toString()));
          }
        });
  }

  private void route(HttpServerRequest request, Buffer body) {
    String[] path = request.path().substring(1).split("/");
    String call = request.method() + " " + String.join("/", path);
    HttpServerResponse response = request.response();
    if (call.equals("GET livez")) {
      response.end("{}");
    } else if (call.equals("GET metrics")) {
      response.end("deltas_sent_total{transport=\"ws\"} 12\ndeltas_suppressed_total 4\n");
    } else if (call.equals("POST v1/dev/token")) {
      answer(response, 200, new JsonObject().put("token", json(body).getString("user")));
    } else if (path[1].equals("blocks")) {
      blocks(request, path, body);
    } else if (call.equals("POST v1/team-folders")) {
      FakeFolder folder = new FakeFolder(json(body).getString("name"));
      folders.put(folder.ns, folder);
      answer(response, 201, new JsonObject().put("ns", folder.ns.toString()));
    } else if (path[1].equals("team-folders") || call.equals("POST v1/ack")) {
      answer(response, 200, new JsonObject());
    } else if (call.equals("GET v1/namespaces")) {
      JsonArray all = new JsonArray();
      folders.values().forEach(f -> all.add(info(f)));
      answer(response, 200, new JsonObject().put("namespaces", all));
    } else if (path[1].equals("namespaces")) {
      namespace(request, folder(path[2]), path[3], body);
    } else if (path[1].equals("files")) {
      files(request, path, body);
    } else if (call.equals("GET v1/events")) {
      events(request);
    } else if (call.equals("GET v1/changes")) {
      response.end(pulls.changes(List.copyOf(folders.values()), request.getParam("cursor")));
    } else if (call.equals("GET v1/changes/longpoll")) {
      pulls.hold(List.copyOf(folders.values()), request);
      connections.add(_ -> request.connection().close());
    } else {
      throw new FakeRefusal(404, "not_found", call);
    }
  }

  private static JsonObject info(FakeFolder folder) {
    return new JsonObject()
        .put("ns", folder.ns.toString())
        .put("kind", "folder")
        .put("name", folder.name)
        .put("role", "editor")
        .put("epoch", 1)
        .put("head", folder.head())
        .put("watermark", 0);
  }

  private void blocks(HttpServerRequest request, String[] path, Buffer body) {
    if (path[2].equals("check")) {
      JsonArray missing = new JsonArray();
      for (Object item : json(body).getJsonArray("blocks")) {
        String sha256 = ((JsonObject) item).getString("sha256");
        if (!blocks.containsKey(sha256)) {
          missing.add(
              new JsonObject().put("sha256", sha256).put("putUrl", url() + "/v1/blocks/" + sha256));
        }
      }
      answer(request.response(), 200, new JsonObject().put("missing", missing));
    } else if (request.method().name().equals("PUT")) {
      if (cutUploads.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
        request.connection().close();
        return;
      }
      if (!sha256(body).equals(path[2])) {
        throw new FakeRefusal(400, "hash_mismatch", path[2]);
      }
      blocks.put(path[2], body);
      request.response().setStatusCode(201).end();
    } else {
      request.response().end(blocks.get(path[2]));
    }
  }

  private void namespace(HttpServerRequest request, FakeFolder folder, String what, Buffer body) {
    switch (what) {
      case "journal" -> {
        int after = Integer.parseInt(request.getParam("after"));
        int limit = Integer.parseInt(request.getParam("limit"));
        int to = (int) Math.min(folder.head(), after + (long) limit);
        JsonArray entries = new JsonArray();
        folder
            .journal
            .subList(after, to)
            .forEach(c -> entries.add(new JsonObject(Buffer.buffer(ChangeCodec.encode(c)))));
        answer(
            request.response(),
            200,
            new JsonObject()
                .put("entries", entries)
                .put("head", folder.head())
                .put("epoch", 1)
                .put("hasMore", to < folder.head()));
      }
      case "snapshot" ->
          answer(
              request.response(),
              200,
              new JsonObject()
                  .put("ns", folder.ns.toString())
                  .put("epoch", 1)
                  .put("seq", folder.head())
                  .put("files", folder.snapshot()));
      case "commits" -> {
        JsonArray results = new JsonArray();
        for (Object item : json(body).getJsonArray("commits")) {
          results.add(commit(folder, (JsonObject) item, user(request)));
        }
        pushAll(folder);
        answer(request.response(), 200, new JsonObject().put("results", results));
      }
      default -> throw new FakeRefusal(404, "not_found", what);
    }
  }

  private JsonObject commit(FakeFolder folder, JsonObject commit, String user) {
    try {
      String id = commit.getString("fileId");
      FakeFolder.Entry entry =
          id == null
              ? folder.at(commit.getString("path"))
              : folder.entries.get(UUID.fromString(id));
      if (entry != null && entry.kind == EntryKind.FOLDER) {
        throw new FakeRefusal(409, "name_taken", commit.getString("path"));
      }
      if (entry == null) {
        entry = folder.create(commit.getString("path"), EntryKind.FILE, user);
      }
      for (Object block : commit.getJsonArray("blocks")) {
        if (!blocks.containsKey(((JsonObject) block).getString("sha256"))) {
          throw new FakeRefusal(409, "blocks_missing", "" + block);
        }
      }
      long seq =
          folder.commit(entry, commit.getJsonArray("blocks"), user, commit.getString("device"));
      commits.incrementAndGet();
      return new JsonObject()
          .put("status", 201)
          .put("fileId", entry.id.toString())
          .put("version", entry.versions.size())
          .put("ns", folder.ns.toString())
          .put("seq", seq);
    } catch (FakeRefusal refusal) {
      return new JsonObject()
          .put("status", refusal.status)
          .put("code", refusal.code)
          .put("detail", refusal.getMessage());
    } catch (InvalidNameException e) {
      return new JsonObject()
          .put("status", 400)
          .put("code", "invalid_name")
          .put("detail", e.getMessage());
    }
  }

  private void files(HttpServerRequest request, String[] path, Buffer body) {
    HttpServerResponse response = request.response();
    if (path.length == 2) {
      JsonObject asked = json(body);
      FakeFolder folder = folder(asked.getString("ns"));
      FakeFolder.Entry entry =
          folder.create(
              asked.getString("path"),
              EntryKind.ofWireName(asked.getString("kind")),
              user(request));
      folder.record(entry, ChangeOp.CREATE, user(request));
      pushAll(folder);
      answer(response, 201, new JsonObject().put("fileId", entry.id.toString()));
      return;
    }
    UUID id = UUID.fromString(path[2]);
    FakeFolder folder =
        folders.values().stream()
            .filter(f -> f.entries.containsKey(id))
            .findFirst()
            .orElseThrow(() -> new FakeRefusal(404, "not_found", path[2]));
    FakeFolder.Entry entry = folder.entries.get(id);
    switch (request.method().name()) {
      case "PATCH" -> folder.move(entry, json(body).getString("path"), user(request));
      case "DELETE" -> folder.delete(entry, user(request));
      case "POST" -> {
        JsonObject commit = json(body).put("fileId", entry.id.toString());
        answer(response, 201, commit(folder, commit, user(request)));
        pushAll(folder);
        return;
      }
      default -> {
        JsonArray manifest = new JsonArray();
        for (Object item : entry.versions.get(Integer.parseInt(path[4]) - 1)) {
          JsonObject block = ((JsonObject) item).copy();
          manifest.add(block.put("getUrl", url() + "/v1/blocks/" + block.getString("sha256")));
        }
        answer(response, 200, new JsonObject().put("blocks", manifest));
        return;
      }
    }
    pushAll(folder);
    answer(response, 200, new JsonObject().put("fileId", path[2]));
  }

  private void connect(ServerWebSocket socket) {
    connections.add(reason -> socket.close(reason, "told to"));
    FakePush push =
        new FakePush((frame, _) -> socket.writeTextMessage(FakePush.text(frame)), fault, deltas);
    socket.textMessageHandler(text -> {
      if (FrameCodec.decodeClient(text) instanceof ClientFrame.Hello hello) {
        push.begin(
            List.copyOf(folders.values()),
            hello.watermarks() == null ? Map.of() : hello.watermarks());
        pushes.add(push);
      }
    });
    socket.closeHandler(_ -> pushes.remove(push));
  }

  private void events(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    response.setChunked(true).putHeader("content-type", "text/event-stream");
    FakePush push =
        new FakePush(
            (frame, cursor) ->
                response.write(
                    (cursor == null ? "" : "id: " + cursor + "\n")
                        + "data: "
                        + FakePush.text(frame)
                        + "\n\n"),
            fault,
            deltas);
    String cursor = request.getParam("cursor");
    push.begin(List.copyOf(folders.values()), cursor == null ? Map.of() : FakePush.marks(cursor));
    connections.add(_ -> request.connection().close());
    pushes.add(push);
    response.closeHandler(_ -> pushes.remove(push));
  }

  private void pushAll(FakeFolder folder) {
    pulls.wake();
    new ArrayList<>(pushes).forEach(push -> push.flush(folder));
  }

  private FakeFolder folder(String ns) {
    FakeFolder folder = folders.get(UUID.fromString(ns));
    if (folder == null) {
      throw new FakeRefusal(404, "not_found", ns);
    }
    return folder;
  }

  private static String user(HttpServerRequest request) {
    return request.getHeader("authorization").substring("Bearer ".length());
  }

  private static JsonObject json(Buffer body) {
    return new JsonObject(body);
  }

  private static void answer(HttpServerResponse response, int status, JsonObject json) {
    response
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .end(json.toBuffer());
  }

  private static void refuse(HttpServerResponse response, FakeRefusal refusal) {
    JsonObject problem =
        new JsonObject()
            .put("status", refusal.status)
            .put("code", refusal.code)
            .put("detail", refusal.getMessage());
    if (refusal.fileId != null) {
      problem.put("fileId", refusal.fileId);
    }
    response
        .setStatusCode(refusal.status)
        .putHeader("content-type", "application/problem+json")
        .end(problem.toBuffer());
  }

  private static String sha256(Buffer bytes) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.getBytes()));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    Await.of(vertx.close(), Duration.ofSeconds(10));
  }
}
