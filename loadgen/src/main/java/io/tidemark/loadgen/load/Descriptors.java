package io.tidemark.loadgen.load;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many sockets this process may have: its limit is often far below what is asked for. */
final class Descriptors {
  /** Jars, libraries, the tool's own calls, and as many again. */
  private static final int OTHERS = 500;

  private Descriptors() {}

  /** The most connections that a fleet can have. */
  static int room() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? Math.clamp(system.getMaxFileDescriptorCount() - OTHERS, 1, 1_000_000)
        : 1_000_000;
  }
}
