package io.tidemark.loadgen.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.client.Commit;
import io.tidemark.loadgen.client.Session;
import io.tidemark.loadgen.device.Ledger.Finding;
import io.tidemark.loadgen.fake.FakeHub;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Devices with their sockets, held against a hub in memory. */
class FleetTest {
  private static final int DEVICES = 6;
  private static final List<Way> WAYS = List.of(Way.values());
  private static final int POLLING = DEVICES / WAYS.size();

  private final FakeHub hub = FakeHub.start();
  private final Toolbox tools = new Toolbox(hub.url(), null);
  private final Session session = tools.session("ann");
  private final Fleet fleet =
      new Fleet(
          tools.vertx(), hub.url(), KnownChanges.kept(), DEVICES, TimeUnit.MINUTES.toMicros(1), 1);
  private UUID ns;
  private int files;

  @BeforeEach
  void arrive() {
    ns = Await.of(session.createTeamFolder("team"));
    for (int i = 0; i < DEVICES; i++) {
      Way way = WAYS.get(i % WAYS.size());
      Await.of(fleet.add("d" + i, session, way, DeviceEvents.NONE));
    }
    await(count -> count.live() == DEVICES);
  }

  @AfterEach
  void close() {
    tools.close();
    hub.close();
  }

  @Test
  void devices_on_every_transport_get_what_is_committed() {
    commit(3);
    await(count -> count.behind() == 0);
    List<Device> devices = Await.of(fleet.stop());
    assertThat(devices).allSatisfy(d -> assertThat(d.state().files(ns)).hasSize(3));
    assertThat(devices).extracting(Device::transport).contains("WebSocket", "SSE", "long-poll");
    assertFaultless(devices);
  }

  @Test
  void after_a_cut_they_come_back_and_miss_nothing() {
    commit(2);
    await(count -> count.behind() == 0);
    hub.cutDevices(1001);
    await(count -> count.live() < DEVICES);
    commit(2);
    await(count -> count.live() == DEVICES && count.behind() == 0);
    List<Device> devices = Await.of(fleet.stop());
    assertThat(devices).allSatisfy(d -> assertThat(d.connects()).isEqualTo(2));
    assertFaultless(devices);
  }

  @Test
  void those_that_leave_come_back_to_head() {
    assertThat(Await.of(fleet.churn(1.0, 60_000))).isEqualTo(DEVICES);
    await(count -> count.live() == 0);
    commit(4);
    Await.of(fleet.gather());
    await(count -> count.live() == DEVICES && count.behind() == 0);
    assertFaultless(Await.of(fleet.stop()));
  }

  @Test
  void a_folder_that_appears_while_a_device_polls_is_followed() {
    UUID other = Await.of(session.createTeamFolder("other"));
    List<Commit> commits = List.of(Commit.create("/g", List.of(), Instant.EPOCH, "test"));
    Await.of(session.commitAll(other, commits));
    Await.of(until(() -> fleet.count(other, 1).map(c -> c.behind() == DEVICES - POLLING)));
    Await.of(fleet.stop()).stream()
        .filter(device -> device.transport().equals("long-poll"))
        .forEach(device -> assertThat(device.state().files(other)).containsOnlyKeys("/g"));
  }

  @Test
  void more_changes_than_a_delta_holds_are_read_from_the_journal() {
    commit(250);
    await(count -> count.behind() == 0);
    List<Device> devices = Await.of(fleet.stop());
    assertThat(devices).allSatisfy(d -> assertThat(d.state().files(ns)).hasSize(250));
    assertFaultless(devices);
  }

  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"WEB_SOCKET", "EVENT_STREAM"})
  void a_herd_on_bare_sockets_is_cut_and_comes_back_to_head(Way way) {
    for (int i = 0; i < 20; i++) {
      Await.of(fleet.addBare("bare" + i, session, way, Reading.ALL, DeviceEvents.NONE));
    }
    commit(2);
    await(count -> count.live() == DEVICES + 20 && count.behind() == 0);
    Await.of(fleet.cut());
    Await.of(until(() -> fleet.busy().map(busy -> busy == 0)));
    commit(3);
    Await.of(fleet.herd(0));
    await(count -> count.live() == DEVICES + 20 && count.behind() == 0);
    assertFaultless(Await.of(fleet.stop()));
  }

  @ParameterizedTest
  @EnumSource(Reading.class)
  void a_device_that_reads_slowly_gets_what_it_missed_when_it_wakes(Reading reading) {
    Device web = bare("ws", Way.WEB_SOCKET, reading);
    Device events = bare("sse", Way.EVENT_STREAM, reading);
    await(count -> count.live() == DEVICES + 2);
    for (int i = 0; i < 10; i++) {
      commit(90);
    }
    await(count -> count.behind() == (reading == Reading.ALL ? 0 : 2));
    Await.of(fleet.wake());
    await(count -> count.behind() == 0);
    assertThat(web.connects()).isEqualTo(1);
    assertThat(events.connects()).isEqualTo(1);
    assertFaultless(Await.of(fleet.stop()));
  }

  private Device bare(String id, Way way, Reading reading) {
    return Await.of(fleet.addBare(id, session, way, reading, DeviceEvents.NONE));
  }

  @Test
  void a_close_that_accuses_the_device_is_written_down() {
    hub.cutDevices(4400);
    await(count -> count.live() < DEVICES);
    await(count -> count.live() == DEVICES);
    List<Device> devices = Await.of(fleet.stop());
    assertThat(devices)
        .filteredOn(d -> d.transport().equals("WebSocket"))
        .allSatisfy(d -> assertThat(d.state().ledger().count(Finding.ACCUSED)).isEqualTo(1));
  }

  private void assertFaultless(List<Device> devices) {
    Audit audit =
        new Audit(ns, Await.of(session.journal(ns, 0, 1_000)).entries(), KnownChanges.kept());
    devices.forEach(device -> audit.check(device.state()));
    assertThat(devices).allSatisfy(d -> assertThat(d.state().ledger().details()).isEmpty());
  }

  private void commit(int count) {
    List<Commit> commits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      commits.add(Commit.create("/f" + files++, List.of(), Instant.EPOCH, "test"));
    }
    Await.of(session.commitAll(ns, commits));
  }

  private void await(Predicate<Fleet.Count> wanted) {
    Await.of(until(wanted), Duration.ofSeconds(30));
  }

  private Future<Void> until(Predicate<Fleet.Count> wanted) {
    return until(() -> fleet.count(ns, files).map(wanted::test));
  }

  private Future<Void> until(Supplier<Future<Boolean>> condition) {
    return condition
        .get()
        .compose(met ->
            met
                ? Future.succeededFuture()
                : tools.vertx().timer(10, TimeUnit.MILLISECONDS).compose(_ -> until(condition)));
  }
}
