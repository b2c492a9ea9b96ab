package io.tidemark.verify;

import io.tidemark.config.RedisKeys;
import io.tidemark.config.Resources;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.FolderChangeCodec;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Whether the heads and tails in Redis tell nothing else than the journals.
 *
 * <p>That Redis knows less is no difference: nobody believes it for there being nothing more.
 */
final class RedisCheck {
  private static final String NAMESPACES = Resources.text(RedisCheck.class, "namespaces.sql");

  /** Tails are up to a megabyte each. */
  private static final int BATCH = 32;

  private static final int COMMANDS = 4;

  /** Keys that were being written while they were read are as they should be by then. */
  private static final Duration SECOND_LOOK = Duration.ofMillis(300);

  private final RedisReader redis;
  private final JournalLookup journal;
  private final Findings findings;
  private long behind;
  private long otherEpochs;

  RedisCheck(RedisReader redis, JournalLookup journal, Findings findings) {
    this.redis = redis;
    this.journal = journal;
    this.findings = findings;
  }

  /** What Redis holds of one namespace. */
  private record Held(
      UUID ns, @Nullable String head, long headTtl, List<byte[]> tail, long tailTtl) {}

  void run(Connection snapshot) throws SQLException, IOException {
    try (var heads = new Rows<>(snapshot, NAMESPACES, NamespaceHead::of)) {
      List<UUID> some = new ArrayList<>(BATCH);
      for (NamespaceHead head = heads.take(); head != null; head = heads.take()) {
        some.add(head.ns());
        if (some.size() == BATCH) {
          check(some);
          some.clear();
        }
      }
      check(some);
    }
    findings.note(behind, "heads in Redis are behind their journals");
    findings.note(otherEpochs, "heads in Redis are of other epochs than their journals");
  }

  private void check(List<UUID> namespaces) throws SQLException, IOException {
    if (namespaces.isEmpty()) {
      return;
    }
    Map<UUID, String> first = differences(namespaces, true);
    if (first.isEmpty()) {
      return;
    }
    LockSupport.parkNanos(SECOND_LOOK.toNanos());
    differences(List.copyOf(first.keySet()), false)
        .forEach((ns, what) -> findings.differs(Copy.REDIS, ns, what));
  }

  private Map<UUID, String> differences(List<UUID> namespaces, boolean counting)
      throws SQLException, IOException {
    List<Held> held = read(namespaces);
    // After Redis, so that a head there can only be beyond these if it is wrong.
    Map<UUID, NamespaceHead> heads = journal.heads(namespaces);
    Map<UUID, String> differences = new HashMap<>();
    List<FolderChange> tails = new ArrayList<>();
    for (Held one : held) {
      NamespaceHead head = heads.get(one.ns());
      if (head == null) {
        continue;
      }
      if (counting) {
        count(one, head);
      }
      String what = headDifference(one, head);
      if (what == null) {
        what = tailDifference(one, head, tails);
      }
      if (what != null) {
        differences.put(one.ns(), what);
      }
    }
    compareTails(tails, differences);
    return differences;
  }

  private List<Held> read(List<UUID> namespaces) throws IOException {
    List<Request> requests = new ArrayList<>(COMMANDS * namespaces.size());
    for (UUID ns : namespaces) {
      requests.add(Request.cmd(Command.GET).arg(RedisKeys.head(ns)));
      requests.add(Request.cmd(Command.TTL).arg(RedisKeys.head(ns)));
      requests.add(Request.cmd(Command.ZRANGE).arg(RedisKeys.tail(ns)).arg(0).arg(-1));
      requests.add(Request.cmd(Command.TTL).arg(RedisKeys.tail(ns)));
    }
    List<@Nullable Response> answers = redis.batch(requests);
    List<Held> held = new ArrayList<>(namespaces.size());
    for (int index = 0; index < namespaces.size(); index++) {
      int at = COMMANDS * index;
      List<byte[]> tail = new ArrayList<>();
      Response members = answers.get(at + 2);
      if (members != null) {
        members.forEach(member -> tail.add(member.toBytes()));
      }
      held.add(
          new Held(
              namespaces.get(index),
              text(answers.get(at)),
              number(answers.get(at + 1)),
              tail,
              number(answers.get(at + 3))));
    }
    return held;
  }

  private void count(Held held, NamespaceHead head) {
    if (held.head() == null) {
      return;
    }
    findings.count("redis heads", 1);
    findings.count("redis tail changes", held.tail().size());
    if (!held.head().startsWith(head.epoch() + ":")) {
      otherEpochs++;
    } else if (seq(held.head()) < head.head()) {
      behind++;
    }
  }

  private static @Nullable String headDifference(Held held, NamespaceHead head) {
    String text = held.head();
    if (text == null) {
      return held.tail().isEmpty() ? null : "there is a tail and no head";
    }
    if (held.headTtl() < 0) {
      return "the head has no lifetime";
    }
    if (!text.matches("\\d{1,9}:\\d{1,18}")) {
      return "the head is '" + text + "'";
    }
    if (text.startsWith(head.epoch() + ":") && seq(text) > head.head()) {
      return "the head is %d, the journal's is %d".formatted(seq(text), head.head());
    }
    return null;
  }

  /** Adds what is to be compared with the journal to {@code tails}. */
  private static @Nullable String tailDifference(
      Held held, NamespaceHead head, List<FolderChange> tails) {
    if (held.tail().isEmpty() || held.head() == null) {
      return null;
    }
    if (held.tailTtl() < 0) {
      return "the tail has no lifetime";
    }
    List<FolderChange> changes = new ArrayList<>(held.tail().size());
    try {
      held.tail().forEach(bytes -> changes.add(FolderChangeCodec.decode(held.ns(), bytes)));
    } catch (IllegalArgumentException e) {
      return "the tail cannot be read: " + e.getMessage();
    }
    if (!held.head().startsWith(head.epoch() + ":")) {
      return null;
    }
    for (int index = 1; index < changes.size(); index++) {
      long before = changes.get(index - 1).to();
      if (changes.get(index).from() > before) {
        return "the tail has a hole: %s"
            .formatted(Ids.entries(before + 1, changes.get(index).from()));
      }
    }
    if (changes.getLast().to() != seq(held.head())) {
      return "the tail ends at %d, the head is %d"
          .formatted(changes.getLast().to(), seq(held.head()));
    }
    tails.addAll(changes);
    return null;
  }

  private void compareTails(List<FolderChange> tails, Map<UUID, String> differences)
      throws SQLException {
    List<JournalLookup.Verdict> verdicts = journal.compare(tails);
    for (int index = 0; index < tails.size(); index++) {
      UUID ns = tails.get(index).ns();
      switch (verdicts.get(index)) {
        case JournalLookup.Verdict.Same _, JournalLookup.Verdict.Stranger _ -> {}
        case JournalLookup.Verdict.OtherEpoch(NamespaceHead head) ->
            differences.putIfAbsent(
                ns,
                "the tail is of epoch %d, the head of %d"
                    .formatted(tails.get(index).epoch(), head.epoch()));
        case JournalLookup.Verdict.Differs differs ->
            differences.putIfAbsent(ns, "in the tail, " + differs.what());
      }
    }
  }

  private static long seq(String head) {
    return Long.parseLong(head.substring(head.indexOf(':') + 1));
  }

  private static @Nullable String text(@Nullable Response answer) {
    return answer == null ? null : answer.toString();
  }

  private static long number(@Nullable Response answer) {
    return answer == null ? 0 : answer.toLong();
  }
}
