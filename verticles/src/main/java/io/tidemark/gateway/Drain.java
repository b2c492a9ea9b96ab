package io.tidemark.gateway;

/**
 * Whether this node is going down, for all who have to know: readiness, those who let devices in,
 * the event loops that ask theirs to leave. From any thread.
 */
public final class Drain {
  private volatile boolean begun;
  private volatile boolean hurried;

  /** From now on nobody is let in, and who is here will be asked to leave. */
  public void begin() {
    begun = true;
  }

  /** Who is still here is asked now, whatever the pace was. */
  public void hurry() {
    hurried = true;
    begun = true;
  }

  public boolean hasBegun() {
    return begun;
  }

  boolean isHurried() {
    return hurried;
  }
}
