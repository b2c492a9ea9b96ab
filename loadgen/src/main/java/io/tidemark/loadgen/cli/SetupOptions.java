package io.tidemark.loadgen.cli;

import picocli.CommandLine.Option;

/** What is to become of users, folders and files that a scenario made for itself. */
public final class SetupOptions {
  @Option(
      names = "--keep",
      description = "Leave files and members of the run as they are; default: they are removed.")
  private boolean keep;

  public boolean keep() {
    return keep;
  }
}
