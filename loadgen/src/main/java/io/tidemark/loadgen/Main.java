package io.tidemark.loadgen;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.tidemark.loadgen.cli.Failures;
import io.tidemark.loadgen.demo.DemoCommand;
import io.tidemark.loadgen.load.LoadCommand;
import io.tidemark.loadgen.put.PutCommand;
import io.tidemark.loadgen.watch.WatchCommand;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The tools around a hub: {@code token}, {@code put}, {@code watch}, {@code demo}, {@code load}.
 */
@Command(
    name = "tidemark",
    description = "Tools around a Tidemark hub.",
    mixinStandardHelpOptions = true,
    subcommands = {
      TokenCommand.class,
      PutCommand.class,
      WatchCommand.class,
      DemoCommand.class,
      LoadCommand.class
    })
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      // A tool speaks through its own lines; what its libraries log is for those who look for a
      // fault.
      root.setLevel(System.getenv("TIDEMARK_DEBUG") == null ? Level.ERROR : Level.INFO);
    }
    System.exit(commandLine().execute(args));
  }

  /** All of it, for who runs a tool inside a program. */
  public static CommandLine commandLine() {
    return new CommandLine(new Main()).setExecutionExceptionHandler(new Failures());
  }
}
