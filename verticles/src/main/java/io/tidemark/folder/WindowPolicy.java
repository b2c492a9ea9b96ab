package io.tidemark.folder;

import io.tidemark.flow.FolderSettings;

/**
 * How long a folder's window is: as its owners have set it, else the node's own length, which grows
 * with the folder's heat, that is with the pushes a second that there would be without windows.
 *
 * @param windowMillis of a folder that is not very hot
 */
public record WindowPolicy(int windowMillis) {
  /**
   * The longest that a window grows to: a second at most from commit to device, of which a fifth is
   * for the road: the log, the stream, ten thousand sockets.
   */
  static final int GROWN_MILLIS = 800;

  /** 100 entries a second to 100 devices: what a node does not feel. */
  private static final double WARM = 1e4;

  /** 1,000 entries a second to 10,000 devices. */
  private static final double HOTTEST = 1e7;

  private static final double DECADES = StrictMath.log10(HOTTEST / WARM);

  /**
   * @param entriesPerSecond that the folder gets
   * @param followers devices of this node that follow it
   */
  public int windowMillis(FolderSettings settings, double entriesPerSecond, int followers) {
    if (settings.windowMillis() > 0) {
      return settings.windowMillis();
    }
    double heat = entriesPerSecond * followers;
    if (heat <= WARM || windowMillis >= GROWN_MILLIS) {
      return windowMillis;
    }
    double grown = Math.min(1, StrictMath.log10(heat / WARM) / DECADES);
    return windowMillis + (int) (grown * (GROWN_MILLIS - windowMillis));
  }
}
