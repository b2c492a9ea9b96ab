package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.config.Settings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What only bytes of one's own can show of a WebSocket of our own. */
class OwnPipelineTest {
  private static final String UPGRADE =
      """
      GET /v1/connect?access_token=ann HTTP/1.1
      Host: localhost
      Upgrade: websocket
      Connection: keep-alive, Upgrade
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
      Sec-WebSocket-Version: 13

      """
          .replace("\n", "\r\n");

  private final TestGateway gateway = new TestGateway(Settings.Pipeline.OWN);

  private final List<Raw> opened = new ArrayList<>();

  @AfterEach
  void stop() {
    opened.forEach(raw -> TestGateway.await(raw.socket.close()));
    gateway.close();
  }

  @Test
  void a_hello_right_behind_the_request_is_heard() {
    Raw device = new Raw();
    device.send(bytes(UPGRADE).appendBuffer(frame("{\"type\":\"hello\",\"device\":\"d1\"}")));

    device.until("\"type\":\"live\"");
    assertThat(device.text()).startsWith("HTTP/1.1 101 ").contains("\"type\":\"welcome\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          Version: 13            | Version: 8                        | 426 | sec-websocket-version: 13
          Version: 13            | X: 1                              | 426 | sec-websocket-version: 13
          keep-alive, Upgrade    | keep-alive                        | 400 | 'Connection: Upgrade' is missing
          dGhlIHNhbXBsZSBub25jZQ== | short                           | 400 | Sec-WebSocket-Key is 'short'
          Version: 13            | Version: 13~Content-Length: 2~~hi | 400 | an upgrade with a body
          """)
  void what_is_no_upgrade_is_refused(String good, String bad, int status, String says) {
    Raw device = new Raw();
    device.send(bytes(UPGRADE.replace(good, bad.replace("~", "\r\n"))));

    device.until("\r\n\r\n");
    assertThat(device.text())
        .startsWith("HTTP/1.1 " + status + " ")
        .containsIgnoringCase("connection: close")
        .containsIgnoringCase(says);
    assertThat(gateway.connected().size()).isZero();
  }

  @Test
  void who_breaks_a_rule_hears_why_and_then_the_end_though_it_never_answers() {
    Raw device = new Raw();
    device.send(bytes(UPGRADE));
    device.until("101");
    device.send(Buffer.buffer(HexFormat.of().parseHex("810568656c6c6f")));

    device.awaitEnd();
    assertThat(device.text()).contains("\"code\":\"malformed\"").contains("an unmasked frame");
    TestGateway.until(() -> gateway.connected().size() == 0);
  }

  @Test
  void who_is_not_let_in_and_closes_is_gone_at_once() {
    Raw device = new Raw();
    device.send(bytes(UPGRADE.replace("=ann", "=bad")));
    device.until("unauthorized");
    device.send(Buffer.buffer(HexFormat.of().parseHex("8882000000001131")));

    device.awaitEnd();
  }

  private static Buffer bytes(String text) {
    return Buffer.buffer(text, StandardCharsets.ISO_8859_1.name());
  }

  /** Masked with zeros. */
  private static Buffer frame(String text) {
    return Buffer.buffer()
        .appendByte((byte) 0x81)
        .appendByte((byte) (0x80 | text.length()))
        .appendInt(0)
        .appendString(text);
  }

  /** A connection that answers nothing by itself. */
  private final class Raw {
    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final NetSocket socket;

    Raw() {
      opened.add(this);
      socket =
          TestGateway.await(
              gateway
                  .clients
                  .createNetClient(new NetClientOptions())
                  .connect(gateway.port(), "127.0.0.1")
                  .onSuccess(connected -> {
                    connected.handler(
                        part -> received.add(part.toString(StandardCharsets.ISO_8859_1)));
                    connected.closeHandler(_ -> ended.countDown());
                  }));
    }

    void send(Buffer bytes) {
      TestGateway.await(socket.write(bytes));
    }

    String text() {
      return String.join("", received);
    }

    void until(String part) {
      TestGateway.until(() -> text().contains(part));
    }

    void awaitEnd() {
      try {
        assertThat(ended.await(20, TimeUnit.SECONDS)).as("the end within 20 s").isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }
}
