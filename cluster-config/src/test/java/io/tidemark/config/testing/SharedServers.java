package io.tidemark.config.testing;

import io.tidemark.config.DataFolder;
import io.tidemark.config.Migrations;
import io.tidemark.config.PostgresUri;
import io.tidemark.config.Servers;
import io.tidemark.config.embedded.EmbeddedKafka;
import io.tidemark.config.embedded.EmbeddedPostgres;
import io.tidemark.config.embedded.EmbeddedRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The embedded servers of one test JVM: each is started when the first test asks for it, and all
 * are stopped with the JVM.
 */
public final class SharedServers {
  private static final String TEMPLATE = "tidemark_template";
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private SharedServers() {}

  /** A database of one's own, migrated; returns its address. */
  public static String freshDatabase() {
    String name = "test_" + DATABASES.incrementAndGet();
    Template.copyAs(name);
    return Postgres.SERVER.address(name);
  }

  /** The PostgreSQL server itself, for tests that create databases or look at its settings. */
  public static EmbeddedPostgres postgres() {
    return Postgres.SERVER;
  }

  /** An embedded Redis; tests keep apart by the random ids in their keys. */
  public static EmbeddedRedis redis() {
    return Redis.SERVER;
  }

  /** An embedded Kafka; tests keep apart by topics of their own or by random namespaces. */
  public static EmbeddedKafka kafka() {
    return Kafka.SERVER;
  }

  /** All three, with a database of one's own. */
  public static Servers get() {
    // Kafka is the slowest: the others start beside it.
    CompletableFuture<EmbeddedKafka> kafka = CompletableFuture.supplyAsync(() -> Kafka.SERVER);
    return new Servers(freshDatabase(), Redis.SERVER.address(), kafka.join().address());
  }

  private static void execute(String sql) {
    PostgresUri uri = PostgresUri.parse(Postgres.SERVER.address("postgres"));
    try (Connection connection = DriverManager.getConnection(uri.jdbcUrl(), uri.jdbcProperties());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  // One holder class per server: the class loader starts each once, when it is first asked for.

  private static final class Folder {
    static final DataFolder FOLDER = make();

    private static DataFolder make() {
      try {
        Abandoned.remove();
        return ShutDown.with(DataFolder.open(Files.createTempDirectory(Abandoned.PREFIX)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Postgres {
    static final EmbeddedPostgres SERVER = ShutDown.with(EmbeddedPostgres.start(Folder.FOLDER));
  }

  private static final class Redis {
    static final EmbeddedRedis SERVER = ShutDown.with(EmbeddedRedis.start(Folder.FOLDER));
  }

  private static final class Kafka {
    static final EmbeddedKafka SERVER = ShutDown.with(EmbeddedKafka.start(Folder.FOLDER));
  }

  /** Migrating takes half a second; a copy of a migrated database a twentieth. */
  private static final class Template {
    static {
      execute("CREATE DATABASE " + TEMPLATE);
      Migrations.run(Postgres.SERVER.address(TEMPLATE));
    }

    static synchronized void copyAs(String name) {
      execute("CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE);
    }
  }
}
