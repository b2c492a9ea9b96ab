package io.tidemark.loadgen.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loadgen.client.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RawConnectionTest {
  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger requests = new AtomicInteger();

  @AfterEach
  void close() {
    Await.of(vertx.close(), Duration.ofSeconds(10));
  }

  @Test
  void an_answer_in_pieces_is_put_together() {
    Recording recording = run("HTTP/1.1 201 Created\r\nContent-", "Length: 4\r\n\r\nab", "cd");
    assertThat(recording.committed).isPositive();
    assertThat(recording.errors()).isEmpty();
  }

  @Test
  void a_connection_that_is_cut_is_counted_and_replaced() {
    Recording recording = run("cut");
    assertThat(recording.errors()).containsKey("connection cut");
    assertThat(requests.get()).isGreaterThan(2);
  }

  /** Each request is answered with the pieces, one at a time. */
  private Recording run(String... pieces) {
    NetServer server = vertx.createNetServer();
    server.connectHandler(socket ->
        socket.handler(_ -> {
          requests.incrementAndGet();
          if (pieces[0].equals("cut")) {
            socket.close();
            return;
          }
          Future<Void> written = Future.succeededFuture();
          for (String piece : pieces) {
            written =
                written
                    .compose(_ -> socket.write(piece))
                    .compose(_ -> vertx.timer(2, TimeUnit.MILLISECONDS).mapEmpty());
          }
        }));
    Await.of(server.listen(0, "127.0.0.1"), Duration.ofSeconds(10));
    URI url = URI.create("http://127.0.0.1:" + server.actualPort());
    Generator generator = new Generator(vertx, url, 2, 0, _ -> new Plain());
    return Await.of(generator.run(0, 1), Duration.ofSeconds(20));
  }

  private static final class Plain implements Workload.Exchange {
    @Override
    public Buffer request() {
      return Buffer.buffer("POST / HTTP/1.1\r\n\r\n");
    }

    @Override
    public int commits() {
      return 1;
    }

    @Override
    public void sent(long intendedNanos, long nowNanos) {}

    @Override
    public int answered(int status, Buffer body, Recording errors, long nowNanos) {
      return status == 201 && body.toString().equals("abcd") ? 1 : 0;
    }

    @Override
    public void lost() {}
  }
}
