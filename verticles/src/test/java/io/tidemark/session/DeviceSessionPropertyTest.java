package io.tidemark.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.flow.CatchUpPage;
import io.tidemark.flow.Compaction;
import io.tidemark.flow.Delta;
import io.tidemark.flow.Entries;
import io.tidemark.flow.JournalEntry;
import io.tidemark.session.CatchUpPlan.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/**
 * Whatever happens to pushes on their way and whenever the socket is full: no hole, no reordering,
 * nothing twice, and the device ends where the journals end.
 */
class DeviceSessionPropertyTest {
  private static final int PAGE = 20;
  private static final int NAMESPACES = 3;

  @Property(tries = 2000)
  void every_schedule_of_pushes_and_reads_converges_to_head(@ForAll long seed) {
    Schedule schedule = new Schedule(new Random(seed));
    for (int step = 0; step < 300; step++) {
      schedule.step();
    }
    schedule.settle();
  }

  /** Journals that grow, pushes that suffer, and one device that holds the hub to its promise. */
  private static final class Schedule {
    private final Random random;
    private final DeviceSession session = new DeviceSession(NAMESPACES);
    private final List<Journal> journals = new ArrayList<>();
    private final List<Delta> onTheWay = new ArrayList<>();
    private boolean writable = true;
    private @Nullable Track reading;
    private long readAfter;
    private @Nullable CatchUpPage answer;

    Schedule(Random random) {
      this.random = random;
      for (int index = 0; index < NAMESPACES; index++) {
        Journal journal = new Journal(new UUID(1, index));
        grow(journal, random.nextInt(60));
        long watermark = random.nextInt(journal.entries.size() + 1);
        journal.applied = watermark;
        journal.catchUp(watermark);
        session.open(journal.ns, 1, watermark, journal.entries.size());
        journals.add(journal);
      }
    }

    void step() {
      Journal journal = journals.get(random.nextInt(NAMESPACES));
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> push(journal, grow(journal, 1 + random.nextInt(6)));
        case 3, 4 -> deliver(random.nextInt(4));
        case 5 -> writable = !writable;
        case 6 -> startRead();
        case 7, 8 -> answerRead(random.nextInt(8) == 0);
        case 9 -> session.resume();
        default -> throw new AssertionError();
      }
    }

    /** Everything comes to rest: the last push arrives, the socket drains, reads are answered. */
    void settle() {
      for (Journal journal : journals) {
        grow(journal, 1);
        onTheWay.add(delta(journal, journal.entries.size() - 1));
      }
      while (!onTheWay.isEmpty()) {
        deliver(0);
      }
      writable = true;
      for (int round = 0; session.owes(); round++) {
        assertThat(round).as("rounds to converge").isLessThan(200);
        session.resume();
        startRead();
        answerRead(false);
      }
      for (Journal journal : journals) {
        assertThat(journal.applied).isEqualTo(journal.entries.size());
        assertThat(journal.device).isEqualTo(journal.truth());
      }
      assertThat(session.becomesLive() || session.live()).isTrue();
    }

    /** Returns where the journal was. */
    private long grow(Journal journal, int entries) {
      long from = journal.entries.size();
      for (int count = 0; count < entries; count++) {
        journal.entries.add(Entries.entry(journal.entries.size() + 1, random.nextInt(12)));
      }
      return from;
    }

    private void push(Journal journal, long from) {
      if (random.nextInt(5) == 0) {
        return; // Lost.
      }
      long merged = random.nextInt(4) == 0 ? Math.max(0, from - random.nextInt(5)) : from;
      onTheWay.add(delta(journal, merged));
      if (random.nextInt(6) == 0) {
        onTheWay.add(delta(journal, from));
      }
    }

    private static Delta delta(Journal journal, long from) {
      Compaction all = new Compaction(from, 100);
      journal.entries.subList((int) from, journal.entries.size()).forEach(all::add);
      return all.toDelta(journal.ns, 1);
    }

    private void deliver(int overtaken) {
      if (onTheWay.isEmpty()) {
        return;
      }
      Delta delta = onTheWay.remove(Math.min(overtaken, onTheWay.size() - 1));
      if (session.offer(delta.ns(), 1, delta.from(), delta.to(), writable) > 0) {
        assertThat(writable).isTrue();
        journal(delta.ns()).receive(delta);
      }
    }

    private void startRead() {
      Track track = writable ? session.startRead() : null;
      if (track != null) {
        assertThat(reading).isNull();
        reading = track;
        readAfter = track.sent;
        // A source may lag behind what was already pushed.
        Journal journal = journal(track.ns);
        int head = Math.max(0, journal.entries.size() - (random.nextInt(4) == 0 ? 3 : 0));
        int first = (int) Math.min(track.sent, head);
        int last = Math.min(first + PAGE, head);
        answer = new CatchUpPage(1, head, List.copyOf(journal.entries.subList(first, last)));
      }
    }

    private void answerRead(boolean fails) {
      Track track = reading;
      CatchUpPage page = answer;
      if (track == null || page == null) {
        return;
      }
      reading = null;
      answer = null;
      if (fails) {
        session.finishRead(track, false);
        return;
      }
      session.learned(track, page.epoch(), page.head());
      boolean progress = track.sent > readAfter;
      for (Step step : CatchUpPlan.of(track.ns, track.epoch, track.sent, page, PAGE)) {
        if (!writable) {
          progress = true;
          break;
        }
        Delta delta = ((Step.Send) step).delta();
        journal(track.ns).receive(delta);
        session.sent(track, delta.to());
        progress = true;
        writable = random.nextInt(4) != 0;
      }
      session.finishRead(track, progress);
      if (onTheWay.isEmpty()) {
        writable = true;
      }
    }

    private Journal journal(UUID ns) {
      return journals.get((int) ns.getLeastSignificantBits());
    }
  }

  /** A journal and what the device has of it. */
  private static final class Journal {
    final UUID ns;
    final List<JournalEntry> entries = new ArrayList<>();
    final Map<UUID, Long> device = new HashMap<>();
    long applied;

    Journal(UUID ns) {
      this.ns = ns;
    }

    /** The device's rule, without its mercy: a hole or a repetition is a failure. */
    void receive(Delta delta) {
      assertThat(delta.from()).as("no hole").isLessThanOrEqualTo(applied);
      assertThat(delta.to()).as("no repetition, no reordering").isGreaterThan(applied);
      long inlined = applied;
      for (long seq : Entries.seqs(delta)) {
        inlined = Math.max(inlined, seq);
        device.merge(entries.get((int) seq - 1).fileId(), seq, Math::max);
      }
      if (delta.truncated()) {
        entries
            .subList((int) inlined, (int) delta.to())
            .forEach(entry -> device.put(entry.fileId(), entry.seq()));
      }
      applied = delta.to();
    }

    void catchUp(long watermark) {
      entries.subList(0, (int) watermark).forEach(entry -> device.put(entry.fileId(), entry.seq()));
    }

    Map<UUID, Long> truth() {
      Map<UUID, Long> truth = new HashMap<>();
      entries.forEach(entry -> truth.put(entry.fileId(), entry.seq()));
      return truth;
    }
  }
}
