package io.tidemark.flow;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Names of users as UUIDs: the same name gives the same id on every node, without a look-up. */
public final class UserIds {
  private UserIds() {}

  /**
   * The id of {@code user} in {@code files.owner_user_id}, {@code members.user_id} and the like.
   */
  public static UUID of(String user) {
    return UUID.nameUUIDFromBytes(("tidemark:user:" + user).getBytes(StandardCharsets.UTF_8));
  }

  /** The namespace that is the home of {@code user}. */
  public static UUID homeOf(String user) {
    return UUID.nameUUIDFromBytes(("tidemark:home:" + user).getBytes(StandardCharsets.UTF_8));
  }
}
