package io.tidemark.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.config.testing.SharedServers;
import io.tidemark.flow.MemberChange;
import io.tidemark.journal.Commits;
import io.tidemark.protocol.Role;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RelayTest {
  private Road road;
  private Commits commits;

  @BeforeEach
  void open() throws Exception {
    road = new Road(SharedServers.get());
    commits = new Commits(road.servers.postgresUri());
  }

  @AfterEach
  void close() throws Exception {
    commits.close();
    road.close();
  }

  @Test
  void what_is_committed_arrives_in_order_and_what_is_rolled_back_does_not() throws Exception {
    UUID one = folder();
    UUID two = folder();
    road.activeRelay();
    road.tail();
    commits.commit(1, one);
    commits.rollback(one);
    commits.commit(3, one, two);
    commits.commit(1, one);
    assertThat(road.next(one, 5)).containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void a_large_transaction_is_cut_into_records_that_kafka_takes() throws Exception {
    UUID ns = folder();
    road.activeRelay();
    road.tail();
    commits.commit(1200, ns);
    commits.commitLarge(30, 100_000, ns);
    assertThat(road.next(ns, 1230)).isEqualTo(upTo(1230));
  }

  @Test
  void nothing_is_lost_while_no_relay_runs() throws Exception {
    UUID ns = folder();
    road.activeRelay();
    road.tail();
    commits.commit(1, ns);
    assertThat(road.next(ns, 1)).containsExactly(1L);
    road.stopRelay(0);
    for (int count = 0; count < 20; count++) {
      commits.commit(1, ns);
    }
    road.activeRelay();
    assertThat(road.next(ns, 20)).isEqualTo(LongStream.rangeClosed(2, 21).boxed().toList());
  }

  @Test
  void of_two_relays_one_has_the_slot_and_the_other_takes_over() throws Exception {
    UUID ns = folder();
    JournalRelayVerticle first = road.activeRelay();
    JournalRelayVerticle second = road.relay();
    road.tail();
    commits.commit(1, ns);
    assertThat(road.next(ns, 1)).containsExactly(1L);
    assertThat(first.isActive()).isTrue();
    assertThat(second.isActive()).isFalse();
    road.stopRelay(0);
    commits.commit(1, ns);
    assertThat(road.next(ns, 1)).containsExactly(2L);
    assertThat(second.isActive()).isTrue();
  }

  @Test
  void a_relay_whose_connection_is_cut_goes_on_where_it_was() throws Exception {
    UUID ns = folder();
    road.activeRelay();
    road.tail();
    for (int round = 0; round < 5; round++) {
      commits.commit(2, ns);
      commits.execute(
          "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '"
              + road.settings.slot()
              + "'");
      commits.commit(2, ns);
    }
    assertThat(road.next(ns, 20)).isEqualTo(upTo(20));
  }

  @Test
  void a_dropped_slot_is_made_anew_and_what_it_did_not_show_is_found_in_the_journal()
      throws Exception {
    UUID ns = folder();
    UUID quiet = folder();
    road.activeRelay();
    road.tail();
    commits.commit(40, ns);
    assertThat(road.next(ns, 40)).isEqualTo(upTo(40));
    Road.until("redis has the head", () -> head(ns).equals(":40"));
    road.stopRelay(0);
    commits.execute("SELECT pg_drop_replication_slot('" + road.settings.slot() + "')");
    commits.commit(30, ns);
    commits.commit(3, quiet);
    road.activeRelay();
    assertThat(road.next(ns, 30)).isEqualTo(LongStream.rangeClosed(41, 70).boxed().toList());
    assertThat(road.next(quiet, 3)).containsExactly(1L, 2L, 3L);
    assertThat(road.count("relay.slots.made")).isEqualTo(2);
  }

  @Test
  void members_are_told_of_by_name() throws Exception {
    UUID ns = folder();
    road.activeRelay();
    road.tail();
    commits.member(ns, "bob", "viewer");
    commits.member(ns, "bob", "editor");
    commits.noMember(ns, "bob");
    for (Role role : new Role[] {Role.VIEWER, Role.EDITOR, null}) {
      MemberChange told = road.nextMember(ns);
      assertThat(told).isEqualTo(new MemberChange(ns, "bob", role, told.committedAtMicros()));
    }
  }

  @Test
  void the_end_of_a_membership_is_later_than_it_and_earlier_than_the_next_one() throws Exception {
    UUID ns = folder();
    road.activeRelay();
    road.tail();
    commits.member(ns, "bob", "viewer");
    long first = commits.joinedMicros(ns, "bob");
    commits.noMember(ns, "bob");
    commits.member(ns, "bob", "viewer");
    long second = commits.joinedMicros(ns, "bob");
    road.nextMember(ns);
    MemberChange end = road.nextMember(ns);
    assertThat(end.role()).isNull();
    assertThat(end.committedAtMicros()).isBetween(first, second - 1);
    assertThat(end.endsEarlierThan(second)).isTrue();
    assertThat(end.endsEarlierThan(first)).isFalse();
    assertThat(road.nextMember(ns).endsEarlierThan(second)).isFalse();
  }

  @Test
  void what_nobody_is_interested_in_is_not_delivered() throws Exception {
    UUID ns = folder();
    UUID other = commits.folder();
    road.activeRelay();
    road.tail();
    commits.commit(1, other);
    commits.commit(1, ns);
    assertThat(road.next(ns, 1)).containsExactly(1L);
    assertThat(road.changes).containsOnlyKeys(ns);
  }

  @Test
  void the_servers_position_of_the_slot_advances_also_over_what_is_not_for_the_relay()
      throws Exception {
    UUID ns = folder();
    road.activeRelay();
    road.tail();
    commits.commit(1, ns);
    road.next(ns, 1);
    Road.until(
        "all of it is confirmed",
        () -> {
          try {
            return commits.isTrue(
                "SELECT confirmed_flush_lsn >= pg_current_wal_lsn() - 2000 FROM"
                    + " pg_replication_slots WHERE slot_name = '"
                    + road.settings.slot()
                    + "'");
          } catch (java.sql.SQLException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void the_stream_is_fresh_while_a_relay_runs_and_of_whichever_node_it_is() throws Exception {
    UUID ns = folder();
    road.tail();
    assertThat(road.isFresh()).isFalse();
    road.activeRelay();
    Road.until("the stream is fresh", road::isFresh);
    road.stopRelay(0);
    Road.until("the stream is not fresh any more", () -> !road.isFresh());
    road.activeRelay();
    commits.commit(1, ns);
    assertThat(road.next(ns, 1)).containsExactly(1L);
    Road.until("the stream is fresh again", road::isFresh);
    assertThat(road.losses).hasValue(0);
  }

  private String head(UUID ns) {
    var value =
        Road.await(
            road.redis.send(
                io.vertx.redis.client.Request.cmd(io.vertx.redis.client.Command.GET)
                    .arg(io.tidemark.config.RedisKeys.head(ns))));
    return value == null ? "" : value.toString().replaceFirst("^[0-9]+", "");
  }

  private UUID folder() throws Exception {
    UUID ns = commits.folder();
    road.interests.add(ns);
    return ns;
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }
}
