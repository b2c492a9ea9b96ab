package io.tidemark.loadgen.mix;

import io.tidemark.loadgen.mix.RunPlan.Scenario;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A scenario as a process of its own: with a heap and event loops that no other one has used, or
 * uses at the same time.
 */
final class ScenarioProcess implements AutoCloseable {
  private static final String MAIN = "io.tidemark.loadgen.Main";
  private static final int TO_TELL_SECONDS = 60;

  private final Scenario scenario;
  private final Process process;
  private final @Nullable Thread reader;

  private ScenarioProcess(Scenario scenario, Process process, @Nullable Thread reader) {
    this.scenario = scenario;
    this.process = process;
    this.reader = reader;
  }

  /**
   * Starts it.
   *
   * @param alone whether it has the terminal for itself; else each of its lines tells its name
   */
  static ScenarioProcess start(Scenario scenario, boolean alone, PrintStream out) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-javaagent"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN, "load"));
    command.add(scenario.name());
    command.addAll(scenario.arguments());
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      if (alone) {
        return new ScenarioProcess(scenario, builder.inheritIO().start(), null);
      }
      Process process = builder.redirectErrorStream(true).start();
      String prefix = "%-10s| ".formatted(scenario.name());
      Thread reader =
          Thread.ofPlatform()
              .daemon()
              .name("output of " + scenario.name())
              .start(() -> copy(process, prefix, out));
      return new ScenarioProcess(scenario, process, reader);
    } catch (IOException e) {
      throw new UncheckedIOException("the process of " + scenario.name() + " cannot be started", e);
    }
  }

  private static void copy(Process process, String prefix, PrintStream out) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        out.println(prefix + line);
      }
    } catch (IOException e) {
      out.println(prefix + "(no more of its output: " + e.getMessage() + ")");
    }
  }

  Scenario scenario() {
    return scenario;
  }

  /** Waits for its end; its exit code. */
  int await() throws InterruptedException {
    int code = process.waitFor();
    Thread copying = reader;
    if (copying != null) {
      copying.join(TimeUnit.SECONDS.toMillis(TO_TELL_SECONDS));
    }
    return code;
  }

  /** Asks it to end if it has not; it then tells what it measured until now. */
  @Override
  public void close() {
    if (process.isAlive()) {
      process.destroy();
    }
    try {
      if (!process.waitFor(TO_TELL_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
