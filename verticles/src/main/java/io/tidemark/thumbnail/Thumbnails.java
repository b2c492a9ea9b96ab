package io.tidemark.thumbnail;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.flow.BlockSource;
import io.tidemark.thumbnail.render.ItemStatus;
import io.tidemark.thumbnail.render.Rendered;
import io.tidemark.thumbnail.render.Renderer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thumbnails of one node: from memory, else from disk, else rendered. Whoever asks for what is
 * under way already waits for the same rendering. May be used from any thread.
 */
final class Thumbnails {
  private static final Logger LOG = LoggerFactory.getLogger(Thumbnails.class);

  private final MemoryCache memory;
  private final DiskCache disk;
  private final Executor diskThreads;
  private final RenderPool pool;
  private final BlockSource blocks;
  private final MeterRegistry metrics;

  /** What is under way; bounded by what the answers may ask for at once. */
  private final Map<ThumbnailKey, Flight> flights = new HashMap<>();

  /**
   * @param diskThreads where the disk is read
   */
  Thumbnails(
      MemoryCache memory,
      DiskCache disk,
      Executor diskThreads,
      RenderPool pool,
      BlockSource blocks,
      MeterRegistry metrics) {
    this.memory = memory;
    this.disk = disk;
    this.diskThreads = diskThreads;
    this.pool = pool;
    this.blocks = blocks;
    this.metrics = metrics;
  }

  /** Null if it is not at hand; never waits. */
  @Nullable Rendered inMemory(ThumbnailKey key) {
    Rendered found = memory.get(key);
    if (found != null) {
      from("memory");
    }
    return found;
  }

  /** Somebody who waits; once cancelled, nothing is heard any more. */
  final class Ticket {
    private final Flight flight;
    private final Consumer<Rendered> arrival;

    private Ticket(Flight flight, Consumer<Rendered> arrival) {
      this.flight = flight;
      this.arrival = arrival;
    }

    /** A rendering that nobody waits for and that has not begun never will. */
    void cancel() {
      synchronized (flights) {
        flight.tickets.remove(this);
        if (flight.tickets.isEmpty() && pool.withdraw(flight.lane, flight)) {
          flights.remove(flight.key, flight);
          metrics.counter("thumbnails_cancelled_total").increment();
        }
      }
    }
  }

  /**
   * Asks for one that is not in memory.
   *
   * @param lane of whom it is: lanes take turns
   * @param arrival called once, on whatever thread
   */
  Ticket ask(Object lane, ThumbnailKey key, ImageSource source, Consumer<Rendered> arrival) {
    Flight flight;
    Ticket ticket;
    boolean isNew;
    synchronized (flights) {
      Flight underWay = flights.get(key);
      isNew = underWay == null;
      flight = underWay == null ? new Flight(lane, key, source) : underWay;
      ticket = new Ticket(flight, arrival);
      flight.tickets.add(ticket);
      if (isNew) {
        flights.put(key, flight);
      }
    }
    if (isNew) {
      diskThreads.execute(() -> begin(flight));
    } else {
      from("flight");
    }
    return ticket;
  }

  private void begin(Flight flight) {
    Rendered found = onDisk(flight.key);
    if (found != null) {
      from("disk");
      memory.put(flight.key, found);
      land(flight, found);
      return;
    }
    synchronized (flights) {
      if (flight.tickets.isEmpty()) {
        flights.remove(flight.key, flight);
        metrics.counter("thumbnails_cancelled_total").increment();
        return;
      }
      if (pool.offer(flight.lane, flight)) {
        return;
      }
    }
    metrics.counter("thumbnails_rejected_total", "reason", "queue").increment();
    land(flight, Rendered.refused(ItemStatus.FAILED));
  }

  private @Nullable Rendered onDisk(ThumbnailKey key) {
    try {
      return disk.get(key.name());
    } catch (IOException | RuntimeException e) {
      LOG.warn("thumbnail not read key={} cause='{}'", key.name(), e.toString());
      return null;
    }
  }

  private void land(Flight flight, Rendered rendered) {
    Ticket[] waiting;
    synchronized (flights) {
      flights.remove(flight.key, flight);
      waiting = flight.tickets.toArray(new Ticket[0]);
      flight.tickets.clear();
    }
    for (Ticket ticket : waiting) {
      ticket.arrival.accept(rendered);
    }
  }

  private void from(String where) {
    metrics.counter("thumbnails_served_total", "from", where).increment();
  }

  /** One rendering, and who waits for it. */
  private final class Flight implements RenderPool.Job {
    private final Object lane;
    private final ThumbnailKey key;
    private final ImageSource source;

    /** Guarded by {@link #flights}. */
    private final java.util.List<Ticket> tickets = new java.util.ArrayList<>();

    Flight(Object lane, ThumbnailKey key, ImageSource source) {
      this.lane = lane;
      this.key = key;
      this.source = source;
    }

    @Override
    public byte[] file() throws IOException {
      return blocks.read(source.blocks(), Renderer.SOURCE_BYTES_MAX);
    }

    @Override
    public ThumbnailKey key() {
      return key;
    }

    @Override
    public void done(Renderer.Outcome outcome, RenderPool.Kind kind) {
      Rendered rendered = outcome.rendered();
      from("render");
      if (kind == RenderPool.Kind.PASSING) {
        memory.putBroken(key, rendered);
      } else {
        memory.put(key, rendered);
      }
      // Whoever waits does not wait for the disk.
      land(this, rendered);
      if (rendered.isOk()) {
        keep(rendered);
      } else {
        LOG.debug(
            "no thumbnail content={} status={} reason='{}'",
            key.content(),
            rendered.status(),
            outcome.reason());
      }
    }

    private void keep(Rendered rendered) {
      try {
        disk.put(key.name(), rendered);
      } catch (IOException e) {
        metrics.counter("thumbnail_disk_errors_total").increment();
        LOG.warn("thumbnail not kept key={} cause='{}'", key.name(), e.toString());
      }
    }
  }
}
