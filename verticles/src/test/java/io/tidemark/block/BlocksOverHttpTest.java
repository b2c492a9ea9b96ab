package io.tidemark.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.config.testing.SharedServers;
import io.tidemark.flow.UserIds;
import io.tidemark.http.TestHub;
import io.tidemark.http.TestHub.Answer;
import io.tidemark.journal.Database;
import io.tidemark.journal.KnownUsers;
import io.tidemark.journal.Namespaces;
import io.tidemark.protocol.Limits;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlocksOverHttpTest {
  private static final UUID HOME = UserIds.homeOf("alice");
  private final Block block = Block.of("some text ", 1000);
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final FullDisk disk = new FullDisk(1L << 30);
  private final Vertx vertx = Vertx.vertx();

  @TempDir Path folder;
  private volatile Instant now = Instant.now();
  private TestHub hub;
  private Database database;

  @BeforeEach
  void start() {
    database = Database.open(vertx, SharedServers.freshDatabase(), 4);
    Namespaces namespaces = new Namespaces(database);
    SignedUrls urls = new SignedUrls(new byte[32], Duration.ofMinutes(15), () -> hub.url());
    BlockVerticle blocks =
        new BlockVerticle(folder, disk, urls, database, namespaces, () -> now, metrics);
    TestHub.await(vertx.deployVerticle(blocks));
    hub = TestHub.start(vertx, new KnownUsers(database)::admit, blocks.open(), blocks.forCallers());
  }

  @AfterEach
  void stop() {
    TestHub.await(database.close());
    hub.close();
  }

  @Test
  void a_missing_block_is_uploaded_and_then_no_longer_missing() throws IOException {
    JsonObject missing = check(block).getJsonObject(0);
    assertThat(missing.getString("sha256")).isEqualTo(block.sha256());
    assertThat(Instant.parse(missing.getString("expiresAt")))
        .isBetween(now.plusSeconds(899), now.plusSeconds(900));

    Answer stored = put(missing.getString("putUrl"), block.bytes());

    assertThat(stored.status()).isEqualTo(201);
    assertThat(files()).hasSize(1);
    assertThat(check(block)).isEmpty();
    assertThat(metrics.counter("block_uploaded_bytes_total").count()).isEqualTo(block.size());
  }

  @Test
  void a_block_can_be_uploaded_again() {
    String url = putUrl(block);

    assertThat(put(url, block.bytes()).status()).isEqualTo(201);
    assertThat(put(url, block.bytes()).status()).isEqualTo(201);
  }

  @Test
  void a_block_of_8_mebibytes_streams_through() throws IOException {
    Block large = Block.of("0123456789abcdef", Limits.BLOCK_BYTES / 16);

    assertThat(put(putUrl(large), large.bytes()).status()).isEqualTo(201);
    assertThat(get(large).raw().body()).isEqualTo(large.bytes());
  }

  @Test
  void many_uploads_at_once_are_all_stored() {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      blocks.add(Block.of("block " + i, 1 + i));
    }
    JsonArray missing = check(blocks.toArray(new Block[0]));
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String url = missing.getJsonObject(i).getString("putUrl");
      byte[] bytes = blocks.get(i).bytes();
      answers.add(
          CompletableFuture.supplyAsync(
              () -> put(url, bytes), task -> Thread.ofVirtual().start(task)));
    }

    assertThat(answers).allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(201));
    assertThat(check(blocks.toArray(new Block[0]))).isEmpty();
  }

  @Test
  void a_block_is_read_back_whole_and_may_be_kept_for_ever() {
    put(putUrl(block), block.bytes());

    Answer answer = get(block);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.raw().body()).isEqualTo(block.bytes());
    assertThat(answer.raw().headers().firstValue("Cache-Control"))
        .contains("private, max-age=31536000, immutable");
    assertThat(answer.raw().headers().firstValue("ETag")).contains("\"" + block.sha256() + "\"");
    assertThat(metrics.counter("block_downloaded_bytes_total").count()).isEqualTo(block.size());
  }

  @Test
  void a_range_of_a_block_can_be_read() {
    put(putUrl(block), block.bytes());

    Answer answer =
        hub.send(HttpRequest.newBuilder(getUrl(block)).header("Range", "bytes=10-19").build());

    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.raw().headers().firstValue("Content-Range"))
        .contains("bytes 10-19/" + block.size());
    assertThat(new String(answer.raw().body(), StandardCharsets.UTF_8)).isEqualTo("some text ");
  }

  @Test
  void a_block_that_the_client_has_is_not_sent_again() {
    put(putUrl(block), block.bytes());

    Answer answer =
        hub.send(
            HttpRequest.newBuilder(getUrl(block))
                .header("If-None-Match", "\"" + block.sha256() + "\"")
                .build());

    assertThat(answer.status()).isEqualTo(304);
  }

  @Test
  void head_tells_the_size_without_the_bytes() {
    put(putUrl(block), block.bytes());

    Answer answer = hub.send(HttpRequest.newBuilder(getUrl(block)).HEAD().build());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.raw().headers().firstValueAsLong("Content-Length")).hasValue(block.size());
    assertThat(answer.raw().body()).isEmpty();
  }

  @Test
  void a_block_that_is_not_in_the_store_is_not_found_and_counted() {
    Answer answer = get(block);

    assertProblem(answer, 404, "not_found");
    assertThat(answer.raw().headers().firstValue("Cache-Control")).isEmpty();
    assertThat(metrics.counter("block_download_errors_total").count()).isEqualTo(1);
  }

  @Test
  void bytes_with_another_hash_are_refused_and_not_kept() throws IOException {
    byte[] other = block.bytes().clone();
    other[7] ^= 1;

    assertProblem(put(putUrl(block), other), 400, "hash_mismatch");
    assertThat(files()).isEmpty();
    assertThat(check(block)).hasSize(1);
  }

  @Test
  void bytes_of_another_length_are_refused_and_not_kept() throws IOException {
    assertProblem(put(putUrl(block), new byte[block.size() - 1]), 400, "hash_mismatch");
    assertProblem(put(putUrl(block), new byte[block.size() + 1]), 400, "hash_mismatch");
    assertThat(files()).isEmpty();
  }

  @Test
  void a_body_without_its_length_is_refused() throws IOException {
    BodyPublisher chunked = BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(block.bytes()));

    Answer answer =
        hub.send(HttpRequest.newBuilder(URI.create(putUrl(block))).PUT(chunked).build());

    assertProblem(answer, 411, "length_required");
    assertThat(files()).isEmpty();
  }

  @Test
  void a_client_that_leaves_half_way_leaves_nothing_behind() throws Exception {
    Block large = Block.of("0123456789abcdef", Limits.BLOCK_BYTES / 16);
    URI url = URI.create(putUrl(large));
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      OutputStream out = socket.getOutputStream();
      String head =
          "PUT %s?%s HTTP/1.1\r\nHost: hub\r\nContent-Length: %d\r\n\r\n"
              .formatted(url.getPath(), url.getQuery(), large.size());
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.write(large.bytes(), 0, large.size() / 2);
      out.flush();
      awaitFiles(1);
    }

    awaitFiles(0);
  }

  @Test
  void more_uploads_than_there_are_places_for_are_told_to_come_back() throws Exception {
    URI url = URI.create(putUrl(block));
    String head =
        "PUT %s?%s HTTP/1.1\r\nHost: hub\r\nContent-Length: %d\r\n\r\n"
            .formatted(url.getPath(), url.getQuery(), block.size());
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i <= BlockTransfer.UPLOADS; i++) {
        Socket socket = new Socket(url.getHost(), url.getPort());
        slow.add(socket);
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
      }
      while (!isAnyAnswered(slow)) { // The one for which there is no place: the others have theirs.
        Thread.onSpinWait();
      }
      Answer answer = put(url.toString(), block.bytes());

      assertProblem(answer, 503, "unavailable");
      assertThat(answer.raw().headers().firstValue("Retry-After")).contains("1");
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
    Answer after = put(url.toString(), block.bytes());
    while (after.status() == 503) { // Their ends may not have been seen yet.
      after = put(url.toString(), block.bytes());
    }
    assertThat(after.status()).isEqualTo(201);
  }

  @Test
  void a_url_that_expired_is_refused_both_ways() throws IOException {
    String putUrl = putUrl(block);
    URI getUrl = getUrl(block);
    now = now.plusSeconds(901);

    assertProblem(put(putUrl, block.bytes()), 403, "url_expired");
    assertProblem(hub.send(HttpRequest.newBuilder(getUrl).build()), 403, "url_expired");
    assertThat(files()).isEmpty();
  }

  @Test
  void a_url_that_was_tampered_with_is_refused() throws IOException {
    String url = putUrl(block);
    String other = "ab".repeat(32);

    assertProblem(put(url.replace(block.sha256(), other), block.bytes()), 403, "url_invalid");
    assertProblem(put(url.replace("expires=", "expires=9"), block.bytes()), 403, "url_invalid");
    assertProblem(put(url.replaceAll("\\?.*", ""), block.bytes()), 403, "url_invalid");
    assertProblem(hub.send(HttpRequest.newBuilder(URI.create(url)).build()), 403, "url_invalid");
    assertThat(files()).isEmpty();
  }

  @Test
  void a_path_that_is_no_hash_is_malformed() {
    assertProblem(
        put(putUrl(block).replace(block.sha256(), "..%2f..%2fetc"), block.bytes()),
        400,
        "malformed");
  }

  @Test
  void a_disk_that_fills_up_under_a_block_is_said_and_nothing_is_kept() throws IOException {
    Block large = Block.of("0123456789abcdef", Limits.BLOCK_BYTES / 16);
    disk.freeBytes.set(1 << 20);

    Answer answer = put(putUrl(large), large.bytes());

    assertProblem(answer, 507, "storage_full");
    assertThat(answer.raw().headers().firstValue("Retry-After")).isPresent();
    assertThat(files()).isEmpty();
    assertThat(check(large)).hasSize(1);

    disk.freeBytes.set(1L << 30);
    assertThat(put(putUrl(large), large.bytes()).status()).isEqualTo(201);
  }

  @Test
  void a_check_may_name_a_block_twice() {
    assertThat(check(block, block)).hasSize(1);
  }

  @Test
  void a_check_without_blocks_has_nothing_missing() {
    assertThat(check()).isEmpty();
  }

  @Test
  void a_check_needs_the_right_to_write() {
    JsonObject body = body(block);
    assertThat(check(block)).hasSize(1); // Alice and her home exist from her first call on.
    assertProblem(hub.call("bob", "POST", "/v1/blocks/check", body), 404, "not_found");

    TestHub.await(
        database.query(
            "INSERT INTO members (ns, user_id, role) VALUES ($1, $2, 'viewer')",
            Tuple.of(HOME, UserIds.of("bob"))));
    assertProblem(hub.call("bob", "POST", "/v1/blocks/check", body), 403, "forbidden");
  }

  @Test
  void a_check_in_an_unknown_namespace_finds_none() {
    JsonObject body = body(block).put("ns", UUID.randomUUID().toString());

    assertProblem(hub.call("alice", "POST", "/v1/blocks/check", body), 404, "not_found");
  }

  @Test
  void a_bad_check_names_what_is_wrong() {
    assertMalformed(new JsonObject().put("blocks", new JsonArray()), "ns is missing");
    assertMalformed(body().put("ns", "x"), "ns is 'x'; a UUID");
    assertMalformed(body().put("blocks", "x"), "blocks is 'x'; a list");
    assertMalformed(one(new JsonObject().put("size", 1)), "blocks[0].sha256 is missing");
    assertMalformed(
        one(
            new JsonObject()
                .put("sha256", block.sha256().toUpperCase(java.util.Locale.ROOT))
                .put("size", 1)),
        "64 lower-case hex digits");
    assertMalformed(
        one(new JsonObject().put("sha256", block.sha256()).put("size", Limits.BLOCK_BYTES + 1)),
        "size is '8388609'");
    assertMalformed(
        one(new JsonObject().put("sha256", block.sha256()).put("size", -1)), "size is '-1'");
    JsonArray many = new JsonArray();
    for (int i = 0; i <= Limits.BLOCKS_PER_CHECK; i++) {
      many.add(new JsonObject());
    }
    assertMalformed(body().put("blocks", many), "10001 items");
  }

  private void assertMalformed(JsonObject body, String detail) {
    Answer answer = hub.call("alice", "POST", "/v1/blocks/check", body);
    assertProblem(answer, 400, "malformed");
    assertThat(answer.body().getString("detail")).contains(detail);
  }

  private static void assertProblem(Answer answer, int status, String code) {
    assertThat(answer.code()).as(answer.body().encode()).isEqualTo(code);
    assertThat(answer.status()).isEqualTo(status);
  }

  private static boolean isAnyAnswered(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      if (socket.getInputStream().available() > 0) {
        return true;
      }
    }
    return false;
  }

  private static JsonObject one(JsonObject block) {
    return new JsonObject().put("ns", HOME.toString()).put("blocks", new JsonArray().add(block));
  }

  private static JsonObject body(Block... blocks) {
    JsonArray array = new JsonArray();
    for (Block each : blocks) {
      array.add(new JsonObject().put("sha256", each.sha256()).put("size", each.size()));
    }
    return new JsonObject().put("ns", HOME.toString()).put("blocks", array);
  }

  private JsonArray check(Block... blocks) {
    Answer answer = hub.call("alice", "POST", "/v1/blocks/check", body(blocks));
    assertThat(answer.status()).as(answer.body().encode()).isEqualTo(200);
    return answer.body().getJsonArray("missing");
  }

  private String putUrl(Block missing) {
    return check(missing).getJsonObject(0).getString("putUrl");
  }

  private URI getUrl(Block stored) {
    return URI.create(
        new SignedUrls(new byte[32], Duration.ofMinutes(15), hub::url)
            .getUrl(stored.sha256(), stored.size(), now));
  }

  private Answer put(String url, byte[] bytes) {
    return hub.send(
        HttpRequest.newBuilder(URI.create(url)).PUT(BodyPublishers.ofByteArray(bytes)).build());
  }

  private Answer get(Block stored) {
    return hub.send(HttpRequest.newBuilder(getUrl(stored)).build());
  }

  private List<Path> files() throws IOException {
    while (true) {
      try (Stream<Path> files = Files.walk(folder)) {
        return files.filter(Files::isRegularFile).toList();
      } catch (UncheckedIOException e) {
        // The hub removed one while we looked: look again.
        if (!(e.getCause() instanceof NoSuchFileException)) {
          throw e;
        }
      }
    }
  }

  /** The test's own time limit is the bound. */
  private void awaitFiles(int count) throws IOException {
    while (files().size() != count) {
      Thread.onSpinWait();
    }
  }
}
