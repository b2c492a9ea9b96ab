package io.tidemark.loadgen.demo;

import io.tidemark.loadgen.cli.Metrics;
import io.tidemark.loadgen.cli.Progress;
import io.tidemark.loadgen.cli.Removal;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.client.JournalPage;
import io.tidemark.loadgen.client.Session;
import io.tidemark.loadgen.device.Audit;
import io.tidemark.loadgen.device.Device;
import io.tidemark.loadgen.device.Fleet;
import io.tidemark.loadgen.device.KnownChanges;
import io.tidemark.protocol.Change;
import io.tidemark.protocol.Limits;
import io.tidemark.protocol.Role;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.ObjectId;

/**
 * One run: folder and members, devices, replay, and what came of it. Devices and commits have an
 * event loop each, so that reading git and uploading do not delay what is measured.
 */
final class Demo {
  /** Devices of one follower; a hub allows a user about a hundred. */
  private static final int DEVICES_PER_USER = 8;

  private static final long STALE_MICROS = TimeUnit.SECONDS.toMicros(30);
  private static final long CHURN_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final double CHURN_SHARE = 0.04;
  private static final int AWAY_MILLIS = 3_000;
  private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(90);
  private static final String OWNER = "demo";

  private final Toolbox committing;
  private final Toolbox following;
  private final GitHistory history;
  private final int devices;
  private final long seed;
  private final ReplayPace pace;
  private final Progress progress;
  private final Consumer<Removal.Folder> made;
  private final Totals totals = new Totals();
  private final PushLatency latency = new PushLatency();
  private final KnownChanges known = KnownChanges.kept();
  private final Map<String, Session> authors = new HashMap<>();

  /**
   * @param pace of git's commits
   * @param made hears of the folder as soon as it is there
   */
  Demo(
      Toolbox committing,
      Toolbox following,
      GitHistory history,
      int devices,
      long seed,
      ReplayPace pace,
      Progress progress,
      Consumer<Removal.Folder> made) {
    this.made = made;
    this.committing = committing;
    this.following = following;
    this.history = history;
    this.devices = devices;
    this.seed = seed;
    this.pace = pace;
    this.progress = progress;
  }

  DemoResult run() throws IOException {
    Session owner = committing.session(OWNER);
    String folder =
        history.name()
            + " "
            + DateTimeFormatter.ofPattern("yyyy-MM-dd HH.mm.ss.SSS")
                .withZone(ZoneOffset.UTC)
                .format(Instant.now());
    UUID ns = Await.of(owner.createTeamFolder(folder));
    made.accept(new Removal.Folder(owner, ns));
    List<String> followers = followers(ns);
    putMembers(owner, ns, followers);

    Fleet fleet =
        new Fleet(following.vertx(), following.http().url(), known, devices, STALE_MICROS, seed);
    addDevices(fleet, followers);
    awaitLive(fleet, ns);

    Contents contents = new Contents(history::read);
    Replayer replayer = new Replayer(ns, this::author, contents, totals);
    Metrics before = committing.metrics();
    long started = System.nanoTime();
    replay(replayer, fleet, ns);
    long nanos = System.nanoTime() - started;

    long head = Await.of(owner.journal(ns, 0, 1)).head();
    boolean settled = settle(fleet, ns, head);
    Metrics after = committing.metrics();
    List<Device> gone = Await.of(fleet.stop());

    progress.update("comparing what the devices hold with git");
    Audit audit = new Audit(ns, journal(owner, ns, head), known);
    gone.forEach(device -> audit.check(device.state()));
    List<Change> different = audit.different();
    Map<String, ObjectId> expected = expected(replayer);
    TreeCheck check = new TreeCheck(owner, contents, expected);
    Map<String, List<String>> differences = new LinkedHashMap<>();
    for (Device device : gone) {
      List<String> found = check.differences(device.state().files(ns));
      if (!found.isEmpty()) {
        differences.put(device.id() + " (" + device.transport() + ")", found);
      }
    }
    TreeCheck.Fetched fetched =
        check.fetch(gone.isEmpty() ? Map.of() : gone.getFirst().state().files(ns));
    return new DemoResult(
        folder,
        totals,
        replayer.refusals(),
        nanos,
        before,
        after,
        latency.histogram(),
        gone.stream().map(device -> device.state().ledger()).toList(),
        gone.stream().mapToLong(device -> Math.max(0, device.connects() - 1)).sum(),
        settled,
        different.size(),
        check.size(),
        differences,
        fetched);
  }

