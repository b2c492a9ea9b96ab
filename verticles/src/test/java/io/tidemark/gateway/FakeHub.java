package io.tidemark.gateway;

import io.tidemark.flow.Caller;
import io.tidemark.flow.CatchUpPage;
import io.tidemark.flow.ChangeSource;
import io.tidemark.flow.Entries;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.JournalEntry;
import io.tidemark.flow.UserIds;
import io.tidemark.flow.WatermarkStore;
import io.tidemark.http.Problem;
import io.tidemark.http.TokenVerifier;
import io.tidemark.protocol.NamespaceInfo;
import io.tidemark.protocol.NamespaceKind;
import io.tidemark.protocol.ProblemCode;
import io.tidemark.protocol.Role;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything behind the gateway, in memory: journals, memberships, watermarks, tokens. A token is
 * {@code user}, {@code user/device} or {@code user/device/secondsToLive}.
 */
final class FakeHub implements ChangeSource, WatermarkStore, TokenVerifier {
  private final Map<UUID, Journal> journals = new HashMap<>();
  private final Map<UUID, Map<UUID, Role>> memberships = new HashMap<>();
  private final Map<String, Map<UUID, Long>> watermarks = new HashMap<>();
  private @Nullable Runnable afterHeads;
  private int failingReads;
  private int failingHeads;
  private int reads;

  private static final class Journal {
    int epoch = 1;
    long first = 1;
    final List<JournalEntry> entries = new ArrayList<>();
  }

  synchronized UUID folder(String... users) {
    UUID ns = UUID.randomUUID();
    journals.put(ns, new Journal());
    for (String user : users) {
      join(ns, user);
    }
    return ns;
  }

  void join(UUID ns, String user) {
    join(ns, user, Role.EDITOR);
  }

  synchronized void join(UUID ns, String user, Role role) {
    memberships.computeIfAbsent(UserIds.of(user), _ -> new HashMap<>()).put(ns, role);
  }

  synchronized void leave(UUID ns, String user) {
    memberships.getOrDefault(UserIds.of(user), new HashMap<>()).remove(ns);
  }

  /** Commits entries, each of another file; the change is not yet on the tail. */
  synchronized FolderChange commit(UUID ns, int entries) {
    Journal journal = journal(ns);
    long from = journal.entries.size();
    long nowMicros = Instant.now().toEpochMilli() * 1000;
    for (JournalEntry entry : Entries.range(from, from + entries)) {
      journal.entries.add(new JournalEntry(entry.seq(), entry.fileId(), entry.change(), nowMicros));
    }
    return new FolderChange(
        ns, journal.epoch, List.copyOf(journal.entries.subList((int) from, (int) from + entries)));
  }

  /** Commits one entry whose change has {@code bytes} bytes. */
  synchronized FolderChange commitLarge(UUID ns, int bytes) {
    Journal journal = journal(ns);
    long seq = journal.entries.size() + 1L;
    String json =
        "{\"seq\":"
            + seq
            + ",\"fileId\":\""
            + Entries.file((int) seq)
            + "\",\"pad\":\""
            + "x".repeat(bytes)
            + "\"}";
    JournalEntry entry =
        new JournalEntry(
            seq,
            Entries.file((int) seq),
            json.getBytes(java.nio.charset.StandardCharsets.UTF_8),
            Instant.now().toEpochMilli() * 1000);
    journal.entries.add(entry);
    return new FolderChange(ns, journal.epoch, List.of(entry));
  }

  /** The journal forgets what is before {@code first}. */
  synchronized void trim(UUID ns, long first) {
    journal(ns).first = first;
  }

  synchronized void renew(UUID ns, int epoch) {
    journal(ns).epoch = epoch;
  }

  synchronized void failReads(int count) {
    failingReads = count;
  }

  synchronized void failHeads(int count) {
    failingHeads = count;
  }

  synchronized int reads() {
    return reads;
  }

  synchronized long head(UUID ns) {
    return journal(ns).entries.size();
  }

  synchronized @Nullable Long watermark(String user, String device, UUID ns) {
    return watermarks.getOrDefault(user + "/" + device, Map.of()).get(ns);
  }

  /** Runs once, after heads were read and before the reader has them. */
  synchronized void afterHeadsAreRead(Runnable action) {
    afterHeads = action;
  }

  synchronized Future<List<NamespaceInfo>> namespaces(UUID userId) {
    if (failingHeads > 0) {
      failingHeads--;
      return Future.failedFuture("the database is away");
    }
    Runnable action = afterHeads;
    afterHeads = null;
    Future<List<NamespaceInfo>> infos = heads(userId);
    if (action != null) {
      action.run();
    }
    return infos;
  }

  private Future<List<NamespaceInfo>> heads(UUID userId) {
    List<NamespaceInfo> infos = new ArrayList<>();
    memberships
        .getOrDefault(userId, Map.of())
        .forEach((ns, role) ->
            infos.add(
                new NamespaceInfo(
                    ns,
                    NamespaceKind.FOLDER,
                    "folder",
                    role,
                    journal(ns).epoch,
                    journal(ns).entries.size(),
                    0)));
    return Future.succeededFuture(infos);
  }

  @Override
  public synchronized Future<CatchUpPage> read(UUID ns, int epoch, long after, int limit) {
    reads++;
    if (failingReads > 0) {
      failingReads--;
      return Future.failedFuture("the journal is away");
    }
    Journal journal = journal(ns);
    int first = (int) Math.max(after, journal.first - 1);
    int last = Math.min(journal.entries.size(), first + limit);
    List<JournalEntry> page =
        first >= last ? List.of() : List.copyOf(journal.entries.subList(first, last));
    return Future.succeededFuture(new CatchUpPage(journal.epoch, journal.entries.size(), page));
  }

  @Override
  public synchronized void put(String user, String device, UUID ns, long seq) {
    watermarks.computeIfAbsent(user + "/" + device, _ -> new HashMap<>()).merge(ns, seq, Math::max);
  }

  @Override
  public synchronized Future<Map<UUID, Long>> get(String user, String device) {
    return Future.succeededFuture(
        Map.copyOf(watermarks.getOrDefault(user + "/" + device, Map.of())));
  }

  @Override
  public Future<Void> flush() {
    return Future.succeededFuture();
  }

  @Override
  public Future<Caller> verify(String token) {
    String[] parts = token.split("/", -1);
    if (parts[0].isEmpty() || parts[0].equals("bad")) {
      return Future.failedFuture(Problem.of(ProblemCode.UNAUTHORIZED, "the token is no good"));
    }
    String device = parts.length > 1 && !parts[1].isEmpty() ? parts[1] : null;
    long seconds = parts.length > 2 ? Long.parseLong(parts[2]) : 3600;
    return Future.succeededFuture(
        new Caller(parts[0], UserIds.of(parts[0]), device, Instant.now().plusSeconds(seconds)));
  }

  private Journal journal(UUID ns) {
    Journal journal = journals.get(ns);
    if (journal == null) {
      throw new IllegalArgumentException("no namespace " + ns);
    }
    return journal;
  }
}
