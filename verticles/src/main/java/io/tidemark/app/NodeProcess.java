package io.tidemark.app;

import io.tidemark.config.DataFolder;
import io.tidemark.config.embedded.LocalNodes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A node as a process of its own, whose lines are shown with its name before them. */
final class NodeProcess {
  private static final String READY = "serves on ";

  /** What Hazelcast looks into, so that it does its best. */
  private static final List<String> HAZELCAST_FLAGS =
      List.of(
          "--add-modules=java.se",
          "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens=java.management/sun.management=ALL-UNNAMED",
          "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

  private final String name;
  private final Process process;
  private final CompletableFuture<String> url = new CompletableFuture<>();

  private NodeProcess(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  /**
   * Begins to start it, with this program's own flags and class path.
   *
   * @param environment what is nobody's business, as settings
   * @param settings the others
   */
  static NodeProcess start(
      DataFolder folder,
      String name,
      Map<String, String> environment,
      Map<String, String> settings,
      PrintStream out)
      throws IOException {
    List<String> command = new ArrayList<>();
    // A session of its own: a Ctrl-C in the terminal is for the one who stops all in order.
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      command.add("/usr/bin/setsid");
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments();
    command.addAll(flags);
    HAZELCAST_FLAGS.stream().filter(flag -> !flags.contains(flag)).forEach(command::add);
    command.addAll(
        List.of(Main.class.getName(), "node", "--name", name, "--data", folder.root().toString()));
    settings.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    LocalNodes.note(folder, name, process.toHandle());
    NodeProcess node = new NodeProcess(name, process);
    Thread.ofVirtual().name(name).start(() -> node.show(out));
    return node;
  }

  private void show(PrintStream out) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        out.println("[" + name + "] " + line);
        out.flush();
        if (line.startsWith(READY)) {
          url.complete(line.substring(READY.length()));
        }
      }
    } catch (IOException e) {
      out.println("[" + name + "] cannot be read: " + e);
    }
    url.completeExceptionally(new IllegalStateException(name + " ended at its start"));
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  /** Where it serves, once it does; fails if it ends first. */
  CompletableFuture<String> url() {
    return url;
  }

  CompletableFuture<Process> onExit() {
    return process.onExit();
  }

  /** Asks it to stop; asked again, it hurries. Its lines are still read. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** Waits for the end it was asked for, and forces it if it does not come in time. */
  void awaitEnd(Duration most) throws InterruptedException {
    if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      boolean _ = process.waitFor(5, TimeUnit.SECONDS);
    }
  }
}