  private List<String> followers(UUID ns) {
    // New ones for each run: a user of an earlier run would catch up on its folder as well.
    String run = ns.toString().substring(0, 8);
    int count = Math.max(1, (devices + DEVICES_PER_USER - 1) / DEVICES_PER_USER);
    List<String> followers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      followers.add("follower-%s-%03d".formatted(run, i));
    }
    return followers;
  }

  private void putMembers(Session owner, UUID ns, List<String> followers) {
    Map<String, Role> members = new LinkedHashMap<>();
    history.users().forEach(user -> members.put(user, Role.EDITOR));
    followers.forEach(user -> members.put(user, Role.VIEWER));
    members.remove(OWNER);
    Map<String, Role> page = new LinkedHashMap<>();
    for (Map.Entry<String, Role> member : members.entrySet()) {
      page.put(member.getKey(), member.getValue());
      if (page.size() == Limits.MEMBERS_PER_CALL) {
        Await.of(owner.putMembers(ns, page));
        page.clear();
      }
    }
    if (!page.isEmpty()) {
      Await.of(owner.putMembers(ns, page));
    }
  }

  private void addDevices(Fleet fleet, List<String> followers) {
    Map<String, Session> sessions = new HashMap<>();
    for (int i = 0; i < devices; i++) {
      String user = followers.get(i % followers.size());
      Session session = sessions.computeIfAbsent(user, following::session);
      boolean sse = i % 2 == 1;
      Await.of(fleet.add("device-%04d".formatted(i), session, sse, latency));
    }
  }

  private void awaitLive(Fleet fleet, UUID ns) throws IOException {
    long deadline = System.nanoTime() + SETTLE_NANOS;
    while (true) {
      Fleet.Count count = Await.of(fleet.count(ns, 0));
      progress.update("devices connecting: " + count.live() + " of " + devices);
      if (count.live() == devices) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "only %d of %d devices could connect%s"
                .formatted(count.live(), devices, Await.of(fleet.trouble())));
      }
      pause(50);
    }
  }

  private void replay(Replayer replayer, Fleet fleet, UUID ns) throws IOException {
    long started = System.nanoTime();
    long nextChurn = started + CHURN_NANOS;
    Instant first = null;
    for (int i = 0; i < history.size(); i++) {
      Step step = history.step(i);
      first = first == null ? step.time() : first;
      long due = started + pace.dueNanos(i, first, step.time());
      pause(TimeUnit.NANOSECONDS.toMillis(due - System.nanoTime()));
      replayer.replay(step);
      long now = System.nanoTime();
      if (now >= nextChurn) {
        nextChurn = now + CHURN_NANOS;
        Await.of(fleet.churn(CHURN_SHARE, AWAY_MILLIS));
      }
      if (progress.due()) {
        Fleet.Count count = Await.of(fleet.count(ns, 0));
        progress.show(
            "%,d of %,d commits · %,d changes, %.0f/s · %d of %d devices live · %,d changes on devices"
                .formatted(
                    i + 1,
                    history.size(),
                    totals.changes(),
                    totals.changes() / ((now - started) / 1e9),
                    count.live(),
                    devices,
                    count.changes()));
      }
    }
  }

  /** Waits until all devices are back and at head. */
  private boolean settle(Fleet fleet, UUID ns, long head) {
    Await.of(fleet.gather());
    long deadline = System.nanoTime() + SETTLE_NANOS;
    while (System.nanoTime() < deadline) {
      Fleet.Count count = Await.of(fleet.count(ns, head));
      if (count.live() == devices && count.behind() == 0) {
        return true;
      }
      progress.update(
          "%d devices below head %,d, %d not connected"
              .formatted(count.behind(), head, devices - count.live()));
      pause(20);
    }
    return false;
  }

  private List<Change> journal(Session owner, UUID ns, long head) {
    List<Change> entries = new ArrayList<>();
    while (entries.size() < head) {
      JournalPage page = Await.of(owner.journal(ns, entries.size(), Limits.JOURNAL_PAGE));
      if (page.entries().isEmpty()) {
        throw new IllegalStateException(
            "the journal ends at %d, below its head %d".formatted(entries.size(), head));
      }
      entries.addAll(page.entries());
    }
    return entries;
  }

  /** Git's tree at the paths of the hub, without what the hub does not take. */
  private Map<String, ObjectId> expected(Replayer replayer) throws IOException {
    Map<String, ObjectId> expected = new TreeMap<>();
    for (Map.Entry<String, ObjectId> file : history.tree().entrySet()) {
      if (!replayer.refusals().contains(file.getKey())) {
        FolderModel.Node node = replayer.model().file(file.getKey());
        expected.put(node == null ? "/" + file.getKey() : node.hubPath(), file.getValue());
      }
    }
    return expected;
  }

  private Session author(String user) {
    return authors.computeIfAbsent(user, committing::session);
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(Math.max(0, millis));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
