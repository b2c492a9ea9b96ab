package io.tidemark.loadgen.watch;

import io.tidemark.loadgen.cli.Sizes;
import io.tidemark.loadgen.device.DeviceEvents;
import io.tidemark.loadgen.device.Micros;
import io.tidemark.protocol.Change;
import io.tidemark.protocol.EntryKind;
import io.tidemark.protocol.NamespaceInfo;
import io.tidemark.protocol.ServerFrame;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Writes a line for each change, so that columns stand under one another. */
final class WatchPrinter implements DeviceEvents {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

  private final PrintStream out;
  private final Map<UUID, String> names = new HashMap<>();
  private boolean headed;
  private String lastTrouble = "";

  WatchPrinter(PrintStream out) {
    this.out = out;
  }

  @Override
  public void frame(ServerFrame frame, long nowMicros, long liveSinceMicros) {
    switch (frame) {
      case ServerFrame.Welcome welcome -> {
        lastTrouble = "";
        welcome.namespaces().forEach(info -> names.put(info.ns(), name(info)));
        note(
            "connected to %s: %s"
                .formatted(
                    welcome.node(),
                    String.join(
                        ", ",
                        welcome.namespaces().stream()
                            .map(info -> name(info) + " at " + info.head())
                            .toList())));
      }
      case ServerFrame.Delta delta -> print(delta, nowMicros, liveSinceMicros);
      case ServerFrame.Live _ -> note("caught up; what follows is live");
      case ServerFrame.Joined joined -> {
        names.put(joined.namespace().ns(), name(joined.namespace()));
        note("joined " + name(joined.namespace()));
      }
      case ServerFrame.Left left -> note("left " + names.getOrDefault(left.ns(), "" + left.ns()));
      case ServerFrame.Reset reset ->
          note(names.getOrDefault(reset.ns(), "" + reset.ns()) + " is listed anew");
      case ServerFrame.Reconnect reconnect ->
          note("the hub asks to come back in " + reconnect.afterMs() + " ms");
      case ServerFrame.Failure failure -> note(failure.code() + ": " + failure.message());
      case ServerFrame.Pong _ -> {}
    }
  }

  @Override
  public void disconnected(String reason, long retryMillis) {
    if (retryMillis >= 0 && !reason.equals(lastTrouble)) {
      lastTrouble = reason;
      note("not connected: " + reason + "; trying again");
    }
  }

  private void print(ServerFrame.Delta delta, long nowMicros, long liveSinceMicros) {
    if (!headed) {
      headed = true;
      out.printf(
          "%-12s  %-7s  %10s  %9s  %-16s  %-12s  %s%n",
          "time", "op", "size", "lag", "user", "folder", "path");
    }
    String folder = names.getOrDefault(delta.ns(), delta.ns().toString());
    for (Change change : delta.changes()) {
      long committed = Micros.of(change.timestamp());
      out.printf(
          "%-12s  %-7s  %10s  %9s  %-16s  %-12s  %s%n",
          TIME.format(Instant.ofEpochSecond(nowMicros / 1_000_000, nowMicros % 1_000_000 * 1_000)),
          change.op().wireName(),
          change.kind() == EntryKind.FOLDER ? "folder" : Sizes.bytes(change.size()),
          committed > liveSinceMicros ? Sizes.millis(nowMicros - committed) : "earlier",
          change.user(),
          folder,
          path(change));
    }
    if (delta.truncated()) {
      note("%s: %,d changes more, in the journal".formatted(folder, delta.to() - delta.from()));
    }
  }

  private static String path(Change change) {
    String path = change.kind() == EntryKind.FOLDER ? change.path() + "/" : change.path();
    StringBuilder safe = new StringBuilder(path.length());
    // A name must not move the cursor or turn the text around.
    path.codePoints()
        .map(c ->
            Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '\ufffd' : c)
        .forEach(safe::appendCodePoint);
    return change.conflictOf() == null ? safe.toString() : safe + "  (conflicted copy)";
  }

  private static String name(NamespaceInfo info) {
    return info.name().isEmpty() ? info.kind().wireName() : info.name();
  }

  private void note(String text) {
    out.printf("%-12s  -- %s%n", TIME.format(Instant.now()), text);
  }
}
