package io.tidemark.simulation;

import io.tidemark.flow.Delta;
import io.tidemark.simulation.TruthNamespace.Member;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Knows the truth, and says whether the devices have it. */
final class Oracle {
  /** Within so much of its end a membership must have ended everywhere. */
  private static final long EXPIRED_MILLIS = 1_500;

  /** These keep a node from hearing in time that a membership ends earlier than it was told. */
  private static final Set<Fault> DEAFENING =
      EnumSet.of(
          Fault.KAFKA_AWAY,
          Fault.POSTGRES_AWAY,
          Fault.READ_FAILS,
          Fault.TAIL_SKIPS,
          Fault.NODE_PAUSED);

  private final World world;
  private long deltas;
  private long changes;

  Oracle(World world) {
    this.world = world;
  }

  /** A node writes a delta for a device. */
  void pushed(SimDevice device, Delta delta) {
    deltas++;
    changes += delta.changes().size();
    TruthNamespace space = world.truth().of(delta.ns());
    Member member = space.members().get(device.user());
    if (member != null
        && !member.isValid(world.truth().wallMillis() - EXPIRED_MILLIS)
        && Collections.disjoint(world.shape().faults(), DEAFENING)) {
      throw new Violation(
          device + " is sent a delta of " + space.name() + ", where its user's time is over");
    }
  }

  long deltas() {
    return deltas;
  }

  long changes() {
    return changes;
  }

  /** What is not yet as it must be once the world is quiet; null if nothing. */
  @Nullable String unsettled() {
    for (SimDevice device : world.devices()) {
      String why = unsettled(device);
      if (why != null) {
        return device + " " + why;
      }
    }
    return null;
  }

  private @Nullable String unsettled(SimDevice device) {
    if (!device.isLive()) {
      return device.link() == null ? "is not connected" : "is not live";
    }
    Set<UUID> mine =
        world.truth().of(device.user()).stream()
            .map(TruthNamespace::ns)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (!mine.equals(device.folders().keySet())) {
      return "has " + device.folders().size() + " folders and not its " + mine.size();
    }
    for (Map.Entry<UUID, DeviceFolder> entry : device.folders().entrySet()) {
      TruthNamespace space = world.truth().of(entry.getKey());
      Incarnation journal = space.journal();
      DeviceFolder folder = entry.getValue();
      if (folder.epoch() != journal.epoch() || folder.watermark() != journal.head()) {
        return "is at %d:%d of %s, whose head is %d:%d"
            .formatted(
                folder.epoch(), folder.watermark(), space.name(), journal.epoch(), journal.head());
      }
      if (!folder.files().equals(journal.files(journal.head()))) {
        throw new Violation(device + " is at head of " + space.name() + " and has other files");
      }
    }
    return null;
  }
}
