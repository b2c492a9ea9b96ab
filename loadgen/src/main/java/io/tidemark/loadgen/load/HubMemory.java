package io.tidemark.loadgen.load;

import java.util.List;

/**
 * What hubs and the kernel hold at a moment.
 *
 * @param residentBytes as it stood
 * @param collectedBytes resident after a full collection
 * @param liveHeapBytes objects that are left after it
 * @param kernelBytes the kernel's own objects on this machine, both ends of all sockets among them
 */
record HubMemory(long residentBytes, long collectedBytes, long liveHeapBytes, long kernelBytes) {

  static HubMemory of(List<Long> pids) {
    long resident = ProcessStat.residentBytes(pids);
    long kernel = ProcessStat.slabBytes() + ProcessStat.socketBytes();
    long live = HubProcess.liveHeapBytes(pids);
    return new HubMemory(resident, ProcessStat.residentBytes(pids), live, kernel);
  }

  /** What each of so many connections added to an earlier look. */
  Each each(HubMemory before, int connections) {
    double count = Math.max(1, connections);
    return new Each(
        (residentBytes - before.residentBytes) / count,
        (collectedBytes - before.collectedBytes) / count,
        (liveHeapBytes - before.liveHeapBytes) / count,
        (kernelBytes - before.kernelBytes) / count);
  }

  /** Bytes of one connection. */
  record Each(double resident, double collected, double liveHeap, double kernelBothEnds) {
    private static final double GIBIBYTE = 1 << 30;

    /** What so many would take on one machine that has no client on it, in GiB. */
    double gibibytes(int connections) {
      return (resident + kernelBothEnds / 2) * connections / GIBIBYTE;
    }
  }
}
