package io.tidemark.config.embedded;

import io.tidemark.config.DataFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL on 127.0.0.1, as durable as one in production: fsync and synchronous commit are
 * on.
 *
 * <p>It trusts every local connection, so it is for a machine of one's own.
 */
public final class EmbeddedPostgres implements EmbeddedServer {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final String NAME = "postgres";
  private static final String USER = "tidemark";
  private static final String DATABASE = "tidemark";

  /** Crash recovery is part of a start, and may take its time. */
  private static final Duration START = Duration.ofSeconds(60);

  private static final Duration STOP = Duration.ofSeconds(15);
  private static final Duration INITDB = Duration.ofSeconds(60);

  /** Sized for one hub on a small machine; a server of one's own is configured by its owner. */
  private static final Map<String, String> CONFIGURATION =
      Map.ofEntries(
          Map.entry("listen_addresses", "127.0.0.1"),
          Map.entry("unix_socket_directories", ""),
          Map.entry("fsync", "on"),
          Map.entry("synchronous_commit", "on"),
          Map.entry("full_page_writes", "on"),
          Map.entry("wal_level", "logical"),
          Map.entry("max_replication_slots", "10"),
          Map.entry("max_wal_senders", "10"),
          // A relay that is away must not fill the disk: past this its slot is made anew.
          Map.entry("max_slot_wal_keep_size", "2GB"),
          Map.entry("max_wal_size", "1GB"),
          Map.entry("max_connections", "250"),
          Map.entry("shared_buffers", "128MB"),
          Map.entry("jit", "off"),
          Map.entry("autovacuum_max_workers", "2"),
          Map.entry("io_workers", "1"),
          Map.entry("timezone", "UTC"),
          Map.entry("log_timezone", "UTC"));

  private final ServerProcess process;
  private final int port;

  private EmbeddedPostgres(ServerProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts the server on {@code folder} and makes the hub's database, if it is not there.
   *
   * @throws EmbeddedServerException if it does not come up
   */
  public static EmbeddedPostgres start(DataFolder folder) {
    stopLeftover(folder);
    try {
      Path binaries = PostgresBinaries.unpacked();
      Path data = folder.folder(NAME);
      initialise(folder, binaries, data);
      removeStaleLock(data);
      int port = Ports.of(folder, NAME);
      ServerProcess process =
          ServerProcess.start(folder, NAME, command(binaries, data, port), Map.of());
      process.await(() -> isReady(data), START);
      var server = new EmbeddedPostgres(process, port);
      server.createDatabase();
      return server;
    } catch (IOException | SQLException e) {
      throw new EmbeddedServerException("cannot start embedded PostgreSQL: " + e, e);
    }
  }

  static void stopLeftover(DataFolder folder) {
    Leftovers.stop(folder, NAME, process -> fastShutdown(process.pid()), STOP);
  }

  private static List<String> command(Path binaries, Path data, int port) {
    var command = unprivileged(binaries.resolve("bin/postgres").toString());
    command.addAll(List.of("-D", data.toString(), "-p", Integer.toString(port)));
    CONFIGURATION.forEach((key, value) -> command.addAll(List.of("-c", key + "=" + value)));
    return command;
  }

  /**
   * PostgreSQL refuses to run as root, where a break-in would cost the whole machine. Under root it
   * gets a user namespace of its own, in which it is nobody.
   */
  private static List<String> unprivileged(String executable) {
    var command = new ArrayList<String>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("unshare", "--user"));
    }
    command.add(executable);
    return command;
  }

  /** Makes the data folder, all or nothing: one that was cut short is thrown away. */
  private static void initialise(DataFolder folder, Path binaries, Path data) throws IOException {
    Path complete = folder.folder("run").resolve("postgres.complete");
    if (Files.exists(complete)) {
      return;
    }
    Folders.delete(data);
    folder.folder(NAME);
    var command = unprivileged(binaries.resolve("bin/initdb").toString());
    command.addAll(
        List.of(
            "--pgdata=" + data,
            "--username=" + USER,
            "--auth=trust",
            "--encoding=UTF8",
            // The same order of names on every system, by code point.
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--no-instructions"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(INITDB.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new EmbeddedServerException("initdb was not done after " + INITDB.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new EmbeddedServerException("interrupted while initdb ran", e);
    }
    if (process.exitValue() != 0) {
      throw new EmbeddedServerException("initdb failed: " + output.strip() + advice(output));
    }
    Files.writeString(complete, "");
  }

  private static String advice(String output) {
    return output.contains("unshare")
        ? "\nPostgreSQL does not run as root, and this system bars the user namespaces that would"
            + " help: run as another user, or set TIDEMARK_POSTGRES_URI to a server of yours"
        : "";
  }

  /**
   * PostgreSQL takes its lock file for valid if any process has the id in it. After a kill or a
   * crash of the machine that may be a stranger.
   */
  private static void removeStaleLock(Path data) throws IOException {
    Path lock = data.resolve("postmaster.pid");
    if (!Files.exists(lock)) {
      return;
    }
    boolean ours;
    try {
      long pid = Long.parseLong(Files.readAllLines(lock).getFirst().strip());
      ours = ProcessHandle.of(pid).map(process -> Leftovers.isOurs(process, data)).orElse(false);
    } catch (NumberFormatException | NoSuchElementException e) {
      ours = false;
    }
    if (!ours) {
      LOG.info("stale lock of PostgreSQL removed file={}", lock);
      Files.delete(lock);
    }
  }

  /** PostgreSQL itself says so on the last line of its lock file; so does pg_ctl learn it. */
  private static boolean isReady(Path data) {
    try {
      List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
      return lines.size() >= 8 && lines.get(7).startsWith("ready");
    } catch (IOException e) {
      return false; // Not written yet.
    }
  }

  private void createDatabase() throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"));
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
      if (!found.next()) {
        statement.execute("CREATE DATABASE " + DATABASE);
      }
    }
  }

  private String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + USER;
  }

  /** The address of another database on this server. */
  public String address(String database) {
    return address(port, database);
  }

  private static String address(int port, String database) {
    return "postgresql://" + USER + ":" + USER + "@127.0.0.1:" + port + "/" + database;
  }

  /** Where the server of a hub that runs on {@code root} is; empty if it has none of its own. */
  static String noted(Path root) throws IOException {
    int port = Ports.noted(root, NAME);
    return port == 0 ? "" : address(port, DATABASE);
  }

  @Override
  public String address() {
    return address(DATABASE);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.stop(() -> fastShutdown(process.pid()), STOP);
  }

  /**
   * Ends at once and leaves the data as a power cut would: for data that nobody uses again. An
   * orderly end waits for readers of the log, who may be gone without a word.
   */
  public void abandon() {
    process.stop(() -> ServerProcess.signal(process.pid(), "QUIT"), STOP);
  }

  /** Sessions are ended, not waited for, and the data written out. */
  private static void fastShutdown(long pid) {
    ServerProcess.signal(pid, "INT");
  }
}
