package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loadgen.Main;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each scenario of the load tool against a real hub, as short as can be: that it finds nothing
 * wrong where nothing is, and tells what it promises to tell.
 */
@Timeout(60)
class LoadScenariosIT {
  private final TestHub hub = TestHub.get();

  @TempDir private Path directory;

  @Test
  void a_storm_is_coalesced_and_loses_nothing() throws Exception {
    Path json = directory.resolve("storm.json");
    int code =
        run(
            "load storm --in-process --devices 20 --rate 100 --seconds 1 --files 8 --others 2"
                + " --others-rate 10 --before 1 --edges 1 --rest 1100 --json "
                + json
                + " --assert suppressed>=90% --assert lost==0 --assert commitsLost==0");
    assertThat(code).isZero();
    assertThat(Files.readString(json)).contains("\"staleness\"", "\"toHead\"", "\"edge.first\"");
  }

  @Test
  void commits_spread_over_folders_reach_their_devices() {
    int code =
        run(
            "load spread --in-process --folders 10 --rate 10 --seconds 1 --warm-up 0"
                + " --assert arrivals>=10 --assert violations==0");
    assertThat(code).isZero();
  }

  @Test
  void idle_connections_are_measured_and_all_held() {
    int code =
        run(
            "load idle --in-process --connections 20 --rate 100 --hold 0 --way mix"
                + " --assert held==20 --assert notHeld==0 --assert heap.each<1MiB");
    assertThat(code).isZero();
  }

  @Test
  void devices_come_at_a_rate_and_a_flood_harms_none_of_them() {
    int code =
        run(
            "load connect --in-process --connections 20 --rate 100 --rounds 1 --flood 300"
                + " --flood-seconds 1 --others 2 --before 1 --assert flood.harmed==0"
                + " --assert connect.count==20");
    assertThat(code).isZero();
  }

  private int run(String line) {
    return Main.commandLine().execute((line + " --url " + hub.base()).split(" "));
  }
}
