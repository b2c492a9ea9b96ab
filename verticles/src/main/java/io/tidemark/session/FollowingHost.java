package io.tidemark.session;

import io.tidemark.flow.FolderFeed;
import io.tidemark.flow.Watermark;
import io.tidemark.protocol.NamespaceInfo;
import io.tidemark.protocol.ServerFrame;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a {@link Following} asks of the connection that it belongs to. */
public interface FollowingHost {

  /**
   * Reads the user's namespaces, and what is remembered of the device where {@code said} is null.
   *
   * @param said what the device says it has; null if it says nothing
   * @param then is given the answer, or null if there was none (the host has said why)
   */
  void prepare(@Nullable StartingPoint said, Consumer<@Nullable Greeting> then);

  /**
   * Reads the user's namespaces once more; {@code then} as with {@link #prepare}.
   *
   * @param certain whether the answer has to be the database's of this moment
   */
  void read(StartingPoint start, boolean certain, Consumer<@Nullable Greeting> then);

  /** From now on pushes of the folder are offered to the delivery. */
  void follow(UUID ns);

  void unfollow(UUID ns);

  /** As {@link FolderFeed.Subscription#recentHeads}. */
  boolean recentHeads(Iterable<UUID> namespaces, long sinceNanos, FolderFeed.HeadReceiver receiver);

  /**
   * Whether nothing of the folder is to be pushed just now. The device is told what passed when
   * that ends.
   */
  boolean isMuted(UUID ns);

  /** The session exists: from now on it is offered what its folders have to say. */
  Delivery begin(DeviceSession session);

  void welcome(List<NamespaceInfo> namespaces);

  void send(ServerFrame frame);

  /** The device itself said that it has everything up to there. */
  void remember(UUID ns, Watermark watermark);

  /** What is remembered of the user's devices in the namespace is not true any more. */
  void forget(UUID ns);

  /** A membership runs out at {@code millis}: {@link Following#expire} is to be called then. */
  void expiresAt(long millis);

  /** There is no greeting: the connection cannot be. */
  void refuse();
}
