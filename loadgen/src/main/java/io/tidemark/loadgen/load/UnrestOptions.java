package io.tidemark.loadgen.load;

import io.tidemark.loadgen.device.Way;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What scenarios can be told whose devices come and go. */
final class UnrestOptions {
  /** A hub allows a user about a hundred, and a folder is one user's. */
  private static final int DEVICES_MOST = 90;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--folders",
      paramLabel = "N",
      defaultValue = "20",
      description = "Folders, each with a user of its own; default: ${DEFAULT-VALUE}.")
  private int folders;

  @Option(
      names = "--devices",
      paramLabel = "N",
      defaultValue = "10",
      description = "Devices in each folder that come and go; default: ${DEFAULT-VALUE}.")
  private int devices;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "20",
      description = "Commits a second, over all folders; default: ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--leaving",
      paramLabel = "R",
      defaultValue = "20",
      description =
          "Devices a second that leave, half of them without a word; default: ${DEFAULT-VALUE}.")
  private double leaving;

  @Option(
      names = "--away",
      paramLabel = "MILLIS",
      defaultValue = "3000",
      description = "They come back at random within this time; default: ${DEFAULT-VALUE}.")
  private int awayMillis;

  @Option(
      names = "--by",
      paramLabel = "WAY",
      split = ",",
      defaultValue = "ws,sse,longpoll",
      description = "Devices in turn: ws, sse, longpoll; default: all three.")
  private List<String> ways = List.of();

  @Option(
      names = "--stale-after",
      paramLabel = "MILLIS",
      defaultValue = "10000",
      description =
          "A change that takes longer to a live device is a broken promise; default: ${DEFAULT-VALUE}.")
  private int staleMillis;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "For who leaves when, the order of folders, blocks; default: ${DEFAULT-VALUE}.")
  private long seed;

  /**
   * @param slow in each folder
   * @param late over the whole time
   */
  Unrest.Shape shape(int slow, int late) {
    return new Unrest.Shape(folders, devices, slow, late, rate, leaving, awayMillis, by());
  }

  private List<Way> by() {
    List<Way> by = new ArrayList<>();
    for (String way : ways) {
      try {
        by.add(Way.of(way));
      } catch (IllegalArgumentException e) {
        throw refused("--by: " + e.getMessage());
      }
    }
    return by;
  }

  int staleMillis() {
    return staleMillis;
  }

  long seed() {
    return seed;
  }

  void check(int slow, int late) {
    require(folders >= 1 && folders <= 1_000, "--folders must be between 1 and 1000: " + folders);
    int each = devices + slow + (late + folders - 1) / Math.max(1, folders);
    require(
        devices >= 1 && each <= DEVICES_MOST,
        "--devices must be at least 1, and with slow and late ones at most %d in a folder: %d, %d with the others"
            .formatted(DEVICES_MOST, devices, each));
    require(rate > 0 && rate <= 100_000, "--rate must be above 0, at most 100000: " + rate);
    require(leaving >= 0 && leaving <= 10_000, "--leaving must be between 0 and 10000: " + leaving);
    require(
        awayMillis >= 1 && awayMillis <= 600_000,
        "--away must be between 1 and 600000: " + awayMillis);
    require(
        staleMillis >= 1 && staleMillis <= 3_600_000,
        "--stale-after must be between 1 and 3600000: " + staleMillis);
    require(!by().isEmpty(), "--by names no way");
    int room = Descriptors.room();
    int count = folders * (devices + slow) + late;
    require(
        count <= room,
        "%,d devices: this process may have no more than %,d descriptors beside its own (ulimit -n sets it)"
            .formatted(count, room));
  }

  /**
   * @throws ParameterException with this text if it is not met
   */
  void require(boolean met, String otherwise) {
    if (!met) {
      throw refused(otherwise);
    }
  }

  private RuntimeException refused(String why) {
    CommandSpec spec = command;
    return spec == null
        ? new IllegalStateException(why)
        : new ParameterException(spec.commandLine(), why);
  }
}
