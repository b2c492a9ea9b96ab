package io.tidemark.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** A PostgreSQL address taken apart, for what wants it as JDBC rather than as a URI. */
public record PostgresUri(
    String host, int port, String database, String user, String password, String query) {
  private static final String EXPECTED = "postgresql://user:password@host:port/database";

  /**
   * @throws IllegalArgumentException if {@code uri} is not of the form {@code
   *     postgresql://user:password@host:port/database}; the message does not repeat a password
   */
  public static PostgresUri parse(String uri) {
    URI parsed;
    try {
      parsed = new URI(uri);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a PostgreSQL address, expected " + EXPECTED, e);
    }
    String scheme = parsed.getScheme();
    if (!"postgresql".equals(scheme) && !"postgres".equals(scheme)) {
      throw new IllegalArgumentException("scheme is " + scheme + ", expected " + EXPECTED);
    }
    String path = parsed.getPath();
    if (parsed.getHost() == null || path == null || path.length() < 2) {
      throw new IllegalArgumentException("host or database is missing, expected " + EXPECTED);
    }
    String userInfo = parsed.getRawUserInfo() == null ? "" : parsed.getRawUserInfo();
    int colon = userInfo.indexOf(':');
    String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
    String password = colon < 0 ? "" : userInfo.substring(colon + 1);
    return new PostgresUri(
        parsed.getHost(),
        parsed.getPort() < 0 ? 5432 : parsed.getPort(),
        path.substring(1),
        decoded(user),
        decoded(password),
        parsed.getRawQuery() == null ? "" : parsed.getRawQuery());
  }

  private static String decoded(String part) {
    // A plus sign is itself in a URI's user part; only a form decoder takes it for a space.
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  public String jdbcUrl() {
    return "jdbc:postgresql://"
        + host
        + ":"
        + port
        + "/"
        + database
        + (query.isEmpty() ? "" : "?" + query);
  }

  /** User and password as JDBC wants them; add to them as needed. */
  public Properties jdbcProperties() {
    var properties = new Properties();
    if (!user.isEmpty()) {
      properties.setProperty("user", user);
    }
    if (!password.isEmpty()) {
      properties.setProperty("password", password);
    }
    return properties;
  }

  /** Without the password: this is what a log line may hold. */
  @Override
  public String toString() {
    return "postgresql://" + user + "@" + host + ":" + port + "/" + database;
  }
}
