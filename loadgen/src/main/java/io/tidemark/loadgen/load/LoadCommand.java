package io.tidemark.loadgen.load;

import io.tidemark.loadgen.demo.ReplayCommand;
import io.tidemark.loadgen.peer.ProxyCommand;
import io.tidemark.loadgen.report.CompareCommand;
import io.tidemark.loadgen.swarm.WorkerCommand;
import picocli.CommandLine.Command;

/** {@code ./tidemark load}: finds out what a hub can carry. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description = "Measures a hub: open loop, latency from the intended instant.",
    subcommands = {
      CommitCommand.class,
      PushCommand.class,
      HerdCommand.class,
      CatchUpCommand.class,
      SlowCommand.class,
      ChurnCommand.class,
      SoakCommand.class,
      ReplayCommand.class,
      FanoutCommand.class,
      StormCommand.class,
      SpreadCommand.class,
      IdleCommand.class,
      ConnectCommand.class,
      ThumbnailsCommand.class,
      CompareCommand.class,
      ProxyCommand.class,
      WorkerCommand.class
    },
    synopsisSubcommandLabel = "SCENARIO",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./tidemark load commit --rate 2900",
      "  ./tidemark load commit --rate 0 --one-folder --batch 64",
      "  ./tidemark load push --folders 50 --rate 20",
      "  ./tidemark load herd --devices 15000",
      "  ./tidemark load catchup --entries 1000000",
      "  ./tidemark load slow --seconds 60",
      "  ./tidemark load churn --leaving 100",
      "  ./tidemark load soak --minutes 480",
      "  ./tidemark load replay --speed 3600",
      "  ./tidemark load fanout --devices 10000",
      "  ./tidemark load storm --devices 10000 --rate 1000",
      "  ./tidemark load spread --folders 5000 --rate 2900",
      "  ./tidemark load idle --connections 10000",
      "  ./tidemark load connect --connections 5000 --flood 100000",
      "  ./tidemark load push --assert 'push.p99<100ms' --assert lost==0 --html push.html",
      "  ./tidemark load compare before.json after.json",
      "  ./tidemark load proxy --drop 10000",
      "  ./tidemark load thumbnails --photos /usr/share/backgrounds",
      "  ./tidemark load commit --help"
    })
public final class LoadCommand {}
