package io.tidemark.loadgen.demo;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A hub that the demo starts for itself, because none was there, and stops at its end. */
final class OwnHub implements AutoCloseable {
  private static final Pattern URL = Pattern.compile("https?://[0-9A-Za-z.\\-\\[\\]:]+:\\d+");
  private static final int READY_SECONDS = 120;
  private static final int STOP_SECONDS = 30;
  private static final int LAST_LINES = 15;

  private final Process process;
  private final CompletableFuture<URI> ready = new CompletableFuture<>();
  private final Deque<String> lastLines = new ArrayDeque<>();

  private OwnHub(Process process) {
    this.process = process;
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "own-hub-stop"));
    Thread.ofVirtual().name("own-hub-output").start(this::readOutput);
  }

  /**
   * @param data its folder; null for the hub's own default
   */
  static OwnHub start(@Nullable Path data) throws IOException {
    Path launcher = home().resolve("tidemark");
    if (!Files.isExecutable(launcher)) {
      throw new IOException(
          "no hub answers, and there is no launcher at '%s' to start one: run the demo as ./tidemark demo, or name a hub with --url"
              .formatted(launcher));
    }
    List<String> command =
        data == null
            ? List.of(launcher.toString(), "up", "--port", "0")
            : List.of(launcher.toString(), "up", "--port", "0", "--data", data.toString());
    return new OwnHub(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .start());
  }

  /** The project's folder, as the launcher says. */
  static Path home() {
    String home = System.getProperty("tidemark.home", ".");
    return Path.of(home).toAbsolutePath().normalize();
  }

  /** Waits until it says that it is ready. */
  URI url() throws IOException {
    try {
      return ready.get(READY_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException("the hub was not ready within " + READY_SECONDS + " s\n" + said(), e);
    } catch (ExecutionException e) {
      throw new IOException("the hub did not start:\n" + said(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the hub started", e);
    }
  }

  private void readOutput() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        remember(line);
        Matcher url = URL.matcher(line);
        if (url.find()) {
          ready.complete(URI.create(url.group()));
        }
      }
      ready.completeExceptionally(new IOException("it ended"));
    } catch (IOException e) {
      ready.completeExceptionally(new UncheckedIOException(e));
    }
  }

  private synchronized void remember(String line) {
    lastLines.add(line);
    if (lastLines.size() > LAST_LINES) {
      lastLines.poll();
    }
  }

  private synchronized String said() {
    return String.join("\n", lastLines);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
