package io.tidemark.simulation;

import io.tidemark.flow.Delta;
import io.tidemark.flow.EncodedDelta;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.FolderFeed;
import io.tidemark.flow.FolderFeed.HeadReceiver;
import io.tidemark.flow.FolderSettings;
import io.tidemark.flow.MemberChange;
import io.tidemark.folder.FolderWindows;
import io.tidemark.folder.Push;
import io.tidemark.folder.WindowPolicy;
import io.tidemark.journal.JournalMemory;
import io.tidemark.journal.JournalMemory.Bounds;
import io.tidemark.relay.RepeatFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A node: its tail of Kafka, its windows, its loops. It can be killed, which loses all that it had
 * in memory, and paused, after which it does late what it had to do.
 */
final class SimNode {
  private static final long FETCH_MICROS_MIN = 200;
  private static final long FETCH_MICROS_MAX = 40_000;
  private static final int FETCH_RECORDS_MAX = 20;
  private static final int REPEATS_KNOWN = 50;
  private static final int WINDOWS_MAX = 3;
  private static final long NO_TIMER = Long.MAX_VALUE;

  private final World world;
  private final Dice dice;
  private final int id;

  /** A monotonic clock begins anywhere, also below zero. */
  private final long nanosBase;

  private final List<Runnable> held = new ArrayList<>();
  private long clockSkewMillis;
  private int life;
  private boolean up;
  private boolean paused;
  private int[] positions;
  private boolean[] fetching;

  /** So many of the next records are never seen. */
  private int[] skips;

  private RepeatFilter repeats;
  private FolderWindows windows;
  private SimSettings settings;
  private JournalMemory memory;
  private SimMarks marks;
  private List<SimLoop> loops;
  private long timerMillis;

  SimNode(World world, Dice dice, int id) {
    this.world = world;
    this.dice = dice;
    this.id = id;
    this.nanosBase = dice.any() / 4;
    this.positions = new int[world.kafka().partitions()];
    this.fetching = new boolean[positions.length];
    this.skips = new int[positions.length];
    this.repeats = new RepeatFilter(REPEATS_KNOWN);
    this.windows = newWindows();
    this.settings = new SimSettings(world, this);
    this.memory = newMemory();
    this.marks = new SimMarks(world, this);
    this.loops = List.of();
    world.kafka().onNews(this::fetchSoon);
  }

  World world() {
    return world;
  }

  private FolderWindows newWindows() {
    return new FolderWindows(
        new WindowPolicy(world.shape().windowMillis()), WINDOWS_MAX, this::followers);
  }

  private int followers(UUID ns) {
    int count = 0;
    for (SimLoop loop : loops) {
      count += loop.followers(ns);
    }
    return count * world.shape().devicesEach();
  }

  private JournalMemory newMemory() {
    return new JournalMemory(world.shape().memory(), nanos());
  }

  private void checkMemory() {
    Bounds bounds = world.shape().memory();
    if (memory.bytes() > bounds.bytes() || memory.namespaces() > bounds.namespaces()) {
      throw new Violation(
          this + " remembers " + memory.bytes() + " bytes of " + memory.namespaces());
    }
  }

  /** The heads that this node knows, as {@link FolderFeed.Subscription#recentHeads} tells them. */
  boolean recentHeads(Iterable<UUID> namespaces, long sinceNanos, HeadReceiver receiver) {
    boolean complete = true;
    for (UUID ns : namespaces) {
      JournalMemory.Head head = memory.head(ns);
      if (head != null) {
        receiver.head(ns, head.epoch(), head.seq());
      } else {
        complete &= memory.covers(ns, sinceNanos);
      }
    }
    return complete;
  }

  JournalMemory memory() {
    return memory;
  }

  SimMarks marks() {
    return marks;
  }

  boolean isUp() {
    return up && !paused;
  }

  /** As {@link System#nanoTime}. */
  long nanos() {
    return nanosBase + world.scheduler().nowMicros() * 1000;
  }

  /** What this node takes for the time of day. */
  long wallMillis() {
    return world.truth().wallMillis() + clockSkewMillis;
  }

  void setClock(long skewMillis) {
    clockSkewMillis = skewMillis;
  }

  /** Begins with nothing in memory, at the end of the topics. */
  void start() {
    up = true;
    positions = new int[world.kafka().partitions()];
    fetching = new boolean[positions.length];
    for (int index = 0; index < positions.length; index++) {
      positions[index] = world.kafka().partition(index).size();
    }
    repeats = new RepeatFilter(REPEATS_KNOWN);
    windows = newWindows();
    memory = newMemory();
    marks = new SimMarks(world, this);
    loops = new ArrayList<>();
    for (int index = 0; index < world.shape().loopsPerNode(); index++) {
      loops.add(new SimLoop(this, dice.split()));
    }
    timerMillis = NO_TIMER;
    skips = new int[positions.length];
    settings = new SimSettings(world, this);
    settings.start();
    if (SimSweep.isNeeded(world.shape())) {
      new SimSweep(world, this).start();
    }
    world.trace().note("node starts", this);
  }

