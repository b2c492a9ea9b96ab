package io.tidemark.loadgen.swarm;

import io.tidemark.loadgen.client.HubTrust;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A part of a swarm in a process of its own: a line of JSON for each command and each answer. */
final class RemoteSwarm implements SwarmEnd {
  static final String CLASS = "io.tidemark.loadgen.Main";
  private static final String HEAP = "-Xmx1g";

  private final Process process;
  private final BufferedWriter to;
  private final BufferedReader from;

  private RemoteSwarm(Process process) {
    this.process = process;
    this.to = process.outputWriter(StandardCharsets.UTF_8);
    this.from = process.inputReader(StandardCharsets.UTF_8);
  }

  /** This program again, with the same class path and the same options for its JVM but the heap. */
  static RemoteSwarm start(SwarmPlan plan) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-Xm") && !argument.startsWith("-javaagent"))
        .forEach(command::add);
    command.add(HEAP);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(CLASS);
    command.add("load");
    command.add("swarm-worker");
    try {
      Process process = begin(command);
      RemoteSwarm swarm = new RemoteSwarm(process);
      swarm.exchange(plan.json());
      return swarm;
    } catch (IOException e) {
      throw new UncheckedIOException("a generator process cannot be started", e);
    }
  }

  private static Process begin(List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    HubTrust.current().passTo(builder.environment());
    return builder.start();
  }

  long pid() {
    return process.pid();
  }

  @Override
  public JsonObject call(Command command, JsonObject arguments) {
    try {
      return exchange(new JsonObject().put("command", command.name()).put("arguments", arguments));
    } catch (IOException e) {
      throw new UncheckedIOException("generator process " + process.pid() + " is gone", e);
    }
  }

  private synchronized JsonObject exchange(JsonObject said) throws IOException {
    to.write(said.encode());
    to.newLine();
    to.flush();
    String line = from.readLine();
    if (line == null) {
      throw new IOException("no answer from generator process " + process.pid());
    }
    JsonObject answer = new JsonObject(line);
    String failure = answer.getString("failure");
    if (failure != null) {
      throw new IllegalStateException("in generator process " + process.pid() + ": " + failure);
    }
    return answer;
  }

  /** A worker ends when nobody speaks to it any more. */
  @Override
  public void close() {
    try {
      to.close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
