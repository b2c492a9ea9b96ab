package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.faults.Eventually;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thumbnails over a real socket: whole grids, bad files in them, readers that leave or do not read.
 */
class ThumbnailsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final TestHub hub = TestHub.get();
  private final TestClient alice = hub.newUser();
  private final String ns = alice.teamFolder("Photos");

  private String photo(String name, byte[] bytes) {
    String file = alice.createFile(ns, "/" + name).expect(201).text("fileId");
    alice.commit(file, 0, alice.storedBlock(ns, bytes)).expect(201);
    return file;
  }

  /** Each seed is another picture. */
  private static byte[] picture(int width, int height, String format, int seed) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Random chance = new Random(seed);
    byte[] noise = new byte[width * height * 3];
    chance.nextBytes(noise);
    image.getRaster().setDataElements(0, 0, width, height, noise);
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageIO.write(image, format, bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String item(String fileId) {
    return "{\"fileId\":\"" + fileId + "\"}";
  }

  private static String request(int size, String format, List<String> items) {
    return "{\"size\":\"%d\",\"format\":\"%s\",\"items\":[%s]}"
        .formatted(size, format, String.join(",", items));
  }

  private HttpResponse<byte[]> post(TestClient client, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(client.base().resolve("/v1/thumbnails"))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + client.token())
            .headers(headers)
            .POST(BodyPublishers.ofString(body));
    try {
      return HTTP.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<Integer, JsonNode> lines(byte[] body) {
    Map<Integer, JsonNode> lines = new HashMap<>();
    new String(body, StandardCharsets.UTF_8)
        .lines()
        .forEach(line -> {
          try {
            JsonNode read = JSON.readTree(line);
            assertThat(lines.put(read.path("index").asInt(), read)).isNull();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return lines;
  }

  private static int width(byte[] image) {
    try {
      return ImageIO.read(new ByteArrayInputStream(image)).getWidth();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_bad_item_never_spoils_the_rest() {
    byte[] jpeg = picture(640, 480, "jpeg", 1);
    byte[] bomb = picture(8, 8, "png", 2);
    ByteBuffer.wrap(bomb).putInt(16, 30_000).putInt(20, 30_000);
    String good = photo("good.jpg", jpeg);
    TestClient bob = hub.newUser();
    String bobs = bob.createFile(bob.teamFolder("Bob"), "/b.jpg").expect(201).text("fileId");
    List<String> items =
        List.of(
            item(good),
            item(photo("text.jpg", "only text".getBytes(StandardCharsets.UTF_8))),
            item(bobs),
            item(new UUID(1, 2).toString()),
            item(photo("bomb.png", bomb)),
            item(photo("cut.jpg", Arrays.copyOf(jpeg, jpeg.length / 2))),
            item(good),
            "{\"fileId\":\"" + good + "\",\"version\":7}",
            "{\"fileId\":\"no uuid\"}",
            item(photo("photo", picture(300, 600, "png", 3))),
            item(alice.createFile(ns, "/never committed.png").expect(201).text("fileId")));

    HttpResponse<byte[]> answer = post(alice, request(256, "jpeg", items));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("transfer-encoding")).hasValue("chunked");
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/x-ndjson");
    Map<Integer, JsonNode> lines = lines(answer.body());
    assertThat(lines).hasSize(items.size());
    assertThat(
            lines.values().stream()
                .map(line -> line.path("index") + " " + line.path("status").asText()))
        .containsExactlyInAnyOrder(
            "0 ok",
            "1 unsupported",
            "2 forbidden",
            "3 not_found",
            "4 too_large",
            "5 failed",
            "6 ok",
            "7 not_found",
            "8 not_found",
            "9 ok",
            "10 not_found");
    byte[] first = Base64.getDecoder().decode(lines.get(0).path("data").asText());
    assertThat(lines.get(0).path("contentType").asText()).isEqualTo("image/jpeg");
    assertThat(width(first)).isEqualTo(256);
    assertThat(lines.get(6).path("data")).isEqualTo(lines.get(0).path("data"));
    assertThat(width(Base64.getDecoder().decode(lines.get(9).path("data").asText())))
        .isEqualTo(128);
  }

  @Test
  void binary_frames_and_gzip_carry_the_same_thumbnails() throws IOException {
    List<String> items = new ArrayList<>();
    for (int seed = 10; seed < 14; seed++) {
      items.add(item(photo(seed + ".jpg", picture(200, 200, "jpeg", seed))));
    }
    String request = request(128, "jpeg", items);
    Map<Integer, JsonNode> lines = lines(post(alice, request).body());

    HttpResponse<byte[]> zipped = post(alice, request, "Accept-Encoding", "gzip");
    HttpResponse<byte[]> binary =
        post(alice, request, "Accept", "application/vnd.tidemark.thumbnails");

    assertThat(zipped.headers().firstValue("content-encoding")).hasValue("gzip");
    byte[] unzipped = new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes();
    assertThat(lines(unzipped)).isEqualTo(lines);
    ByteBuffer frames = ByteBuffer.wrap(binary.body());
    for (int count = 0; count < items.size(); count++) {
      int index = frames.getInt();
      assertThat(frames.get()).isZero();
      assertThat(frames.get()).isEqualTo((byte) 1);
      byte[] image = new byte[frames.getInt()];
      frames.get(image);
      assertThat(Base64.getEncoder().encodeToString(image))
          .isEqualTo(lines.get(index).path("data").asText());
    }
    assertThat(frames.hasRemaining()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"size\":\"256\",\"items\":[]}",
        "{\"size\":\"256\"}",
        "{\"size\":\"255\",\"items\":[{}]}",
        "{\"size\":\"huge\",\"items\":[{}]}",
        "{\"items\":[{}]}",
        "{\"size\":\"256\",\"format\":\"heic\",\"items\":[{}]}",
        "{\"size\":\"256\",\"items\":[7]}"
      })
  void a_request_that_is_wrong_as_a_whole_is_refused(String body) {
    alice.post("/v1/thumbnails", body).expect(400, "malformed");
  }

  @Test
  void more_than_a_thousand_items_are_refused_with_their_number() {
    String items = "{},".repeat(1_000) + "{}";
    Answer answer =
        alice
            .post("/v1/thumbnails", "{\"size\":\"256\",\"items\":[" + items + "]}")
            .expect(400, "malformed");
    assertThat(answer.text("detail")).contains("1001").contains("1000");
  }

  @Test
  void one_thumbnail_has_a_tag_that_spares_its_bytes() {
    String file = photo("one.png", picture(100, 100, "png", 20));
    String path = "/v1/thumbnails/" + file + "?size=64&format=png";
    Answer first = alice.get(path).expect(200);
    String tag = first.headers().firstValue("ETag").orElseThrow();

    assertThat(alice.call("GET", path, null, Map.of("If-None-Match", tag)).expect(304).body())
        .isEmpty();
    alice.commit(file, 1, alice.storedBlock(ns, picture(100, 100, "png", 21))).expect(201);
    alice.call("GET", path, null, Map.of("If-None-Match", tag)).expect(200);
    alice.call("GET", path + "&version=1", null, Map.of("If-None-Match", tag)).expect(304);
    alice.get(path + "&version=9").expect(404, "not_found");
    hub.newUser().call("GET", path, null, Map.of("If-None-Match", tag)).expect(403, "forbidden");
    alice.get("/v1/thumbnails/" + file + "?size=65").expect(400, "malformed");
    alice
        .get("/v1/thumbnails/" + photo("t", "text".getBytes(StandardCharsets.UTF_8)))
        .expect(415, "unsupported_media_type");
  }

  @Test
  void who_does_not_read_is_not_rendered_for_and_keeps_nobody_waiting() throws IOException {
    int count = 60;
    List<String> items = new ArrayList<>();
    for (int seed = 100; seed < 100 + count; seed++) {
      items.add(item(photo(seed + ".png", picture(420, 420, "png", seed))));
    }
    String small = photo("small.jpg", picture(64, 64, "jpeg", 30));
    String body = request(480, "png", items);
    double before = hub.metric("thumbnail_items_total");
    try (Socket socket = new Socket(alice.base().getHost(), alice.base().getPort())) {
      socket.setReceiveBufferSize(4_096);
      socket
          .getOutputStream()
          .write(
              ("POST /v1/thumbnails HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
                      + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s")
                  .formatted(alice.token(), body.length(), body)
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().readNBytes(12))
          .isEqualTo("HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII));
      hub.awaitMetric("thumbnail_items_total", written -> written > before);

      Map<Integer, JsonNode> other =
          lines(post(alice, request(64, "jpeg", List.of(item(small)))).body());
      assertThat(other.get(0).path("status").asText()).isEqualTo("ok");
      assertThat(hub.metric("thumbnail_items_total") - before).isLessThan(count);
    }
    double left = hub.metric("thumbnail_answers_ended_total");

    Eventually.within(
        Duration.ofSeconds(20),
        () -> "answers ended: " + hub.metric("thumbnail_answers_ended_total"),
        () -> hub.metric("thumbnail_answers_ended_total") >= Math.max(1, left));
    assertThat(hub.metric("thumbnail_items_total") - before)
        .as("thumbnails written for who left, of %s", count)
        .isLessThan(count);
    assertThat(hub.metric("thumbnail_queue")).isZero();
  }

  @Test
  void a_browser_fills_both_grids() throws Exception {
    Path chromium = Path.of("/usr/bin/chromium");
    assumeTrue(Files.isExecutable(chromium), "there is no /usr/bin/chromium");
    for (int seed = 300; seed < 306; seed++) {
      photo(seed + ".jpg", picture(200, 150, "jpeg", seed));
    }
    Path profile = Files.createTempDirectory("tidemark-chromium");
    Process browser =
        new ProcessBuilder(
                chromium.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--user-data-dir=" + profile,
                "--virtual-time-budget=20000",
                "--dump-dom",
                alice.base().resolve("/demo/grid?user=" + alice.user()).toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String page = new String(browser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(browser.waitFor()).isZero();
    assertThat(page).contains("Done: 6 pictures.");
    assertThat(page.split("<img ", -1)).hasSize(1 + 12);
    assertThat(page.split("\\(6 of 6\\)", -1)).hasSize(3);
  }

  @Test
  void a_grid_that_two_ask_for_at_once_is_rendered_once() {
    List<String> items = new ArrayList<>();
    for (int seed = 200; seed < 210; seed++) {
      items.add(item(photo(seed + ".png", picture(300, 300, "png", seed))));
    }
    String twice =
        request(256, "png", List.of(items, items).stream().flatMap(List::stream).toList());
    double before = hub.metric("thumbnail_render_seconds_count");

    List<Integer> sizes =
        List.of(alice, alice, alice).parallelStream()
            .map(client -> lines(post(client, twice).body()).size())
            .collect(Collectors.toList());

    assertThat(sizes).containsOnly(20);
    assertThat(hub.metric("thumbnail_render_seconds_count") - before).isEqualTo(10);
  }
}
