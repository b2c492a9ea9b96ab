package io.tidemark.loadgen.cli;

import io.tidemark.loadgen.client.HubException;
import io.tidemark.loadgen.client.HubUnreachableException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns a failure into one line and exit code 1; the stack only for who asks for it. */
public final class Failures implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    command.getErr().println("tidemark " + command.getCommandName() + ": " + line(failure));
    if (System.getenv("TIDEMARK_DEBUG") != null) {
      failure.printStackTrace(command.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String line(Exception failure) {
    return switch (failure) {
      case HubUnreachableException e ->
          e.getMessage() + ". Is a hub running there? ./tidemark up starts one.";
      case HubException e when e.code().equals("http_404") || e.code().equals("not_found") ->
          e.getMessage() + " (is this address a Tidemark hub, and the name right?)";
      default -> String.valueOf(failure.getMessage() == null ? failure : failure.getMessage());
    };
  }
}
