package io.tidemark.journal;

import io.tidemark.flow.CatchUpPage;
import io.tidemark.flow.FolderChange;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What this node remembers of the journals, from the stream that it follows anyway: the heads of
 * many namespaces, and of those that moved lately the newest entries.
 *
 * <p>What is remembered of a namespace is kept up with the stream from then on, or forgotten as a
 * whole: so a head that is remembered is behind the journal by no more than the stream is. Bounded
 * in namespaces, in entries for each, and in bytes.
 *
 * <p>Written by the tail, read by the event loops, hence the locks; each is held for one look-up.
 * Times are {@link System#nanoTime}s and come in as arguments.
 */
public final class JournalMemory {
  private static final int SHARDS = 16;

  /** Below this, bounds are too small to be divided. */
  private static final int NAMESPACES_TO_DIVIDE = 1_024;

  private final JournalMemoryShard[] shards;
  private final int entriesPerNamespace;

  /**
   * How much is remembered.
   *
   * @param namespaces whose heads are known
   * @param entriesPerNamespace the newest ones
   * @param bytes of all entries together, with what they cost the heap
   */
  public record Bounds(int namespaces, int entriesPerNamespace, long bytes) {}

  /** The end of a journal as far as it is known here. */
  public record Head(int epoch, long seq) {}

  /**
   * @param nowNanos what passed before is unknown
   */
  public JournalMemory(Bounds bounds, long nowNanos) {
    int count = bounds.namespaces() < NAMESPACES_TO_DIVIDE ? 1 : SHARDS;
    Bounds each =
        new Bounds(
            bounds.namespaces() / count, bounds.entriesPerNamespace(), bounds.bytes() / count);
    this.entriesPerNamespace = bounds.entriesPerNamespace();
    this.shards =
        Stream.generate(() -> new JournalMemoryShard(each, nowNanos))
            .limit(count)
            .toArray(JournalMemoryShard[]::new);
  }

  /** A change that passed; one that was seen before changes nothing. */
  public void append(FolderChange change, long nowNanos) {
    shard(change.ns()).append(change, nowNanos);
  }

  /**
   * A head that was read elsewhere. It is not taken if what passed since it was read is not known
   * any more.
   *
   * @param sinceNanos before it was read
   */
  public void learnHead(UUID ns, int epoch, long seq, long sinceNanos) {
    shard(ns).learnHead(ns, epoch, seq, sinceNanos);
  }

  /** The newest head that is known; null if the journal has to be asked. */
  public @Nullable Head head(UUID ns) {
    return shard(ns).head(ns);
  }

  /** Whether {@link #head} tells of everything of {@code ns} that passed after {@code since}. */
  public boolean covers(UUID ns, long sinceNanos) {
    return shard(ns).covers(ns, sinceNanos);
  }

  /**
   * Entries that follow on {@code after}, without a hole.
   *
   * @param epoch the incarnation of the journal that is asked for; of another one nothing is told
   * @return null if none are remembered, which does not mean that there are none
   */
  public @Nullable CatchUpPage read(UUID ns, int epoch, long after, int limit) {
    return shard(ns).read(ns, epoch, after, limit);
  }

  /** The stream has lost something: nothing that was remembered is sure any more. */
  public void forget(long nowNanos) {
    for (JournalMemoryShard shard : shards) {
      shard.forget(nowNanos);
    }
  }

  /** The namespaces of which entries are remembered, those that moved last at the end. */
  public List<UUID> withEntries() {
    List<UUID> all = new ArrayList<>();
    for (JournalMemoryShard shard : shards) {
      all.addAll(shard.withEntries());
    }
    return all;
  }

  /** All that is remembered of a namespace's entries, as if it were one change; null if none. */
  public @Nullable FolderChange tail(UUID ns) {
    return shard(ns).tail(ns);
  }

  /** How far a tail reaches back at most, here and in Redis. */
  public int entriesPerNamespace() {
    return entriesPerNamespace;
  }

  public long namespaces() {
    return Stream.of(shards).mapToLong(JournalMemoryShard::namespaces).sum();
  }

  public long bytes() {
    return Stream.of(shards).mapToLong(JournalMemoryShard::bytes).sum();
  }

  private JournalMemoryShard shard(UUID ns) {
    int hash = ns.hashCode();
    return shards[((hash >>> 16) ^ hash) & (shards.length - 1)];
  }
}
