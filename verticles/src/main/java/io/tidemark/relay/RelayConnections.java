package io.tidemark.relay;

import io.tidemark.config.PostgresUri;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Opens the relay's two kinds of connection: one for statements, one for the log. */
final class RelayConnections {
  private static final String CONNECT_SECONDS = "5";
  private static final String STATEMENT_SECONDS = "10";

  /** A relay that hangs or is cut off must not keep the slot from the others for a minute. */
  private static final String LOG_OPTIONS = "-c wal_sender_timeout=8s";

  private final PostgresUri uri;

  RelayConnections(String postgresUri) {
    this.uri = PostgresUri.parse(postgresUri);
  }

  Connection forStatements() throws SQLException {
    Properties properties = common();
    properties.setProperty("socketTimeout", STATEMENT_SECONDS);
    return DriverManager.getConnection(uri.jdbcUrl(), properties);
  }

  /** A connection in replication mode, and the socket under it. */
  LogConnection forLog() throws SQLException {
    Properties properties = common();
    properties.setProperty("replication", "database");
    properties.setProperty("assumeMinServerVersion", "14");
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("socketFactory", AwaitableSocketFactory.class.getName());
    properties.setProperty("options", LOG_OPTIONS);
    Connection connection = DriverManager.getConnection(uri.jdbcUrl(), properties);
    try {
      return new LogConnection(connection, AwaitableSocketFactory.takeLast());
    } catch (java.net.SocketException e) {
      connection.close();
      throw new SQLException(e);
    }
  }

  record LogConnection(Connection connection, AwaitableSocket socket) implements AutoCloseable {
    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }

  private Properties common() {
    Properties properties = uri.jdbcProperties();
    properties.setProperty("connectTimeout", CONNECT_SECONDS);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("ApplicationName", "tidemark-relay");
    return properties;
  }
}
