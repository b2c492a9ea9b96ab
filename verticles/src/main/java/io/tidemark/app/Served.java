package io.tidemark.app;

import java.util.List;

/** What {@code tidemark up} has started: one node, or several. */
interface Served extends AutoCloseable {

  /** Where devices reach it, each node. */
  List<String> urls();

  /** Whoever is still connected is asked to leave now, whether the end has begun or not. */
  void hurry();

  /** Whether all that was started goes on, or has ended because it was asked to. */
  default boolean isWhole() {
    return true;
  }

  /** Drains the devices, finishes what was begun and stops; never throws. */
  @Override
  void close();
}
