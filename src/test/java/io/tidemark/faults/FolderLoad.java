package io.tidemark.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.faults.Committer.Acknowledged;
import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.client.Commit;
import io.tidemark.loadgen.client.Committed;
import io.tidemark.loadgen.client.HubHttp;
import io.tidemark.loadgen.client.JournalPage;
import io.tidemark.loadgen.client.Session;
import io.tidemark.loadgen.client.TokenSource;
import io.tidemark.loadgen.device.Audit;
import io.tidemark.loadgen.device.Device;
import io.tidemark.loadgen.device.Fleet;
import io.tidemark.loadgen.device.KnownChanges;
import io.tidemark.loadgen.device.Way;
import io.tidemark.protocol.Change;
import io.tidemark.protocol.Role;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Two folders that change while things fail: a busy one, and a quiet one in which nothing follows
 * that would show a device what it missed. Devices follow both on all nodes, by each way there is.
 */
final class FolderLoad implements AutoCloseable {
  private static final int USERS = 4;
  private static final int DEVICES_PER_NODE = 9;
  private static final int FILES_PER_COMMITTER = 10;
  private static final Duration BUSY = Duration.ofMillis(10);
  private static final Duration QUIET = Duration.ofMillis(300);

  /** For everything that has no limit of its own here. */
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  /** Nothing is judged by it: rows say themselves how stale a change may be. */
  private static final long ANY_STALENESS_MICROS = Long.MAX_VALUE;

  private final int devicesPerNode;
  private final FaultWorld world;
  private final Vertx vertx;
  private final HubHttp http;
  private final String row;
  private final List<Way> ways;
  private final Session owner;
  private final KnownChanges known = KnownChanges.kept();
  private final Staleness staleness = new Staleness();
  private final List<Fleet> fleets = new ArrayList<>();
  private final Map<UUID, List<Committer>> committers = new HashMap<>();

  /** Who commits to the busy folder, by the node at whose door. */
  private final Map<FaultNode, Committer> busyAt = new HashMap<>();

  /** By their way the devices, and whose they are. */
  private final Map<Way, Map<String, String>> followers = new EnumMap<>(Way.class);

  private final List<Thread> threads = new ArrayList<>();
  private final long beginNanos = System.nanoTime();
  private final UUID busy;
  private final UUID quiet;

  /**
   * @param ways by which devices follow, in turn
   */
  FolderLoad(FaultWorld world, Vertx vertx, String row, List<Way> ways) {
    this(world, vertx, row, ways, DEVICES_PER_NODE);
  }

  FolderLoad(FaultWorld world, Vertx vertx, String row, List<Way> ways, int devicesPerNode) {
    this.devicesPerNode = devicesPerNode;
    this.world = world;
    this.ways = List.copyOf(ways);
    this.vertx = vertx;
    this.row = row;
    this.http = new HubHttp(vertx, world.first().tradeUrl(), 4);
    this.owner = session(http, row + "-0");
    this.busy = folder("busy");
    this.quiet = folder("quiet");
    for (FaultNode node : world.nodes()) {
      fleets.add(fleet(node));
    }
    allLive();
    for (FaultNode node : world.nodes()) {
      busyAt.put(node, begin(busy, node, BUSY));
    }
    begin(quiet, world.second(), QUIET);
    seesCommits(40);
    takeStaleness();
  }

  private Session session(HubHttp through, String user) {
    return new Session(vertx, through, user, TokenSource.fixed(world.tokens().of(user)));
  }

  private UUID folder(String name) {
    UUID ns = Await.of(owner.createTeamFolder(row + " " + name), PATIENCE);
    Map<String, Role> members = new HashMap<>();
    for (int user = 1; user < USERS; user++) {
      members.put(row + "-" + user, Role.EDITOR);
    }
    Await.of(owner.putMembers(ns, members), PATIENCE);
    committers.put(ns, new ArrayList<>());
    return ns;
  }

  private Fleet fleet(FaultNode node) {
    Fleet fleet =
        new Fleet(
            vertx, node.doorUrl(), known, devicesPerNode, ANY_STALENESS_MICROS, row.hashCode());
    HubHttp through = new HubHttp(vertx, node.doorUrl(), devicesPerNode);
    for (int i = 0; i < devicesPerNode; i++) {
      Session session = session(through, row + "-" + i % USERS);
      String id = "%s-%d-%d".formatted(row, fleets.size(), i);
      Way way = ways.get(i % ways.size());
      followers.computeIfAbsent(way, _ -> new HashMap<>()).put(id, session.user());
      Await.of(fleet.add(id, session, way, staleness), PATIENCE);
    }
    return fleet;
  }

