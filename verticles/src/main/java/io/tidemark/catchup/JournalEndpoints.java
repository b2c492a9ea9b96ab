package io.tidemark.catchup;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.flow.JournalEntry;
import io.tidemark.http.Answers;
import io.tidemark.http.Bodies;
import io.tidemark.http.Callers;
import io.tidemark.http.Endpoints;
import io.tidemark.http.Problem;
import io.tidemark.journal.JournalMemory;
import io.tidemark.journal.JournalPage;
import io.tidemark.journal.JournalReader;
import io.tidemark.journal.Namespaces;
import io.tidemark.protocol.Limits;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.UUID;

/** {@code GET /v1/namespaces/{ns}/journal}: the history itself, as true as where it is kept. */
public final class JournalEndpoints implements Endpoints {
  /** What a page takes beside its entries. */
  private static final int FRAME_BYTES = 128;

  private final Namespaces namespaces;
  private final JournalPages pages;

  public JournalEndpoints(
      Namespaces namespaces, JournalMemory memory, JournalReader journal, MeterRegistry registry) {
    this.namespaces = namespaces;
    this.pages = new JournalPages(memory, journal::read, registry);
  }

  @Override
  public void mount(Router router) {
    router.get("/v1/namespaces/:ns/journal").handler(this::read);
  }

  private void read(RoutingContext context) {
    UUID ns = Bodies.pathUuid(context, "ns");
    long after = Bodies.queryInteger(context, "after", 0, Limits.INTEGER_MAX, 0);
    int limit =
        (int) Bodies.queryInteger(context, "limit", 1, Limits.JOURNAL_PAGE, Limits.JOURNAL_PAGE);
    namespaces
        .access(Callers.of(context).userId(), ns)
        .compose(access -> pages.read(access, after, limit))
        .map(page -> {
          refuseIfGone(ns, after, page);
          return page;
        })
        .onSuccess(page -> Answers.json(context, 200, json(page)))
        .onFailure(context::fail);
  }

  private static void refuseIfGone(UUID ns, long after, JournalPage page) {
    if (after < page.keptAfter()) {
      throw Problem.of(
          ProblemCode.HISTORY_GONE,
          "entries up to %d of namespace %s are gone; take a snapshot"
              .formatted(page.keptAfter(), ns),
          Map.of("keptAfter", page.keptAfter(), "head", page.head(), "epoch", page.epoch()));
    }
  }

  /** The entries are JSON already, and only put together. */
  private static Buffer json(JournalPage page) {
    int bytes = FRAME_BYTES;
    for (JournalEntry entry : page.entries()) {
      bytes += entry.change().length + 1;
    }
    Buffer json = Buffer.buffer(bytes).appendString("{\"entries\":[");
    boolean first = true;
    for (JournalEntry entry : page.entries()) {
      if (!first) {
        json.appendString(",");
      }
      json.appendBytes(entry.change());
      first = false;
    }
    return json.appendString("],\"head\":")
        .appendString(Long.toString(page.head()))
        .appendString(",\"epoch\":")
        .appendString(Integer.toString(page.epoch()))
        .appendString(",\"hasMore\":")
        .appendString(Boolean.toString(page.hasMore()))
        .appendString("}");
  }
}
