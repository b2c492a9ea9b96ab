package io.tidemark.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.config.DataFolder;
import io.tidemark.config.Migrations;
import io.tidemark.config.Servers;
import io.tidemark.config.embedded.EmbeddedPostgres;
import io.tidemark.config.testing.SharedServers;
import io.tidemark.journal.Commits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoadFaultsTest {
  @Test
  void while_kafka_hangs_commits_go_on_and_afterwards_all_of_them_arrive() throws Exception {
    try (Road road = new Road(SharedServers.get());
        Commits commits = new Commits(road.servers.postgresUri())) {
      UUID ns = commits.folder();
      road.interests.add(ns);
      road.activeRelay();
      road.tail();
      commits.commit(1, ns);
      assertThat(road.next(ns, 1)).containsExactly(1L);
      Road.until("the stream is fresh", road::isFresh);
      signal("STOP", SharedServers.kafka().pid());
      try {
        // More than may be on its way at once, so that the relay stops reading too.
        for (int count = 0; count < 40; count++) {
          commits.commitLarge(10, 100_000, ns);
        }
        Road.until("the stall is noticed", () -> road.count("relay.kafka.stalls") > 0);
        assertThat(road.isFresh()).isFalse();
      } finally {
        signal("CONT", SharedServers.kafka().pid());
      }
      assertThat(road.next(ns, 400)).isEqualTo(LongStream.rangeClosed(2, 401).boxed().toList());
      Road.until("the stream is fresh again", road::isFresh);
    }
  }

  @Test
  void a_relay_does_not_hold_up_postgresql_when_it_stops_and_goes_on_when_it_is_back(
      @TempDir Path directory) throws Exception {
    try (DataFolder folder = DataFolder.open(directory)) {
      EmbeddedPostgres postgres = EmbeddedPostgres.start(folder);
      try {
        Migrations.run(postgres.address());
        Servers shared = SharedServers.get();
        Servers servers =
            new Servers(postgres.address(), shared.redisUri(), shared.kafkaBootstrap());
        try (Road road = new Road(servers)) {
          JournalRelayVerticle relay = road.activeRelay();
          road.tail();
          UUID ns;
          try (Commits commits = new Commits(servers.postgresUri())) {
            ns = commits.folder();
            road.interests.add(ns);
            commits.commit(1, ns);
            assertThat(road.next(ns, 1)).containsExactly(1L);
            // Something in the log that is not for the relay.
            commits.execute("CREATE TABLE unrelated AS SELECT generate_series(1, 100000)");
          }
          long start = System.nanoTime();
          postgres.close();
          assertThat(Duration.ofNanos(System.nanoTime() - start))
              .isLessThan(Duration.ofSeconds(10));
          Road.until("the loss is noticed", () -> !relay.isActive());
          postgres = EmbeddedPostgres.start(folder);
          assertThat(postgres.address()).isEqualTo(servers.postgresUri());
          try (Commits commits = new Commits(servers.postgresUri())) {
            commits.commit(2, ns);
          }
          assertThat(road.next(ns, 2)).isEqualTo(List.of(2L, 3L));
        }
      } finally {
        postgres.close();
      }
    }
  }

  private static void signal(String signal, long pid) throws Exception {
    assertThat(
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                .start()
                .waitFor(5, TimeUnit.SECONDS))
        .isTrue();
  }
}