  private Committer begin(UUID ns, FaultNode node, Duration pace) {
    int number = threads.size() + 1;
    List<Commit> files = new ArrayList<>();
    for (int i = 0; i < FILES_PER_COMMITTER; i++) {
      files.add(
          Commit.create("/%d/file-%d".formatted(number, i), List.of(), Instant.EPOCH, "maker"));
    }
    Map<UUID, Long> versions = new HashMap<>();
    for (Committed made : Await.of(owner.commitAll(ns, files), PATIENCE)) {
      if (made instanceof Committed.Done done) {
        versions.put(done.fileId(), done.version());
      } else {
        throw new AssertionError(made.toString());
      }
    }
    Committer committer =
        new Committer(
            node::tradeUrl,
            world.tokens().of(owner.user()),
            versions,
            pace,
            row.hashCode() + number);
    committers.get(ns).add(committer);
    threads.add(Thread.ofVirtual().name(row + "-committer-" + number).start(committer));
    return committer;
  }

  // While things fail

  /** Waits for so many commits more, through all nodes. */
  void commits(int more) {
    busyAt.keySet().forEach(node -> commitsThrough(node, more / busyAt.size()));
  }

  /** Waits for so many commits more at the door of one node. */
  void commitsThrough(FaultNode node, int more) {
    Committer committer = Objects.requireNonNull(busyAt.get(node));
    int goal = committer.acknowledged().size() + more;
    Eventually.within(
        PATIENCE,
        () -> "commits; %d unanswered, %d refused".formatted(unanswered(), refused()),
        () -> committer.acknowledged().size() >= goal);
  }

  /** Waits for so many commits more, and until all devices have them. */
  Duration seesCommits(int more) {
    commits(more);
    return reachHead(busy);
  }

  /** Waits until every committer was refused or left without an answer so many times more. */
  void failures(int more) {
    for (Committer committer : committers.get(busy)) {
      int goal = committer.refused() + committer.unanswered() + more;
      Eventually.within(
          PATIENCE, () -> "refusals", () -> committer.refused() + committer.unanswered() >= goal);
    }
  }

  /** All devices are connected and have caught up. */
  Duration allLive() {
    return Eventually.within(
        PATIENCE,
        () -> "devices live" + fleets.stream().map(fleet -> Await.of(fleet.trouble())).toList(),
        () ->
            fleets.stream()
                .map(fleet -> Await.of(fleet.count(busy, 0)))
                .allMatch(count -> count.live() == count.devices()));
  }

  /** Nothing more is committed to the quiet folder. */
  void endQuiet() {
    committers.get(quiet).forEach(Committer::stop);
  }

  /** All devices have what is committed to the quiet folder, though nothing follows there. */
  Duration seesQuiet() {
    return reachHead(quiet);
  }

  /** Some devices go and come back. */
  void churn(double share) {
    fleets.forEach(fleet -> Await.of(fleet.churn(share, 300)));
  }

  /** The hub remembers of every such device that it has all of the quiet folder. */
  void isRememberedAtHead(Way way) {
    followers
        .getOrDefault(way, Map.of())
        .forEach((device, user) ->
            Eventually.within(
                PATIENCE,
                () ->
                    device + " remembered at " + remembered(user, device) + " of " + highest(quiet),
                () -> remembered(user, device) == highest(quiet)));
  }

  private long remembered(String user, String device) {
    JsonObject answer =
        Await.of(
            http.json(
                HttpMethod.GET, "/v1/namespaces?device=" + device, world.tokens().of(user), null),
            PATIENCE);
    return answer.getJsonArray("namespaces").stream()
        .map(JsonObject.class::cast)
        .filter(entry -> entry.getString("ns").equals(quiet.toString()))
        .mapToLong(entry -> entry.getLong("watermark"))
        .findFirst()
        .orElseThrow();
  }

  private Duration reachHead(UUID ns) {
    long head = highest(ns);
    return Eventually.within(
        PATIENCE,
        () ->
            "devices at " + head + " of " + (ns.equals(busy) ? "busy" : "quiet") + behind(ns, head),
        () -> fleets.stream().allMatch(fleet -> Await.of(fleet.count(ns, head)).behind() == 0));
  }

