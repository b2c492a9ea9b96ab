package io.tidemark.commit.plan;

import java.util.UUID;

/** A client's name for one request; users cannot see one another's. */
public record IdempotencyKey(UUID userId, String key) implements Comparable<IdempotencyKey> {

  /** The order in which rows are inserted, so that two transactions cannot wait for each other. */
  @Override
  public int compareTo(IdempotencyKey other) {
    int byUser = userId.compareTo(other.userId);
    return byUser != 0 ? byUser : key.compareTo(other.key);
  }
}
