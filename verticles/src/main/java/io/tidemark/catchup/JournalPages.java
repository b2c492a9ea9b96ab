package io.tidemark.catchup;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.flow.CatchUpPage;
import io.tidemark.journal.Access;
import io.tidemark.journal.JournalMemory;
import io.tidemark.journal.JournalPage;
import io.vertx.core.Future;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Pages of journals for whoever reads them by HTTP: a truncated delta has thousands of devices of
 * one folder ask for the same page within a few seconds, and the database is asked once for many.
 *
 * <p>Whoever asks has just been looked up in the database, together with the folder's epoch and
 * head. An answer is good if it is about that epoch, and reaches to that head or is full: then it
 * is no older than one that the database would have given at that moment, so that who has committed
 * reads what was committed.
 */
final class JournalPages {
  private final JournalMemory memory;
  private final Source source;
  private final SharedReads<JournalPage> reads = new SharedReads<>();
  private final Counter fromMemory;
  private final Counter shared;
  private final Counter fromPostgres;

  /** Where the journal is the truth. */
  interface Source {
    Future<JournalPage> read(UUID ns, long after, int limit);
  }

  JournalPages(JournalMemory memory, Source source, MeterRegistry registry) {
    this.memory = memory;
    this.source = source;
    this.fromMemory = counter(registry, "memory");
    this.shared = counter(registry, "shared");
    this.fromPostgres = counter(registry, "postgres");
  }

  private static Counter counter(MeterRegistry registry, String source) {
    return Counter.builder("journal.pages")
        .description("Pages of journals read by HTTP, by where they came from")
        .tag("source", source)
        .register(registry);
  }

  /**
   * Up to {@code limit} entries after {@code after} (exclusive), fewer if they are large.
   *
   * @param access of who asks, looked up for this
   */
  Future<JournalPage> read(Access access, long after, int limit) {
    JournalPage remembered = remembered(access, after, limit);
    if (remembered != null) {
      fromMemory.increment();
      return Future.succeededFuture(remembered);
    }
    SharedReads.Page page = new SharedReads.Page(access.ns(), access.epoch(), after, limit);
    return once(page)
        .compose(read ->
            isGood(read, access)
                ? Future.succeededFuture(read)
                // That one began before the look-up; the next one that is under way begins after
                // it.
                : once(page));
  }

  private Future<JournalPage> once(SharedReads.Page page) {
    boolean[] begun = {false};
    Future<JournalPage> answer =
        reads.read(
            page,
            () -> {
              begun[0] = true;
              return source.read(page.ns(), page.after(), page.limit());
            });
    (begun[0] ? fromPostgres : shared).increment();
    return answer;
  }

  private @Nullable JournalPage remembered(Access access, long after, int limit) {
    CatchUpPage page = memory.read(access.ns(), access.epoch(), after, limit);
    if (page == null) {
      return null;
    }
    long last = page.entries().getLast().seq();
    if (last < access.head() && page.entries().size() < limit) {
      return null;
    }
    long head = Math.max(access.head(), page.head());
    // What leads from there to head is at hand: whether older entries are gone is all one.
    return new JournalPage(page.epoch(), head, after, page.entries(), last < head);
  }

  private static boolean isGood(JournalPage page, Access access) {
    return page.epoch() > access.epoch()
        || (page.epoch() == access.epoch() && page.head() >= access.head());
  }
}
