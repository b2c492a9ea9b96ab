package io.tidemark.protocol;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the hub says on a WebSocket or an event stream. */
public sealed interface ServerFrame {

  record Welcome(String session, String node, int heartbeatSeconds, List<NamespaceInfo> namespaces)
      implements ServerFrame {}

  /**
   * Namespace {@code ns} went from {@code from} (exclusive) to {@code to} (inclusive).
   *
   * @param changes the newest change of each file, by {@code seq}
   * @param truncated true where not all changes are inlined: read the rest from the journal
   * @param pullAfterMs how long the device should wait before it fetches content
   */
  record Delta(
      UUID ns,
      int epoch,
      long from,
      long to,
      List<Change> changes,
      boolean truncated,
      int pullAfterMs,
      @Nullable String cursor)
      implements ServerFrame {}

  /** Catch-up is complete; what follows is live. */
  record Live(String cursor) implements ServerFrame {}

  /**
   * The journal does not lead from what the device has to where it is: take a snapshot.
   *
   * @param reason null where it was not said, or is none that this reader knows
   */
  record Reset(UUID ns, int epoch, long head, @Nullable ResetReason reason)
      implements ServerFrame {}

  record Joined(NamespaceInfo namespace) implements ServerFrame {}

  record Left(UUID ns) implements ServerFrame {}

  record Reconnect(int afterMs, @Nullable String url) implements ServerFrame {}

  /** On the wire: {@code error}. Followed by a close where the connection cannot go on. */
  record Failure(String code, String message) implements ServerFrame {}

  record Pong() implements ServerFrame {}
}
