package io.tidemark.folder;

import io.tidemark.flow.EncodedDelta;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.FolderFeed;
import io.tidemark.journal.JournalMemory;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which event loops of this node have devices for which folder, and how to reach them.
 *
 * <p>Loops write it, the tail and the folder windows read it, at any time and without waiting. A
 * change is noted before interest is looked up, and a loop looks for noted changes after its
 * interest is known: whichever comes first, one sees the other.
 */
public final class FolderInterest implements FolderFeed {
  private static final int LOOPS_MAX = Long.SIZE;

  private final ConcurrentHashMap<UUID, Interest> folders = new ConcurrentHashMap<>();

  /** As the folder windows have it, for whoever asks on another loop. */
  private final Set<UUID> muted = ConcurrentHashMap.newKeySet();

  private final AtomicReferenceArray<@Nullable Loop> loops = new AtomicReferenceArray<>(LOOPS_MAX);
  private final JournalMemory memory;

  /**
   * Who wants a folder; only ever changed within the map.
   *
   * @param loops a bit for each
   * @param followers connections of all loops
   */
  private record Interest(long loops, int followers) {}

  public FolderInterest(JournalMemory memory) {
    this.memory = memory;
  }

  @Override
  public Subscription join(Consumer<EncodedDelta> receiver, HeadReceiver notices) {
    Context context = Vertx.currentContext();
    if (context == null || !context.isEventLoopContext()) {
      throw new IllegalStateException("only an event loop can join the feed");
    }
    for (int index = 0; index < LOOPS_MAX; index++) {
      Loop loop = new Loop(index, context, receiver, notices);
      if (loops.compareAndSet(index, null, loop)) {
        return loop;
      }
    }
    throw new IllegalStateException("more than " + LOOPS_MAX + " event loops");
  }

  /** Whether any loop wants the change. Called for every change that passes this node. */
  boolean wants(FolderChange change) {
    memory.append(change, System.nanoTime());
    return folders.containsKey(change.ns());
  }

  boolean isWanted(UUID ns) {
    return folders.containsKey(ns);
  }

  /** How many connections of this node follow the folder. */
  int followers(UUID ns) {
    Interest known = folders.get(ns);
    return known == null ? 0 : known.followers;
  }

  void mute(UUID ns, boolean now) {
    if (now) {
      muted.add(ns);
    } else {
      muted.remove(ns);
    }
  }

  /** Hands the one delta to every loop with interest. */
  void deliver(EncodedDelta delta) {
    each(delta.ns(), loop -> loop.waiting.incrementAndGet(), loop -> loop.receive(delta));
  }

  /** Tells every loop with interest that a head exists, whatever led to it. */
  public void notice(UUID ns, int epoch, long seq) {
    each(ns, _ -> {}, loop -> loop.notices.head(ns, epoch, seq));
  }

  /** The namespaces that any loop has interest in just now. */
  public List<UUID> namespaces() {
    return List.copyOf(folders.keySet());
  }

  private void each(UUID ns, Consumer<Loop> before, Consumer<Loop> action) {
    Interest known = folders.get(ns);
    long bits = known == null ? 0 : known.loops;
    while (bits != 0) {
      Loop loop = loops.get(Long.numberOfTrailingZeros(bits));
      bits &= bits - 1;
      if (loop != null) {
        before.accept(loop);
        loop.context.runOnContext(_ -> action.accept(loop));
      }
    }
  }

  private final class Loop implements Subscription {
    final int index;
    final Context context;
    final Consumer<EncodedDelta> receiver;
    final HeadReceiver notices;

    /** Pushes that are on their way to the loop. */
    final AtomicInteger waiting = new AtomicInteger();

    Loop(int index, Context context, Consumer<EncodedDelta> receiver, HeadReceiver notices) {
      this.index = index;
      this.context = context;
      this.receiver = receiver;
      this.notices = notices;
    }

    void receive(EncodedDelta delta) {
      waiting.decrementAndGet();
      receiver.accept(delta);
    }

    @Override
    public boolean morePushesWait() {
      return waiting.get() > 0;
    }

    @Override
    public void add(UUID ns) {
      folders.compute(
          ns,
          (_, known) ->
              known == null
                  ? new Interest(1L << index, 0)
                  : new Interest(known.loops | 1L << index, known.followers));
    }

    @Override
    public void remove(UUID ns) {
      folders.computeIfPresent(ns, (_, known) -> without(known));
    }

    @Override
    public void count(UUID ns, int more) {
      folders.computeIfPresent(ns, (_, known) -> new Interest(known.loops, known.followers + more));
    }

    @Override
    public boolean isMuted(UUID ns) {
      return muted.contains(ns);
    }

    @Override
    public boolean recentHeads(Iterable<UUID> namespaces, long sinceNanos, HeadReceiver receiver) {
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

    @Override
    public void leave() {
      folders.keySet().forEach(this::remove);
      loops.set(index, null);
    }

    private @Nullable Interest without(Interest known) {
      long rest = known.loops & ~(1L << index);
      return rest == 0 ? null : new Interest(rest, known.followers);
    }
  }
}
