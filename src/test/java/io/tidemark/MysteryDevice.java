package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.protocol.Change;
import io.tidemark.protocol.ChangeOp;
import io.tidemark.protocol.ServerFrame;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A device as a user has it: its own state of the file, which it changes whether it is connected or
 * not, and from which version on it did.
 */
final class MysteryDevice {
  private final MysteryWorld world;
  private final String name;
  private final Set<UUID> copies = new HashSet<>();
  private @Nullable TestSocket socket;
  private long watermark;

  /** What it was told last of the file, whether it took it over or not. */
  private long seenSeq;

  private long seenVersion;
  private boolean seenDeleted;

  /** Of what it took over. */
  private long base;

  private boolean deleted;
  private boolean dirty;
  private @Nullable String written;

  MysteryDevice(MysteryWorld world, String name) {
    this.world = world;
    this.name = name;
  }

  // What its user does.

  void write() {
    dirty = true;
    written = world.newValue(name);
  }

  void delete() {
    if (dirty || !deleted) {
      dirty = true;
      written = null;
    }
  }

  void leave() {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }

  void comeBack() {
    if (socket == null) {
      socket = TestSocket.open(world.client());
      socket.send(
          "{\"type\":\"hello\",\"device\":\"%s\",\"watermarks\":{\"%s\":%d}}"
              .formatted(name, world.ns(), watermark));
    }
  }

  // What its client does.

  boolean wantsUpload() {
    return socket != null && dirty;
  }

  MysteryModel.Upload upload() {
    String value = written;
    TestClient client = world.client();
    String file = world.fileId().toString();
    Answer answer =
        value == null
            ? client.delete("/v1/files/" + file + "?parentVersion=" + base + "&device=" + name)
            : client.commit(file, base, client.storedBlock(world.ns(), value));
    return new MysteryModel.Upload(base, value, answer);
  }

  /** After a conflict or a refusal it has nothing of its own any more, and takes over the news. */
  void uploaded(MysteryModel.Upload upload) {
    dirty = false;
    if (upload.isTaken() && !upload.answer().json().has("conflict")) {
      see(upload.seq(), upload.answer().json().path("version").asLong(), upload.value() == null);
    }
    takeOver();
  }

  private void see(long seq, long version, boolean isDeleted) {
    if (seq > seenSeq) {
      seenSeq = seq;
      seenVersion = version;
      seenDeleted = isDeleted;
    }
  }

  private void takeOver() {
    if (!dirty) {
      base = seenVersion;
      deleted = seenDeleted;
    }
  }

  /** Reads up to head; each delta must follow on the last and say what the model says. */
  void observe() {
    TestSocket from = socket;
    if (from == null) {
      return;
    }
    while (watermark < world.model().head()) {
      switch (from.next()) {
        case ServerFrame.Delta delta -> apply(delta);
        case ServerFrame.Reset reset -> throw new AssertionError(name + " is told " + reset);
        case ServerFrame.Failure failure -> throw new AssertionError(name + ": " + failure);
        case ServerFrame.Left left -> throw new AssertionError(name + ": " + left);
        case ServerFrame.Welcome _,
            ServerFrame.Live _,
            ServerFrame.Joined _,
            ServerFrame.Reconnect _,
            ServerFrame.Pong _ -> {}
      }
    }
  }

  private void apply(ServerFrame.Delta delta) {
    assertThat(delta.ns().toString()).isEqualTo(world.ns());
    assertThat(delta.from()).as("%s has %d, %s", name, watermark, delta).isEqualTo(watermark);
    assertThat(delta.truncated()).isFalse();
    TreeMap<Long, MysteryModel.Line> told = new TreeMap<>();
    for (Change change : delta.changes()) {
      told.put(
          change.seq(),
          new MysteryModel.Line(
              change.op().wireName(), change.fileId(), change.version(), change.size()));
      see(change);
    }
    assertThat(told)
        .as("%s sees %s", name, delta)
        .isEqualTo(world.model().compacted(delta.from(), delta.to()));
    watermark = delta.to();
  }

  private void see(Change change) {
    if (!change.fileId().equals(world.fileId())) {
      assertThat(change.conflictOf()).isEqualTo(world.fileId());
      copies.add(change.fileId());
    } else {
      see(change.seq(), change.version(), change.op() == ChangeOp.DELETE);
      takeOver();
    }
  }

  /** Once everything is uploaded and read, it has what the hub has. */
  void checkThatItAgrees() {
    assertThat(base).as(name).isEqualTo(world.model().version());
    assertThat(deleted).as(name).isEqualTo(world.model().isDeleted());
    assertThat(copies).as(name).isEqualTo(world.model().copies().keySet());
  }
}
