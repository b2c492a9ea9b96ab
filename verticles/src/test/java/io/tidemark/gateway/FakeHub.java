package io.tidemark.gateway;

import io.tidemark.flow.Caller;
import io.tidemark.flow.CatchUpPage;
import io.tidemark.flow.ChangeSource;
import io.tidemark.flow.DeviceName;
import io.tidemark.flow.DevicePresence;
import io.tidemark.flow.DeviceState;
import io.tidemark.flow.Entries;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.JournalEntry;
import io.tidemark.flow.Membership;
import io.tidemark.flow.Memberships;
import io.tidemark.flow.UserIds;
import io.tidemark.flow.Watermark;
import io.tidemark.flow.WatermarkStore;
import io.tidemark.http.Problem;
import io.tidemark.http.TokenVerifier;
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
final class FakeHub implements ChangeSource, Memberships, WatermarkStore, TokenVerifier {
  private final Map<UUID, Journal> journals = new HashMap<>();
  private final Map<UUID, Map<UUID, Joined>> memberships = new HashMap<>();
  private final Map<DeviceName, Map<UUID, Watermark>> watermarks = new HashMap<>();
  private final Map<DeviceName, DevicePresence> presences = new HashMap<>();
  private long joined;
  private @Nullable Runnable afterHeads;
  private int failingReads;
  private int failingHeads;
  private int reads;

  private record Joined(Role role, long joinedMicros, long expiresMillis) {}

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

  void join(UUID ns, String user, Role role) {
    join(ns, user, role, Membership.NEVER);
  }

  /**
   * @param expiresMillis by the monotonic clock
   */
  synchronized void join(UUID ns, String user, Role role, long expiresMillis) {
    Map<UUID, Joined> mine = memberships.computeIfAbsent(UserIds.of(user), _ -> new HashMap<>());
    Joined before = mine.get(ns);
    long since = before == null ? ++joined : before.joinedMicros();
    mine.put(ns, new Joined(role, since, expiresMillis));
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
    Watermark known = watermarks.getOrDefault(new DeviceName(user, device), Map.of()).get(ns);
    return known == null ? null : known.seq();
  }

  /** As if the device had acknowledged it as the member that the user is now. */
  synchronized void remember(String user, String device, UUID ns, long seq) {
    Joined joined = memberships.get(UserIds.of(user)).get(ns);
    put(
        new DeviceName(user, device),
        ns,
        new Watermark(journal(ns).epoch, joined.joinedMicros(), seq));
  }

  synchronized @Nullable DevicePresence presence(String user, String device) {
    return presences.get(new DeviceName(user, device));
  }

  /** Runs once, after heads were read and before the reader has them. */
  synchronized void afterHeadsAreRead(Runnable action) {
    afterHeads = action;
  }

  @Override
  public Future<Known> known(UUID userId) {
    long sinceNanos = System.nanoTime();
    return current(userId).map(current -> new Known(current, true, sinceNanos));
  }

  @Override
  public synchronized Future<List<Membership>> current(UUID userId) {
    if (failingHeads > 0) {
      failingHeads--;
      return Future.failedFuture("the database is away");
    }
    Runnable action = afterHeads;
    afterHeads = null;
    Future<List<Membership>> infos = heads(userId);
    if (action != null) {
      action.run();
    }
    return infos;
  }

  private Future<List<Membership>> heads(UUID userId) {
    List<Membership> infos = new ArrayList<>();
    memberships
        .getOrDefault(userId, Map.of())
        .forEach((ns, joined) ->
            infos.add(
                new Membership(
                    ns,
                    NamespaceKind.FOLDER,
                    "folder",
                    joined.role(),
                    journal(ns).epoch,
                    journal(ns).entries.size(),
                    joined.joinedMicros(),
                    joined.expiresMillis())));
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
  public synchronized void put(DeviceName device, UUID ns, Watermark watermark) {
    watermarks.computeIfAbsent(device, _ -> new HashMap<>()).merge(ns, watermark, Watermark::later);
  }

  @Override
  public synchronized void seen(DeviceName device, DevicePresence presence) {
    presences.merge(device, presence, (before, after) -> after.after(before));
  }

  @Override
  public synchronized void forget(String user, UUID ns) {
    watermarks.forEach((device, known) -> {
      if (device.user().equals(user)) {
        known.remove(ns);
      }
    });
  }

  @Override
  public synchronized Future<Map<UUID, Watermark>> get(DeviceName device) {
    return Future.succeededFuture(Map.copyOf(watermarks.getOrDefault(device, Map.of())));
  }

  @Override
  public Future<List<DeviceState>> devices(UUID ns, List<String> users) {
    throw new UnsupportedOperationException();
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