  /** Begins again if it is dead. */
  void revive() {
    if (!up) {
      start();
    }
  }

  void kill() {
    if (up) {
      world.trace().note("node killed", this);
      up = false;
      paused = false;
      life++;
      held.clear();
      loops.forEach(SimLoop::vanish);
      loops = List.of();
    }
  }

  void pause() {
    paused = up;
    world.trace().note("node paused", this);
  }

  void resume() {
    if (paused) {
      world.trace().note("node resumes", this);
      paused = false;
      List<Runnable> late = List.copyOf(held);
      held.clear();
      late.forEach(Runnable::run);
    }
  }

  /** Does something on this node in a while: later if it is paused, never if it dies. */
  void after(long delayMicros, Runnable action) {
    int now = life;
    world.scheduler().after(delayMicros, () -> act(now, action));
  }

  private void act(int when, Runnable action) {
    if (when != life || !up) {
      return;
    }
    if (paused) {
      held.add(() -> act(when, action));
    } else {
      action.run();
    }
  }

  SimLoop anyLoop() {
    return dice.pick(loops);
  }

  List<SimLoop> loops() {
    return loops;
  }

  /** Reads records again that it had read. */
  void rewind(int partition, int records) {
    positions[partition] = Math.max(0, positions[partition] - records);
    fetchSoon();
  }

  /** Never sees the next records. */
  void skip(int partition, int records) {
    skips[partition] += records;
  }

  private void fetchSoon() {
    for (int index = 0; up && index < positions.length; index++) {
      if (!fetching[index] && positions[index] < world.kafka().partition(index).size()) {
        fetching[index] = true;
        int partition = index;
        after(dice.skewed(FETCH_MICROS_MIN, FETCH_MICROS_MAX), () -> fetch(partition));
      }
    }
  }

  private void fetch(int partition) {
    fetching[partition] = false;
    if (world.kafka().isAway()) {
      return; // Told when it is back.
    }
    List<WalEvent> records = world.kafka().partition(partition);
    int end = Math.min(records.size(), positions[partition] + dice.between(1, FETCH_RECORDS_MAX));
    while (positions[partition] < end) {
      WalEvent record = records.get(positions[partition]++);
      if (skips[partition] > 0) {
        skips[partition]--;
        continue;
      }
      switch (record) {
        case WalEvent.Folder(FolderChange change) -> change(change);
        case WalEvent.Member(MemberChange change) ->
            loops.forEach(loop -> loop.run(() -> loop.memberChanged(change)));
      }
    }
    fetchSoon();
  }

  private void change(FolderChange change) {
    FolderChange fresh = repeats.fresh(change);
    if (fresh != null) {
      accept(fresh);
    }
  }

  /** A change that this node has not seen. */
  void accept(FolderChange fresh) {
    memory.append(fresh, nanos());
    checkMemory();
    if (loops.stream().anyMatch(loop -> loop.wants(fresh.ns()))) {
      windows.offer(fresh, nowMillis(), this::push);
      arm();
    }
  }

  /** What is set for a folder counts from now on. */
  void set(UUID ns, FolderSettings changed) {
    windows.set(ns, changed, nowMillis(), this::push);
    arm();
  }

  boolean isMuted(UUID ns) {
    return windows.settings(ns).muted();
  }

  /** A head that was seen elsewhere than in the stream. */
  void headSeen(UUID ns, int epoch, long seq) {
    if (windows.notice(ns, epoch, seq)) {
      loops.forEach(loop -> loop.run(() -> loop.headSeen(ns, epoch, seq)));
    }
  }

  private void push(Push push) {
    Delta delta = push.delta();
    EncodedDelta encoded = EncodedDelta.of(delta);
    for (SimLoop loop : loops) {
      if (loop.wants(delta.ns())) {
        loop.run(() -> loop.push(encoded));
      }
    }
  }

  private void arm() {
    long next = windows.nextDeadlineMillis();
    if (next < timerMillis) {
      timerMillis = next;
      after(Math.max(1, next - nowMillis()) * 1000, this::flushDue);
    }
  }

  private void flushDue() {
    timerMillis = NO_TIMER;
    windows.flushDue(nowMillis(), this::push);
    if (windows.size() > WINDOWS_MAX) {
      throw new Violation(windows.size() + " windows, at most " + WINDOWS_MAX);
    }
    arm();
  }

  long nowMillis() {
    return Math.floorDiv(nanos(), 1_000_000L);
  }

  @Override
  public String toString() {
    return "node" + id;
  }
}
