package io.tidemark.loadgen.device;

import io.tidemark.loadgen.device.Ledger.Finding;
import io.tidemark.protocol.Change;
import io.tidemark.protocol.CloseCode;
import io.tidemark.protocol.NamespaceInfo;
import io.tidemark.protocol.ServerFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A device without its socket: takes frames and what it reads, answers with what to do next. It
 * follows the client's rule of the contract and writes into its {@link Ledger} wherever the hub
 * does not keep its promise.
 */
public final class DeviceState {
  private static final long NEVER = Long.MAX_VALUE;

  private final Ledger ledger;
  private final KnownChanges known;
  private final Map<UUID, FolderState> folders = new HashMap<>(4);
  private @Nullable String cursor;
  private long liveSinceMicros = NEVER;

  public DeviceState(Ledger ledger, KnownChanges known) {
    this.ledger = ledger;
    this.known = known;
  }

  public Ledger ledger() {
    return ledger;
  }

  /** Whether the hub said that catch-up is complete on this connection. */
  public boolean live() {
    return liveSinceMicros != NEVER;
  }

  /** Since when; {@code Long.MAX_VALUE} while it is not. */
  public long liveSinceMicros() {
    return liveSinceMicros;
  }

  /** Where to go on, for a transport that speaks in cursors; null before the first one. */
  public @Nullable String cursor() {
    return cursor;
  }

  /** Where to go on, for a hello with watermarks. Empty for a device that has nothing yet. */
  public Map<UUID, Long> watermarks() {
    Map<UUID, Long> watermarks = HashMap.newHashMap(folders.size());
    folders.forEach((ns, folder) -> watermarks.put(ns, folder.watermark()));
    return watermarks;
  }

  /** 0 for a namespace that the device does not have. */
  public long watermark(UUID ns) {
    FolderState folder = folders.get(ns);
    return folder == null ? 0 : folder.watermark();
  }

  /** The files that the device has, by path. */
  public Map<String, Change> files(UUID ns) {
    FolderState folder = folders.get(ns);
    return folder == null ? Map.of() : folder.tree().files();
  }

  /** What to acknowledge now: what is new since the last time. */
  public Map<UUID, Long> takeAcks() {
    Map<UUID, Long> acks = new HashMap<>();
    folders.forEach((ns, folder) -> {
      long seq = folder.takeAck();
      if (seq > 0) {
        acks.put(ns, seq);
      }
    });
    return acks;
  }

  /**
   * A new connection begins.
   *
   * @param toldWatermarks whether its hello carries {@link #watermarks()}; otherwise the hub begins
   *     where the cursor or its own memory says
   */
  public void connected(boolean toldWatermarks) {
    liveSinceMicros = NEVER;
    folders.values().forEach(folder -> folder.connected(toldWatermarks));
  }

  public void disconnected() {
    liveSinceMicros = NEVER;
  }

  /**
   * @param frameCursor the cursor that came beside the frame, as an event's id
   */
  public List<DeviceEffect> onFrame(
      ServerFrame frame, @Nullable String frameCursor, long nowMicros) {
    List<DeviceEffect> effects = new ArrayList<>(0);
    if (frameCursor != null && !frameCursor.isEmpty()) {
      cursor = frameCursor;
    }
    switch (frame) {
      case ServerFrame.Welcome welcome ->
          welcome.namespaces().forEach(info -> join(info, effects::add));
      case ServerFrame.Joined joined -> join(joined.namespace(), effects::add);
      case ServerFrame.Left left -> folders.remove(left.ns());
      case ServerFrame.Delta delta -> onDelta(delta, nowMicros, effects::add);
      case ServerFrame.Live live -> {
        cursor = live.cursor();
        liveSinceMicros = nowMicros;
      }
      case ServerFrame.Reset reset -> {
        FolderState folder = folders.get(reset.ns());
        if (folder == null) {
          ledger.add(Finding.FOREIGN, 1, reset.ns(), 0, reset.head(), "reset");
        } else {
          folder.readSnapshot(effects::add);
        }
      }
      case ServerFrame.Reconnect reconnect ->
          effects.add(new DeviceEffect.ComeBack(reconnect.afterMs(), reconnect.url()));
      case ServerFrame.Failure failure -> {
        // A hub that is overloaded or drains asks to come back: that breaks no promise.
        if (!asksToComeBack(failure)) {
          ledger.add(Finding.ACCUSED, failure.code() + ": " + failure.message());
        }
      }
      case ServerFrame.Pong _ -> {}
    }
    return effects;
  }

  private static boolean asksToComeBack(ServerFrame.Failure failure) {
    return Arrays.stream(CloseCode.values())
        .anyMatch(code -> code.code().equals(failure.code()) && code.comeBack());
  }

  /** A page of the journal after the watermark. */
  public List<DeviceEffect> onJournal(
      UUID ns, List<Change> entries, boolean hasMore, long nowMicros) {
    List<DeviceEffect> effects = new ArrayList<>(0);
    FolderState folder = folders.get(ns);
    if (folder != null && folder.reading()) {
      folder.onJournal(entries, hasMore, nowMicros, liveSinceMicros, effects::add);
    }
    return effects;
  }

  /**
   * A listing, complete.
   *
   * @param under the folder whose subtree it is; null for the whole namespace
   */
  public List<DeviceEffect> onSnapshot(
      UUID ns, @Nullable UUID under, int epoch, long seq, List<Change> files) {
    List<DeviceEffect> effects = new ArrayList<>(0);
    FolderState folder = folders.get(ns);
    if (folder != null && under == null) {
      folder.onSnapshot(epoch, seq, files, effects::add);
    } else if (folder != null) {
      folder.onSubtree(files);
    }
    return effects;
  }

  /**
   * A journal or a listing could not be read. What was to be read is covered by the cursor already:
   * without it, the hub goes on from what was acknowledged.
   */
  public void onReadFailed(UUID ns) {
    cursor = null;
    FolderState folder = folders.get(ns);
    if (folder != null) {
      folder.onReadFailed();
    }
  }

  /** The journal does not reach back to the watermark any more: as after a reset. */
  public List<DeviceEffect> onHistoryGone(UUID ns) {
    List<DeviceEffect> effects = new ArrayList<>(1);
    FolderState folder = folders.get(ns);
    if (folder != null) {
      folder.readSnapshot(effects::add);
    }
    return effects;
  }

  private void join(NamespaceInfo info, Effects effects) {
    FolderState folder = folders.get(info.ns());
    if (folder == null) {
      folders.put(info.ns(), new FolderState(info.ns(), info.epoch(), ledger, known));
    } else if (folder.epoch() != info.epoch()) {
      folder.readSnapshot(effects);
    }
  }

  private void onDelta(ServerFrame.Delta delta, long nowMicros, Effects effects) {
    ledger.delta();
    FolderState folder = folders.get(delta.ns());
    if (folder == null) {
      ledger.add(Finding.FOREIGN, 1, delta.ns(), delta.from(), delta.to(), "delta");
      return;
    }
    if (delta.cursor() != null) {
      cursor = delta.cursor();
    }
    if (folder.epoch() != delta.epoch()) {
      folder.readSnapshot(effects);
      return;
    }
    folder.onDelta(delta, nowMicros, liveSinceMicros, effects);
  }
}
