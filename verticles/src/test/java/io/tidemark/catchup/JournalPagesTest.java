package io.tidemark.catchup;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.JournalEntry;
import io.tidemark.journal.Access;
import io.tidemark.journal.JournalMemory;
import io.tidemark.journal.JournalPage;
import io.tidemark.journal.Memories;
import io.tidemark.protocol.NamespaceKind;
import io.tidemark.protocol.Role;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class JournalPagesTest {
  private static final UUID NS = new UUID(1, 1);

  private final JournalMemory memory = Memories.small();
  private final List<Promise<JournalPage>> asked = new ArrayList<>();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final JournalPages pages =
      new JournalPages(
          memory,
          (_, _, _) -> {
            Promise<JournalPage> promise = Promise.promise();
            asked.add(promise);
            return promise.future();
          },
          metrics);

  @Test
  void what_the_node_has_seen_costs_the_database_nothing() {
    passed(1, 1, 9);
    JournalPage page = pages.read(access(1, 9), 4, 100).result();
    assertThat(seqs(page)).containsExactly(5L, 6L, 7L, 8L, 9L);
    assertThat(page.head()).isEqualTo(9);
    assertThat(page.hasMore()).isFalse();
    assertThat(asked).isEmpty();
    assertThat(count("memory")).isEqualTo(1);
  }

  @Test
  void a_full_page_is_enough_and_says_that_there_is_more_than_the_node_has_seen() {
    passed(1, 1, 9);
    JournalPage page = pages.read(access(1, 20), 4, 3).result();
    assertThat(seqs(page)).containsExactly(5L, 6L, 7L);
    assertThat(page.head()).isEqualTo(20);
    assertThat(page.hasMore()).isTrue();
    assertThat(asked).isEmpty();
  }

  @Test
  void a_head_that_the_node_has_seen_since_the_look_up_is_told() {
    passed(1, 1, 9);
    JournalPage page = pages.read(access(1, 6), 4, 100).result();
    assertThat(seqs(page)).endsWith(9L);
    assertThat(page.head()).isEqualTo(9);
  }

  @Test
  void who_has_committed_what_the_node_has_not_seen_yet_reads_it_from_the_database() {
    passed(1, 1, 9);
    Future<JournalPage> read = pages.read(access(1, 10), 4, 100);
    JournalPage truth = page(1, 5, 10);
    asked.getFirst().complete(truth);
    assertThat(read.result()).isSameAs(truth);
    assertThat(count("postgres")).isEqualTo(1);
  }

  @Test
  void another_incarnation_of_the_journal_is_not_answered_from_memory() {
    passed(1, 1, 9);
    assertThat(pages.read(access(2, 9), 4, 100).isComplete()).isFalse();
    assertThat(asked).hasSize(1);
  }

  @Test
  void what_is_older_than_memory_is_read_once_for_all_who_ask_meanwhile() {
    List<Future<JournalPage>> reads = new ArrayList<>();
    for (int device = 0; device < 1_000; device++) {
      reads.add(pages.read(access(1, 5), 0, 100));
    }
    assertThat(asked).hasSize(1);
    JournalPage truth = page(1, 1, 5);
    asked.getFirst().complete(truth);
    assertThat(reads).allSatisfy(read -> assertThat(read.result()).isSameAs(truth));
    assertThat(count("shared")).isEqualTo(999);
  }

  @Test
  void a_read_that_began_before_something_was_committed_is_not_the_answer_for_who_knows_of_it() {
    Future<JournalPage> before = pages.read(access(1, 5), 0, 100);
    Future<JournalPage> after = pages.read(access(1, 6), 0, 100);
    asked.getFirst().complete(page(1, 1, 5));
    assertThat(seqs(before.result())).endsWith(5L);
    assertThat(after.isComplete()).isFalse();
    asked.get(1).complete(page(1, 1, 6));
    assertThat(seqs(after.result())).endsWith(6L);
    assertThat(asked).hasSize(2);
  }

  @Test
  void a_journal_that_was_replaced_by_a_shorter_one_is_read_once() {
    Future<JournalPage> read = pages.read(access(1, 9), 0, 100);
    asked.getFirst().complete(page(2, 1, 3));
    assertThat(read.result().epoch()).isEqualTo(2);
    assertThat(asked).hasSize(1);
  }

  @Test
  void a_database_that_fails_fails_all_who_waited_and_nobody_after_them() {
    Future<JournalPage> first = pages.read(access(1, 5), 0, 100);
    Future<JournalPage> second = pages.read(access(1, 5), 0, 100);
    asked.getFirst().fail("away");
    assertThat(first.failed()).isTrue();
    assertThat(second.failed()).isTrue();
    Future<JournalPage> third = pages.read(access(1, 5), 0, 100);
    asked.get(1).complete(page(1, 1, 5));
    assertThat(third.succeeded()).isTrue();
  }

  private void passed(int epoch, long first, long last) {
    memory.append(new FolderChange(NS, epoch, entries(first, last)), System.nanoTime());
  }

  private double count(String source) {
    return metrics.get("journal.pages").tag("source", source).counter().count();
  }

  private static Access access(int epoch, long head) {
    return new Access(NS, NamespaceKind.FOLDER, "Design", Role.VIEWER, epoch, head);
  }

  private static JournalPage page(int epoch, long first, long last) {
    return new JournalPage(epoch, last, 0, entries(first, last), false);
  }

  private static List<JournalEntry> entries(long first, long last) {
    return LongStream.rangeClosed(first, last)
        .mapToObj(seq -> new JournalEntry(seq, new UUID(2, seq), new byte[] {'{', '}'}, seq))
        .toList();
  }

  private static List<Long> seqs(JournalPage page) {
    return page.entries().stream().map(JournalEntry::seq).toList();
  }
}
