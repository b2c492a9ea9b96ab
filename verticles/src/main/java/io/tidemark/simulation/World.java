package io.tidemark.simulation;

import io.tidemark.protocol.NamespaceKind;
import io.tidemark.protocol.Role;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Everything there is in one run. */
final class World {
  private static final long EVENTS_MAX = 2_000_000;
  private static final int MEMBER_PERCENT = 60;

  private final Shape shape;
  private final Scheduler scheduler = new Scheduler(EVENTS_MAX);
  private final Trace trace;
  private final Truth truth;
  private final SimPostgres postgres;
  private final SimRedis redis;
  private final SimKafka kafka;
  private final SimRelay relay;
  private final Cursors cursors;
  private final Oracle oracle;
  private final Dice network;
  private final List<SimNode> nodes = new ArrayList<>();
  private final List<SimDevice> devices = new ArrayList<>();
  private final List<String> users = new ArrayList<>();

  World(Dice dice, @Nullable PrintWriter out) {
    this.shape = Shape.of(dice.split());
    this.trace = new Trace(scheduler, out);
    this.truth = new Truth(scheduler, trace);
    this.postgres = new SimPostgres(scheduler, truth, dice.split(), shape.has(Fault.READ_FAILS));
    this.redis = new SimRedis(scheduler, dice.split(), shape.tailEntries());
    this.kafka = new SimKafka(shape.partitions());
    this.relay = new SimRelay(this, dice.split());
    this.cursors = new Cursors(dice.split());
    this.oracle = new Oracle(this);
    this.network = dice.split();
    trace.note("world", shape);
    populate(dice.split());
    for (int index = 0; index < shape.nodes(); index++) {
      nodes.add(new SimNode(this, dice.split(), index));
    }
    for (String user : users) {
      for (int index = 0; index < shape.devicesPerUser(); index++) {
        devices.add(new SimDevice(this, dice.split(), user, user + "-" + index));
      }
    }
    nodes.forEach(SimNode::start);
    devices.forEach(SimDevice::start);
  }

  private void populate(Dice dice) {
    for (int index = 0; index < shape.users(); index++) {
      String user = "user" + index;
      users.add(user);
      TruthNamespace home = truth.add(dice.id(), NamespaceKind.HOME, "home" + index, files(dice));
      truth.join(home, user, Role.OWNER, TruthNamespace.NEVER);
    }
    for (int index = 0; index < shape.teamFolders(); index++) {
      TruthNamespace folder =
          truth.add(dice.id(), NamespaceKind.FOLDER, "team" + index, files(dice));
      for (String user : users) {
        if (dice.chance(MEMBER_PERCENT)) {
          truth.join(folder, user, Role.EDITOR, TruthNamespace.NEVER);
        }
      }
    }
  }

  private List<UUID> files(Dice dice) {
    List<UUID> files = new ArrayList<>(shape.filesPerNamespace());
    for (int index = 0; index < shape.filesPerNamespace(); index++) {
      files.add(dice.id());
    }
    return files;
  }

  Shape shape() {
    return shape;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  Trace trace() {
    return trace;
  }

  Truth truth() {
    return truth;
  }

  SimPostgres postgres() {
    return postgres;
  }

  SimRedis redis() {
    return redis;
  }

  SimKafka kafka() {
    return kafka;
  }

  SimRelay relay() {
    return relay;
  }

  Cursors cursors() {
    return cursors;
  }

  Oracle oracle() {
    return oracle;
  }

  Dice networkDice() {
    return network;
  }

  List<SimNode> nodes() {
    return nodes;
  }

  List<SimDevice> devices() {
    return devices;
  }

  List<String> users() {
    return users;
  }
}
