package io.tidemark.loadgen.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PeersTest {
  private static final URI HERE = URI.create("http://127.0.0.1:9/x");

  @Test
  void a_server_of_somebody_elses_is_told_by_its_own_way_only() {
    Running running = new Running(HERE, HERE, List.of(7L));
    assertThat(running.by(Peer.Way.WS).channel(Peer.Way.WS, "a"))
        .contains(new Peer.Channel(HERE, HERE));
    assertThat(running.by(Peer.Way.WS).channel(Peer.Way.SSE, "a")).isEmpty();
    assertThat(running.by(Peer.Way.SSE).channel(Peer.Way.SSE, "a")).isPresent();
  }

  @Test
  void a_name_that_nobody_has_is_refused() {
    Peers.Start start = new Peers.Start(1, 1, Path.of("x"), new Running(HERE, HERE, List.of()));
    assertThatThrownBy(() -> Peers.start("pigeon", start)).hasMessageContaining("pigeon");
  }

  @Test
  void nchan_sends_what_is_published_to_its_subscribers_and_leaves_nothing_behind()
      throws Exception {
    assumeTrue(
        Nchan.isInstalled(),
        "skipped: nginx with Nchan is not installed here (Debian: apt-get install nginx libnginx-mod-nchan)");
    List<Long> pids;
    HttpClient client = HttpClient.newHttpClient();
    try (Peer nchan = Nchan.start(1, 10)) {
      pids = nchan.pids();
      assertThat(pids).hasSizeGreaterThanOrEqualTo(2);
      Peer.Channel channel = nchan.channel(Peer.Way.SSE, "a").orElseThrow();
      HttpRequest subscribe =
          HttpRequest.newBuilder(channel.subscribe()).header("Accept", "text/event-stream").build();
      HttpResponse<Stream<String>> stream =
          client.send(subscribe, HttpResponse.BodyHandlers.ofLines());
      HttpRequest publish =
          HttpRequest.newBuilder(channel.publish())
              .POST(HttpRequest.BodyPublishers.ofString("{\"n\":1}"))
              .build();
      assertThat(client.send(publish, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isBetween(200, 202);
      assertThat(stream.body().filter(line -> line.startsWith("data:")).findFirst())
          .contains("data: {\"n\":1}");
    } finally {
      client.shutdownNow();
    }
    for (long pid : pids) {
      assertThat(ended(pid)).as("process %d", pid).isTrue();
    }
  }

  private static boolean ended(long pid) {
    return ProcessHandle.of(pid)
        .map(process -> {
          try {
            process.onExit().get(5, TimeUnit.SECONDS);
            return true;
          } catch (Exception e) {
            return false;
          }
        })
        .orElse(true);
  }
}
