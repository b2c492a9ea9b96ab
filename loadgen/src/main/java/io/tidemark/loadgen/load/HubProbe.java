package io.tidemark.loadgen.load;

import io.tidemark.loadgen.cli.Metrics;
import io.tidemark.loadgen.cli.Sizes;
import io.tidemark.loadgen.cli.Toolbox;

/** What a hub says of itself in {@code /metrics}: its memory, and where its answers came from. */
final class HubProbe {
  private static final String PAGES = "catchup_pages_total";

  private final Toolbox tools;

  HubProbe(Toolbox tools) {
    this.tools = tools;
  }

  /**
   * One look.
   *
   * @param residentBytes 0 where the hub does not show it
   * @param heapBytes in use, garbage included
   */
  record Look(long residentBytes, long heapBytes, Metrics metrics) {
    /** Of connections by any transport. */
    long connections() {
      return (long) metrics.sum("connections");
    }

    String memory() {
      return residentBytes == 0
          ? "not shown by this hub"
          : "resident %s, heap in use %s"
              .formatted(Sizes.bytes(residentBytes), Sizes.bytes(heapBytes));
    }

    /** Pages of catch-up since an earlier look, by where they came from. */
    String pagesSince(Look before) {
      return "pages from memory %,d · Redis %,d · PostgreSQL %,d; %,d queries to PostgreSQL in all"
          .formatted(
              pages("memory") - before.pages("memory"),
              pages("redis") - before.pages("redis"),
              pages("postgres") - before.pages("postgres"),
              queries() - before.queries());
    }

    private long pages(String source) {
      return (long) metrics.sum(PAGES, "source", source);
    }

    long queries() {
      return (long) metrics.sum("database_queries_total");
    }
  }

  Look look() {
    Metrics metrics = tools.metrics();
    return new Look(
        (long) metrics.sum("process_resident_memory_bytes"),
        (long) metrics.sum("jvm_memory_used_bytes", "area", "heap"),
        metrics);
  }
}
