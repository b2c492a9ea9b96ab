package io.tidemark;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A hub as its users start it, in a process of its own: {@code up} with arguments. */
public final class HubProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("ready on (http://\\S+)");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<String> url = new CompletableFuture<>();
  private final CompletableFuture<Void> outputEnded;

  private HubProcess(Process process) {
    this.process = process;
    this.outputEnded =
        CompletableFuture.runAsync(this::read, run -> Thread.startVirtualThread(run));
  }

  public static HubProcess start(Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> all = new ArrayList<>(List.of("up"));
    all.addAll(List.of(arguments));
    return run(environment, all);
  }

  /** Any command. */
  static HubProcess run(String... arguments) throws IOException {
    return run(Map.of(), List.of(arguments));
  }

  private static HubProcess run(Map<String, String> environment, List<String> arguments)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("-Xmx512m", "io.tidemark.app.Main"));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("TIDEMARK_"));
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().putAll(environment);
    return new HubProcess(builder.start());
  }

  static HubProcess on(Path data) throws IOException {
    return start(Map.of(), "--port", "0", "--data", data.toString());
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
        Matcher ready = READY.matcher(line);
        if (ready.find()) {
          url.complete(ready.group(1));
        }
      }
    } catch (IOException e) {
      lines.add(e.toString());
    }
    url.completeExceptionally(new IllegalStateException("ended before it was ready:\n" + output()));
  }

  /** Waits until it is ready; its address. */
  public String url() throws InterruptedException, ExecutionException {
    try {
      return url.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("not ready in time:\n" + output(), e);
    }
  }

  /** Waits for its end; its exit code. */
  public int exitCode() throws InterruptedException, ExecutionException, TimeoutException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("does not end:\n" + output());
    }
    outputEnded.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    return process.exitValue();
  }

  public String output() {
    return String.join("\n", lines);
  }

  public long pid() {
    return process.pid();
  }

  /** SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** SIGKILL. */
  public void kill() {
    process.destroyForcibly();
  }

  /** The servers that it has started, as its data folder notes them. */
  static List<ProcessHandle> servers(Path data) throws IOException {
    var servers = new ArrayList<ProcessHandle>();
    for (String name : List.of("postgres", "redis", "kafka")) {
      Path note = data.resolve("run").resolve(name + ".pid");
      if (Files.exists(note)) {
        ProcessHandle.of(Long.parseLong(Files.readAllLines(note).getFirst()))
            .ifPresent(servers::add);
      }
    }
    return servers;
  }

  /** A call as {@code alice}; its body must be JSON. */
  HttpResponse<String> call(String method, String path, String body) throws Exception {
    HttpResponse<String> token =
        send("POST", "/v1/dev/token", "{\"user\":\"alice\",\"device\":\"d1\"}", "");
    Matcher jwt = Pattern.compile("\"token\"\\s*:\\s*\"([^\"]+)\"").matcher(token.body());
    if (!jwt.find()) {
      throw new IllegalStateException("no token: " + token.body());
    }
    return send(method, path, body, jwt.group(1));
  }

  private HttpResponse<String> send(String method, String path, String body, String token)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .timeout(Duration.ofSeconds(20))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Stops it, if it still runs. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
