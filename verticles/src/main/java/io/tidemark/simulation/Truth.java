package io.tidemark.simulation;

import io.tidemark.flow.FolderChange;
import io.tidemark.flow.FolderSettings;
import io.tidemark.flow.JournalEntry;
import io.tidemark.flow.MemberChange;
import io.tidemark.protocol.NamespaceKind;
import io.tidemark.protocol.Role;
import io.tidemark.simulation.TruthNamespace.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What PostgreSQL holds: all journals, all members, and the log of what was committed. */
final class Truth {
  private static final long RENEWAL_MILLIS = 5_000;

  /** The wall clock when a run begins. */
  private static final long EPOCH_MILLIS = 1_700_000_000_000L;

  private static final int DELETE_PERCENT = 12;

  private final Scheduler scheduler;
  private final Trace trace;
  private final Map<UUID, TruthNamespace> namespaces = new LinkedHashMap<>();
  private final Map<UUID, FolderSettings> settings = new LinkedHashMap<>();
  private final List<WalEvent> wal = new ArrayList<>();
  private Runnable committed = () -> {};

  Truth(Scheduler scheduler, Trace trace) {
    this.scheduler = scheduler;
    this.trace = trace;
  }

  /** Called after each commit. */
  void onCommit(Runnable action) {
    committed = action;
  }

  List<WalEvent> wal() {
    return wal;
  }

  /** What a right clock says. */
  long wallMillis() {
    return EPOCH_MILLIS + scheduler.nowMicros() / 1000;
  }

  List<TruthNamespace> all() {
    return List.copyOf(namespaces.values());
  }

  TruthNamespace of(UUID ns) {
    TruthNamespace found = namespaces.get(ns);
    if (found == null) {
      throw new Violation("there is no namespace " + ns);
    }
    return found;
  }

  TruthNamespace add(UUID ns, NamespaceKind kind, String name, List<UUID> files) {
    TruthNamespace added = new TruthNamespace(ns, kind, name, files);
    namespaces.put(ns, added);
    return added;
  }

  /** The namespaces of which the user is a member now. */
  List<TruthNamespace> of(String user) {
    long now = wallMillis();
    return namespaces.values().stream().filter(space -> space.isMember(user, now)).toList();
  }

  /** One transaction. */
  void commit(TruthNamespace space, int entries, Dice dice) {
    Incarnation journal = space.journal();
    List<JournalEntry> added = new ArrayList<>(entries);
    long committedAt = wallMillis() * 1000;
    for (int count = 0; count < entries; count++) {
      added.add(journal.add(dice.pick(space.files()), dice.chance(DELETE_PERCENT), committedAt));
    }
    trace.note("commit", space.name(), journal.epoch(), journal.head());
    wal.add(new WalEvent.Folder(new FolderChange(space.ns(), journal.epoch(), added)));
    committed.run();
  }

  /** The clock by which members join and leave; 0 is no time. */
  private long memberMicros() {
    return scheduler.nowMicros() + 1;
  }

  /** Who is renewed in the last moment joins anew: nodes may have ended the membership already. */
  void join(TruthNamespace space, String user, Role role, long expiresMillis) {
    Member before = space.members().get(user);
    long joined =
        before != null && before.isValid(wallMillis() + RENEWAL_MILLIS)
            ? before.joinedMicros()
            : memberMicros();
    space.members().put(user, new Member(role, joined, expiresMillis));
    trace.note("member", space.name(), user, role.wireName(), expiresMillis);
    wal.add(new WalEvent.Member(new MemberChange(space.ns(), user, role, memberMicros())));
    committed.run();
  }

  void leave(TruthNamespace space, String user) {
    if (space.members().remove(user) != null) {
      trace.note("member left", space.name(), user);
      wal.add(new WalEvent.Member(new MemberChange(space.ns(), user, null, memberMicros())));
      committed.run();
    }
  }

  /** The journal becomes what it was at an earlier {@code seq}; of this the log says nothing. */
  void restore(TruthNamespace space, long seq) {
    space.restore(seq);
    trace.note("restored", space.name(), space.journal().epoch(), seq);
  }

  /** What the owners of a folder want from now on. */
  void set(TruthNamespace space, FolderSettings wanted) {
    settings.put(space.ns(), wanted);
    trace.note("settings", space.name(), wanted);
  }

  void unmuteAll() {
    settings.replaceAll(
        (_, set) -> new FolderSettings(set.windowMillis(), set.maxDeltasPerSecond(), false));
  }

  /** Of each folder that anything was ever set for. */
  Map<UUID, FolderSettings> settings() {
    return new LinkedHashMap<>(settings);
  }

  void forget(TruthNamespace space, long upTo) {
    space.journal().forget(upTo);
    trace.note("pruned", space.name(), upTo);
  }
}