  private String behind(UUID ns, long head) {
    return ": "
        + fleets.stream().map(fleet -> Await.of(fleet.count(ns, head))).toList()
        + fleets.stream().flatMap(fleet -> Await.of(fleet.idsBehind(ns, head)).stream()).toList()
        + fleets.stream().map(fleet -> Await.of(fleet.trouble())).toList();
  }

  private long highest(UUID ns) {
    return committers.get(ns).stream()
        .flatMap(committer -> committer.acknowledged().stream())
        .mapToLong(Acknowledged::seq)
        .max()
        .orElse(0);
  }

  int refused() {
    return all().stream().mapToInt(Committer::refused).sum();
  }

  int unanswered() {
    return all().stream().mapToInt(Committer::unanswered).sum();
  }

  /** The longest that a committer waited for an answer, since this was asked. */
  Duration takeSlowestAnswer() {
    return all().stream().map(Committer::takeSlowest).max(Duration::compareTo).orElseThrow();
  }

  /** The longest that a change took to a device that was live, since this was asked. */
  Duration takeStaleness() {
    return staleness.takeWorst();
  }

  /** The same as figures. */
  String staleness() {
    return staleness.toString();
  }

  private List<Committer> all() {
    return committers.values().stream().flatMap(List::stream).toList();
  }

  // At the end

  /**
   * Ends the load, waits until every device has everything, and holds journal, acknowledgements and
   * devices against one another.
   */
  void finish() {
    all().forEach(Committer::stop);
    for (Thread thread : threads) {
      Eventually.within(PATIENCE, () -> thread.getName() + " ends", () -> !thread.isAlive());
    }
    reachHead(quiet);
    reachHead(busy);
    allLive();
    List<Device> devices = new ArrayList<>();
    fleets.forEach(fleet -> devices.addAll(Await.of(fleet.stop(), PATIENCE)));
    fleets.clear();

    assertThat(all()).flatMap(Committer::faults).as("answers").isEmpty();
    for (UUID ns : committers.keySet()) {
      List<Change> journal = journal(ns);
      acknowledgedIsTheJournal(ns, journal);
      Audit audit = new Audit(ns, journal, known);
      devices.forEach(device -> audit.check(device.state()));
      assertThat(audit.different()).isEmpty();
    }
    assertThat(devices)
        .flatMap(device -> device.state().ledger().details())
        .as("violations")
        .isEmpty();
    System.out.println(summary());
  }

  /** What happened, in a line. */
  private String summary() {
    return "%s: %.1f s, %d commits, %d refused, %d unanswered, %d changes pushed while news"
        .formatted(
            row,
            (System.nanoTime() - beginNanos) / 1e9,
            all().stream().mapToInt(committer -> committer.acknowledged().size()).sum(),
            refused(),
            unanswered(),
            staleness.changes());
  }

  /** Each commit once: none of the acknowledged is missing, none was counted twice. */
  private void acknowledgedIsTheJournal(UUID ns, List<Change> journal) {
    Set<Long> seqs = new HashSet<>();
    for (Committer committer : committers.get(ns)) {
      for (Acknowledged ack : committer.acknowledged()) {
        assertThat(seqs.add(ack.seq())).as("seq %d acknowledged once", ack.seq()).isTrue();
        assertThat(journal).as("acknowledged %s", ack).hasSizeGreaterThanOrEqualTo((int) ack.seq());
        Change change = journal.get((int) ack.seq() - 1);
        assertThat(change.fileId()).as("acknowledged %s", ack).isEqualTo(ack.fileId());
        assertThat(change.version()).as("acknowledged %s", ack).isEqualTo(ack.version());
      }
    }
    assertThat(journal.stream().filter(change -> change.version() > 1).map(Change::seq))
        .as("commits in the journal")
        .containsExactlyInAnyOrderElementsOf(seqs);
  }

  private List<Change> journal(UUID ns) {
    List<Change> journal = new ArrayList<>();
    JournalPage page;
    do {
      page = Await.of(owner.journal(ns, journal.size(), 1_000), PATIENCE);
      journal.addAll(page.entries());
    } while (page.hasMore());
    return journal;
  }

  /** Ends whatever still runs. */
  @Override
  public void close() {
    all().forEach(Committer::stop);
    threads.forEach(Thread::interrupt);
    fleets.forEach(fleet -> Await.of(fleet.stop(), PATIENCE));
    Await.of(http.close(), PATIENCE);
  }
}
