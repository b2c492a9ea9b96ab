package io.tidemark.admin;

import io.tidemark.http.Bodies;
import io.tidemark.http.Callers;
import io.tidemark.http.Problem;
import io.tidemark.journal.Access;
import io.tidemark.journal.Namespaces;
import io.tidemark.protocol.NamespaceKind;
import io.tidemark.protocol.ProblemCode;
import io.tidemark.protocol.Role;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

/** Lets nobody but the owners of a team folder in. */
final class Owners {
  private Owners() {}

  /** The folder that the path names; fails with the {@code Problem} that tells why not. */
  static Future<Access> folder(Namespaces namespaces, RoutingContext context) {
    return namespaces
        .access(Callers.of(context).userId(), Bodies.pathUuid(context, "ns"))
        .map(Owners::owned);
  }

  private static Access owned(Access folder) {
    if (folder.kind() != NamespaceKind.FOLDER) {
      throw Problem.of(
          ProblemCode.NOT_FOUND,
          "there is no team folder " + folder.ns() + " that you are a member of");
    }
    if (folder.role() != Role.OWNER) {
      throw Problem.of(
          ProblemCode.FORBIDDEN,
          "you are "
              + folder.role().wireName()
              + " of "
              + folder.ns()
              + "; only an owner may do this");
    }
    return folder;
  }
}
