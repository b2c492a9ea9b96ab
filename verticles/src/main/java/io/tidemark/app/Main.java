package io.tidemark.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The hub's command line. */
@Command(
    name = "tidemark",
    description = "A real-time notification and sync hub for a file-sync service.",
    subcommands = {
      UpCommand.class,
      NodeCommand.class,
      SettingsCommand.class,
      VerifyCommand.class,
      SimulateCommand.class
    },
    mixinStandardHelpOptions = true)
public final class Main {
  private Main() {}

  /** Exit codes: 0 done, 1 could not be done, 2 wrong usage or setting. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }
}
