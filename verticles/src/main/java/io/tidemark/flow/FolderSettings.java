package io.tidemark.flow;

/**
 * What a team folder's owners have set for its pushes.
 *
 * @param windowMillis the length of its windows; 0: the node's own, which grows with heat
 * @param maxDeltasPerSecond how many deltas a second each device gets at most; 0: the default
 * @param muted whether nothing of it is pushed
 */
public record FolderSettings(int windowMillis, int maxDeltasPerSecond, boolean muted) {
  public static final int WINDOW_MILLIS_MIN = 100;
  public static final int WINDOW_MILLIS_MAX = 5_000;
  public static final int DELTAS_PER_SECOND_MIN = 1;
  public static final int DELTAS_PER_SECOND_MAX = 100;

  /** As many as the shortest window allows. */
  public static final int DELTAS_PER_SECOND_DEFAULT = 10;

  /** Folders that may have settings of their own, for every node has them all in memory. */
  public static final int FOLDERS_MAX = 100_000;

  /** Of a folder that nobody has set anything for. */
  public static final FolderSettings UNSET = new FolderSettings(0, 0, false);

  /** The bound that is in force. */
  public int deltasPerSecond() {
    return maxDeltasPerSecond == 0 ? DELTAS_PER_SECOND_DEFAULT : maxDeltasPerSecond;
  }
}
