package io.tidemark.loadgen.put;

import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.client.NamespaceEntry;
import io.tidemark.loadgen.client.Session;
import io.tidemark.protocol.Ids;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds the folder that a user means, by its name or id. */
public final class Folders {
  private Folders() {}

  /**
   * @param named null for the user's home
   * @param create whether a name that no folder has makes one
   */
  public static NamespaceEntry find(Session session, @Nullable String named, boolean create)
      throws IOException {
    List<NamespaceEntry> all = Await.of(session.namespaces());
    if (named == null) {
      return all.stream()
          .filter(entry -> entry.kind().equals("home"))
          .findFirst()
          .orElseThrow(() -> new IOException("user " + session.user() + " has no home"));
    }
    List<NamespaceEntry> found =
        all.stream()
            .filter(entry -> entry.ns().toString().equals(named) || entry.name().equals(named))
            .toList();
    if (found.size() > 1) {
      throw new IOException(
          "%d folders of %s are named '%s': name one by its id, such as %s"
              .formatted(found.size(), session.user(), named, found.getFirst().ns()));
    }
    if (found.size() == 1) {
      return found.getFirst();
    }
    if (!create || isId(named)) {
      throw new IOException(
          "%s has no folder '%s'; there are: %s"
              .formatted(session.user(), named, all.stream().map(NamespaceEntry::name).toList()));
    }
    UUID ns = Await.of(session.createTeamFolder(named));
    return new NamespaceEntry(ns, "folder", named, 0);
  }

  private static boolean isId(String named) {
    try {
      Ids.uuid(named);
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
