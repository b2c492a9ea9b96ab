package io.tidemark.simulation;

import io.tidemark.flow.FolderSettings;
import io.tidemark.protocol.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What people and chance do to the world, until it is left in peace. */
final class Faults {
  private static final long OUTAGE_MICROS_MIN = 50_000;
  private static final long OUTAGE_MICROS_MAX = 8_000_000;
  private static final long READ_MICROS_MAX = 4_000_000;
  private static final long SKEW_MILLIS_MAX = 600_000;
  private static final long EXPIRY_MILLIS_MIN = 200;
  private static final long EXPIRY_MILLIS_MAX = 15_000;
  private static final int REPEATS_MAX = 30;
  private static final int SKIPS_MAX = 4;
  private static final int TOLD_PERCENT = 80;
  private static final int MUTED_PERCENT = 40;

  private final World world;
  private final Dice dice;
  private final List<Fault> known;
  private boolean peace;

  Faults(World world, Dice dice) {
    this.world = world;
    this.dice = dice;
    this.known = new ArrayList<>(world.shape().faults());
  }

  /** Plans all that is going to happen. */
  void plan() {
    Shape shape = world.shape();
    for (int index = 0; index < shape.commits(); index++) {
      at(dice.between(0L, shape.activeMicros()), this::commit);
    }
    for (int index = 0; !known.isEmpty() && index < shape.faultCount(); index++) {
      Fault fault = dice.pick(known);
      at(dice.between(0L, shape.activeMicros()), () -> happen(fault));
    }
  }

  /** Everything that was broken works again; nothing more happens. */
  void makePeace() {
    peace = true;
    world.trace().note("peace");
    world.postgres().heal();
    world.redis().away(false);
    world.kafka().away(false);
    world.truth().unmuteAll();
    for (SimNode node : world.nodes()) {
      node.setClock(0);
      node.resume();
      node.revive();
    }
    for (SimDevice device : world.devices()) {
      Link link = device.link();
      if (link != null) {
        link.readAtFullSpeed();
      }
    }
  }

  private void at(long micros, Runnable action) {
    world.scheduler().at(micros, action);
  }

  private void inAWhile(Runnable action) {
    world
        .scheduler()
        .after(
            dice.skewed(OUTAGE_MICROS_MIN, OUTAGE_MICROS_MAX),
            () -> {
              if (!peace) {
                action.run();
              }
            });
  }

  private void commit() {
    if (!world.postgres().isAway()) {
      int entries = (int) dice.skewed(1, world.shape().batchMax());
      world.truth().commit(anyNamespace(), entries, dice);
    }
  }

  private TruthNamespace anyNamespace() {
    return dice.pick(world.truth().all());
  }

  private TruthNamespace anyTeamFolder() {
    return dice.pick(
        world.truth().all().stream().filter(space -> !space.name().startsWith("home")).toList());
  }

  private void happen(Fault fault) {
    world.trace().note("fault", fault.name());
    switch (fault) {
      case CUT -> cut(dice.pick(world.devices()));
      case HALF_OPEN -> {
        Link link = dice.pick(world.devices()).link();
        if (link != null) {
          link.silence();
        }
      }
      case SLOW_DEVICE -> slow(dice.pick(world.devices()).link());
      case DEVICE_RESTART -> dice.pick(world.devices()).restart();
      case NODE_KILLED -> {
        SimNode node = dice.pick(world.nodes());
        node.kill();
        inAWhile(node::revive);
      }
      case NODE_PAUSED -> {
        SimNode node = dice.pick(world.nodes());
        node.pause();
        inAWhile(node::resume);
      }
      case CLOCK_JUMP ->
          dice.pick(world.nodes()).setClock(dice.between(-SKEW_MILLIS_MAX, SKEW_MILLIS_MAX));
      case REDIS_AWAY -> {
        world.redis().away(true);
        inAWhile(() -> world.redis().away(false));
      }
      case REDIS_FLUSHED -> world.redis().flush();
      case KAFKA_AWAY -> {
        world.kafka().away(true);
        inAWhile(() -> world.kafka().away(false));
      }
      case POSTGRES_AWAY -> {
        world.postgres().away(true);
        inAWhile(() -> world.postgres().away(false));
      }
      case READ_FAILS -> {} // PostgreSQL throws its own dice.
      case TAIL_REPEATS -> anyNode().rewind(anyPartition(), dice.between(1, REPEATS_MAX));
      case TAIL_SKIPS -> anyNode().skip(anyPartition(), dice.between(1, SKIPS_MAX));
      case RELAY_RESTART -> world.relay().restart(dice.between(0, REPEATS_MAX));
      case MEMBERSHIP -> changeMember(TruthNamespace.NEVER);
      case EXPIRY ->
          changeMember(
              world.truth().wallMillis() + dice.between(EXPIRY_MILLIS_MIN, EXPIRY_MILLIS_MAX));
      case EPOCH -> {
        TruthNamespace space = anyNamespace();
        Incarnation journal = space.journal();
        world.truth().restore(space, dice.between(journal.forgotten(), journal.head()));
      }
      case PRUNED -> {
        TruthNamespace space = anyNamespace();
        Incarnation journal = space.journal();
        world.truth().forget(space, dice.between(journal.forgotten(), journal.head()));
      }
      case SETTINGS -> changeSettings();
    }
  }

  private void cut(SimDevice device) {
    Link link = device.link();
    if (link == null) {
      return;
    }
    link.cut();
    world.scheduler().after(dice.between(0L, 200_000L), link::tellHub);
    if (dice.chance(TOLD_PERCENT)) {
      world
          .scheduler()
          .after(
              dice.between(0L, 200_000L),
              () -> {
                if (device.link() == link) {
                  device.disconnect("cut");
                }
              });
    }
  }

  private void slow(@Nullable Link link) {
    if (link != null) {
      link.readMicros(dice.skewed(1_000, READ_MICROS_MAX));
      inAWhile(link::readAtFullSpeed);
    }
  }

  private SimNode anyNode() {
    return dice.pick(world.nodes());
  }

  private int anyPartition() {
    return dice.between(0, world.kafka().partitions() - 1);
  }

  private void changeSettings() {
    if (!world.postgres().isAway()) {
      world
          .truth()
          .set(
              anyTeamFolder(),
              new FolderSettings(
                  dice.pick(List.of(0, FolderSettings.WINDOW_MILLIS_MIN, 700, 3_000)),
                  dice.pick(List.of(0, FolderSettings.DELTAS_PER_SECOND_MIN, 3)),
                  dice.chance(MUTED_PERCENT)));
    }
  }

  private void changeMember(long expiresMillis) {
    if (world.postgres().isAway()) {
      return;
    }
    TruthNamespace folder = anyTeamFolder();
    String user = dice.pick(world.users());
    if (expiresMillis == TruthNamespace.NEVER
        && folder.isMember(user, world.truth().wallMillis())
        && dice.chance(60)) {
      world.truth().leave(folder, user);
    } else {
      world.truth().join(folder, user, dice.pick(List.of(Role.values())), expiresMillis);
    }
  }
}
