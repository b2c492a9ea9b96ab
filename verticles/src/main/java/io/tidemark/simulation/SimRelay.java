package io.tidemark.simulation;

import io.tidemark.flow.FolderChange;

/** From PostgreSQL's log to Kafka, in order; when it begins anew, it repeats a little. */
final class SimRelay {
  private static final long LATENCY_MICROS_MIN = 300;
  private static final long LATENCY_MICROS_MAX = 20_000;
  private static final long AGAIN_MICROS = 200_000;
  private static final int BATCH_MAX = 8;

  private final World world;
  private final Dice dice;
  private int position;
  private boolean scheduled;

  SimRelay(World world, Dice dice) {
    this.world = world;
    this.dice = dice;
    world.truth().onCommit(this::wake);
  }

  /** A new session: it reads on from what was confirmed, which is a little less than was sent. */
  void restart(int repeats) {
    position = Math.max(0, position - repeats);
    world.trace().note("relay restart", position);
    wake();
  }

  private void wake() {
    if (!scheduled && position < world.truth().wal().size()) {
      scheduled = true;
      world.scheduler().after(dice.skewed(LATENCY_MICROS_MIN, LATENCY_MICROS_MAX), this::publish);
    }
  }

  private void publish() {
    scheduled = false;
    if (world.kafka().isAway() || world.postgres().isAway()) {
      scheduled = true;
      world.scheduler().after(AGAIN_MICROS, this::publish);
      return;
    }
    int upTo = Math.min(world.truth().wal().size(), position + dice.between(1, BATCH_MAX));
    for (; position < upTo; position++) {
      WalEvent event = world.truth().wal().get(position);
      world.kafka().append(event);
      if (event instanceof WalEvent.Folder(FolderChange change)) {
        world.redis().appendLater(change);
      }
    }
    wake();
  }
}
