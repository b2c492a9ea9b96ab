package io.tidemark.loadgen.fake;

import io.tidemark.protocol.Change;
import io.tidemark.protocol.FrameCodec;
import io.tidemark.protocol.NamespaceInfo;
import io.tidemark.protocol.NamespaceKind;
import io.tidemark.protocol.Role;
import io.tidemark.protocol.ServerFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** One connected device: what was sent to it, and what comes next. */
final class FakePush {
  private static final int EVERY = 7;

  private final BiConsumer<ServerFrame, String> write;
  private final Fault fault;
  private final Map<UUID, Long> sent = new HashMap<>();
  private final AtomicInteger deltas;
  private ServerFrame.Delta held;

  /**
   * @param deltas that were sent on any connection
   */
  FakePush(BiConsumer<ServerFrame, String> write, Fault fault, AtomicInteger deltas) {
    this.write = write;
    this.fault = fault;
    this.deltas = deltas;
  }

  void begin(List<FakeFolder> folders, Map<UUID, Long> watermarks) {
    List<NamespaceInfo> infos = new ArrayList<>();
    for (FakeFolder folder : folders) {
      long mark = watermarks.getOrDefault(folder.ns, 0L);
      sent.put(folder.ns, mark);
      infos.add(
          new NamespaceInfo(
              folder.ns, NamespaceKind.FOLDER, folder.name, Role.EDITOR, 1, folder.head(), mark));
    }
    write.accept(new ServerFrame.Welcome("s", "n", 25, infos), null);
    folders.forEach(this::flush);
    write.accept(new ServerFrame.Live(cursor()), cursor());
  }

  void flush(FakeFolder folder) {
    Long from = sent.get(folder.ns);
    if (from == null || from >= folder.head()) {
      return;
    }
    ServerFrame.Delta delta = folder.delta(from, folder.head());
    sent.put(folder.ns, folder.head());
    send(delta);
  }

  private void send(ServerFrame.Delta delta) {
    boolean now = deltas.incrementAndGet() % EVERY == 0;
    ServerFrame.Delta late = held;
    held = null;
    switch (fault) {
      case NONE -> write(delta);
      case DROP -> {
        if (!now) {
          write(delta);
        }
      }
      case REPEAT -> {
        write(delta);
        if (now) {
          write(delta);
        }
      }
      case SWAP -> {
        if (now) {
          held = delta;
        } else {
          write(delta);
        }
      }
      case THIN -> write(now ? thinned(delta) : delta);
    }
    if (late != null) {
      write(late);
    }
  }

  private static ServerFrame.Delta thinned(ServerFrame.Delta delta) {
    List<Change> changes = delta.changes().stream().skip(1).toList();
    return new ServerFrame.Delta(
        delta.ns(), 1, delta.from(), delta.to(), changes, delta.truncated(), 0, null);
  }

  private void write(ServerFrame.Delta delta) {
    write.accept(delta, cursor());
  }

  /** Watermarks in the open: a fake has no secret. */
  private String cursor() {
    StringBuilder cursor = new StringBuilder();
    sent.forEach((ns, seq) -> cursor.append(ns).append('=').append(seq).append(';'));
    return cursor.isEmpty() ? "none" : cursor.toString();
  }

  static Map<UUID, Long> marks(String cursor) {
    Map<UUID, Long> marks = new HashMap<>();
    for (String part : cursor.split(";")) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        marks.put(
            UUID.fromString(part.substring(0, equals)), Long.valueOf(part.substring(equals + 1)));
      }
    }
    return marks;
  }

  static String text(ServerFrame frame) {
    return FrameCodec.encode(frame);
  }
}
