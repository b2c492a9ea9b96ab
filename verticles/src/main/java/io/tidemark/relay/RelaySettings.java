package io.tidemark.relay;

import io.tidemark.config.PostgresUri;
import io.tidemark.config.Servers;
import java.util.Locale;

/**
 * What the relay needs to know.
 *
 * @param slot the name of the replication slot, the same on every node; names are of the whole
 *     server, not of one database
 * @param tailEntries how many of a namespace's newest entries Redis keeps
 * @param tailSeconds how long, after the last of them
 */
public record RelaySettings(Servers servers, String slot, int tailEntries, int tailSeconds) {
  private static final String SLOT = "tidemark_relay";
  private static final int SLOT_CHARS_MAX = 63;

  /**
   * The settings with the usual slot, {@code tidemark_relay}; in a database that is not called
   * tidemark its name is added, so that one server can hold the databases of several hubs.
   */
  public static RelaySettings of(Servers servers, int tailEntries, int tailSeconds) {
    String database = PostgresUri.parse(servers.postgresUri()).database();
    String slot =
        database.equals("tidemark")
            ? SLOT
            : SLOT + "_" + database.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    return new RelaySettings(
        servers,
        slot.substring(0, Math.min(SLOT_CHARS_MAX, slot.length())),
        tailEntries,
        tailSeconds);
  }
}
