package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.protocol.testing.ContractDocuments;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One user's way to the hub over HTTP. Every answer is held against openapi.yaml, whatever the test
 * is about.
 */
public final class TestClient {
  static final ContractDocuments CONTRACT = new ContractDocuments();

  /** {@code POST /v1/files/{fileId} 201}: which answers were seen in this JVM. */
  static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private final URI base;
  private final String user;
  private final @Nullable String token;

  TestClient(URI base, String user, @Nullable String token) {
    this.base = base;
    this.user = user;
    this.token = token;
  }

  public String user() {
    return user;
  }

  public @Nullable String token() {
    return token;
  }

  public URI base() {
    return base;
  }

  public Answer get(String path) {
    return call("GET", path, null, Map.of());
  }

  public Answer delete(String path) {
    return call("DELETE", path, null, Map.of());
  }

  public Answer post(String path, String json) {
    return call("POST", path, json, Map.of());
  }

  public Answer put(String path, String json) {
    return call("PUT", path, json, Map.of());
  }

  public Answer patch(String path, String json) {
    return call("PATCH", path, json, Map.of());
  }

  /**
   * @param path with its query
   */
  public Answer call(
      String method, String path, @Nullable String json, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofSeconds(60))
            .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
    if (json != null) {
      request.header("Content-Type", "application/json");
    }
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    headers.forEach(request::header);
    return send(request.build());
  }

  /** Stores a block through a signed URL. */
  public Answer putBlock(String url, byte[] bytes) {
    return send(
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/octet-stream")
            .PUT(BodyPublishers.ofByteArray(bytes))
            .build());
  }

  /** Any request; the answer is held against the contract. */
  public static Answer send(HttpRequest request) {
    HttpResponse<byte[]> response;
    try {
      response = HTTP.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new AssertionError(request + " was not answered", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    String body = new String(response.body(), StandardCharsets.UTF_8);
    String path = request.uri().getRawPath();
    String what = request.method() + " " + path;
    String operation = CONTRACT.operationId(request.method(), path);
    if (operation != null) {
      assertThat(
              CONTRACT.answer(
                  request.method(),
                  path,
                  response.statusCode(),
                  response.headers().firstValue("Content-Type").orElse(null),
                  body))
          .as("%s was not answered as documented", what)
          .isEmpty();
      SEEN.add(operation + " " + response.statusCode());
    }
    return new Answer(what, response.statusCode(), response.headers(), body);
  }

  // What most tests need.

  /** A new team folder that this user owns. */
  public String teamFolder(String name) {
    return post("/v1/team-folders", "{\"name\":\"" + name + "\"}").expect(201).text("ns");
  }

  public Answer createFile(String ns, String path) {
    return post("/v1/files", "{\"ns\":\"" + ns + "\",\"path\":\"" + path + "\"}");
  }

  /** Makes sure that a block is stored and returns it as it stands in a commit. */
  public String storedBlock(String ns, String content) {
    return storedBlock(ns, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Makes sure that a block is stored and returns it as it stands in a commit. */
  public String storedBlock(String ns, byte[] bytes) {
    String block = block(bytes);
    Answer check =
        post("/v1/blocks/check", "{\"ns\":\"" + ns + "\",\"blocks\":[" + block + "]}").expect(200);
    check
        .json()
        .path("missing")
        .forEach(missing -> putBlock(missing.path("putUrl").asText(), bytes).expect(201));
    return block;
  }

  public Answer commit(String fileId, long parentVersion, String blocks) {
    return post("/v1/files/" + fileId + "/versions", commitBody(parentVersion, blocks));
  }

  public static String commitBody(long parentVersion, String blocks) {
    return "{\"parentVersion\":"
        + parentVersion
        + ",\"blocks\":["
        + blocks
        + "],\"clientMtime\":\"2026-04-28T09:59:58Z\",\"device\":\"d1\"}";
  }

  public static String block(byte[] bytes) {
    return "{\"sha256\":\"" + sha256(bytes) + "\",\"size\":" + bytes.length + "}";
  }

  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
