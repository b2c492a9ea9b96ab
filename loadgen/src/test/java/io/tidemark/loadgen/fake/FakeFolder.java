package io.tidemark.loadgen.fake;

import io.tidemark.protocol.Change;
import io.tidemark.protocol.ChangeOp;
import io.tidemark.protocol.EntryKind;
import io.tidemark.protocol.Names;
import io.tidemark.protocol.ServerFrame;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A namespace in memory: its files, and its journal. */
final class FakeFolder {
  static final class Entry {
    final UUID id = UUID.randomUUID();
    final EntryKind kind;
    final List<JsonArray> versions = new ArrayList<>();
    UUID parent;
    String name;
    boolean deleted;

    Entry(EntryKind kind, UUID parent, String name) {
      this.kind = kind;
      this.parent = parent;
      this.name = name;
    }

    long size() {
      long size = 0;
      for (Object block : versions.isEmpty() ? new JsonArray() : versions.getLast()) {
        size += ((JsonObject) block).getLong("size");
      }
      return size;
    }
  }

  final UUID ns = UUID.randomUUID();
  final String name;
  final Map<UUID, Entry> entries = new LinkedHashMap<>();
  final List<Change> journal = new ArrayList<>();

  FakeFolder(String name) {
    this.name = name;
  }

  long head() {
    return journal.size();
  }

  /** Makes the parents too. */
  Entry create(String path, EntryKind kind, String user) {
    List<String> names = Names.parsePath(path);
    UUID parent = null;
    for (String folder : names.subList(0, names.size() - 1)) {
      Entry found = find(parent, folder);
      if (found == null) {
        found = add(EntryKind.FOLDER, parent, folder);
        record(found, ChangeOp.CREATE, user);
      } else if (found.kind != EntryKind.FOLDER) {
        throw new FakeRefusal(409, "name_taken", folder);
      }
      parent = found.id;
    }
    Entry there = find(parent, names.getLast());
    if (there != null) {
      throw new FakeRefusal(409, "name_taken", path).by(there.id);
    }
    return add(kind, parent, names.getLast());
  }

  private Entry add(EntryKind kind, UUID parent, String name) {
    Entry entry = new Entry(kind, parent, name);
    entries.put(entry.id, entry);
    return entry;
  }

  Entry at(String path) {
    UUID parent = null;
    Entry found = null;
    for (String step : Names.parsePath(path)) {
      found = find(parent, step);
      if (found == null) {
        return null;
      }
      parent = found.id;
    }
    return found;
  }

  private Entry find(UUID parent, String name) {
    return entries.values().stream()
        .filter(e -> !e.deleted && java.util.Objects.equals(e.parent, parent))
        .filter(e -> Names.key(e.name).equals(Names.key(name)))
        .findFirst()
        .orElse(null);
  }

  void move(Entry entry, String path, String user) {
    List<String> names = Names.parsePath(path);
    UUID parent = null;
    for (String folder : names.subList(0, names.size() - 1)) {
      Entry found = find(parent, folder);
      if (found == null || found.kind != EntryKind.FOLDER) {
        throw new FakeRefusal(404, "not_found", folder);
      }
      parent = found.id;
    }
    Entry there = find(parent, names.getLast());
    if (there != null && there != entry) {
      throw new FakeRefusal(409, "name_taken", path);
    }
    boolean renamed = java.util.Objects.equals(parent, entry.parent);
    entry.parent = parent;
    entry.name = names.getLast();
    record(entry, renamed ? ChangeOp.RENAME : ChangeOp.MOVE, user);
  }

  void delete(Entry entry, String user) {
    entry.deleted = true;
    record(entry, ChangeOp.DELETE, user);
    boolean more = true;
    while (more) {
      more = false;
      for (Entry below : entries.values()) {
        if (!below.deleted && below.parent != null && entries.get(below.parent).deleted) {
          below.deleted = true;
          more = true;
        }
      }
    }
  }

  long commit(Entry entry, JsonArray blocks, String user, String device) {
    entry.versions.add(blocks);
    ChangeOp op = entry.versions.size() == 1 ? ChangeOp.CREATE : ChangeOp.COMMIT;
    return record(entry, op, user, device);
  }

  long record(Entry entry, ChangeOp op, String user) {
    return record(entry, op, user, null);
  }

  private long record(Entry entry, ChangeOp op, String user, String device) {
    long seq = head() + 1;
    journal.add(
        new Change(
            seq,
            op,
            entry.kind,
            entry.id,
            entry.parent,
            entry.name,
            path(entry),
            entry.versions.size(),
            entry.size(),
            Instant.now().truncatedTo(ChronoUnit.MICROS),
            user,
            device,
            null,
            null,
            null));
    return seq;
  }

  private String path(Entry entry) {
    String above = entry.parent == null ? "" : path(entries.get(entry.parent));
    return above + "/" + entry.name;
  }

  JsonArray snapshot() {
    JsonArray files = new JsonArray();
    for (Entry entry : entries.values()) {
      if (!entry.deleted) {
        files.add(
            new JsonObject()
                .put("fileId", entry.id.toString())
                .put("kind", entry.kind.wireName())
                .put("parentId", entry.parent == null ? null : entry.parent.toString())
                .put("name", entry.name)
                .put("path", path(entry))
                .put("version", entry.versions.size())
                .put("size", entry.size()));
      }
    }
    return files;
  }

  ServerFrame.Delta delta(long from, long to) {
    Map<UUID, Change> newest = new LinkedHashMap<>();
    for (Change change : journal.subList((int) from, (int) to)) {
      newest.remove(change.fileId());
      newest.put(change.fileId(), change);
    }
    boolean truncated = newest.size() > 100;
    List<Change> changes = truncated ? List.of() : List.copyOf(newest.values());
    return new ServerFrame.Delta(ns, 1, from, to, changes, truncated, 0, null);
  }
}
