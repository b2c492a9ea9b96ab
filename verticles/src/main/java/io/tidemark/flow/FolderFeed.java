package io.tidemark.flow;

import java.util.UUID;
import java.util.function.Consumer;

/** Where event loops say which folders they have devices for. */
public interface FolderFeed {

  /**
   * Joins the event loop that calls; {@code receiver} and {@code notices} are called on it.
   *
   * @param notices told of heads that exist, where the changes that lead there are not at hand
   * @throws IllegalStateException if there are too many loops
   */
  Subscription join(Consumer<EncodedDelta> receiver, HeadReceiver notices);

  /** The interest of one event loop. Only that loop calls it. */
  interface Subscription {

    /** From now on every push of the folder reaches the loop. */
    void add(UUID ns);

    void remove(UUID ns);

    /**
     * So many more connections of this loop follow the folder, which it has interest in.
     *
     * @param more less than 0 where there are fewer
     */
    void count(UUID ns, int more);

    /** Whether more pushes wait for this loop, within the one that it is just given. */
    boolean morePushesWait();

    /** Whether nothing of the folder is to be pushed just now. */
    boolean isMuted(UUID ns);

    /**
     * Tells the heads that passed this node lately, so that a device whose heads were read from the
     * database before its interest was known misses nothing.
     *
     * @param sinceNanos a {@link System#nanoTime}, before the heads were read
     * @return false if it is no longer known what passed since: the heads have to be read again
     */
    boolean recentHeads(Iterable<UUID> namespaces, long sinceNanos, HeadReceiver receiver);

    /** Ends all interest. */
    void leave();
  }

  /** Takes a head that was seen. */
  interface HeadReceiver {
    void head(UUID ns, int epoch, long seq);
  }
}
