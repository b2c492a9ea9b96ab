package io.tidemark.loadgen.swarm;

import io.tidemark.protocol.CloseCode;
import java.util.Arrays;

/** What the end of a connection says about another one. */
final class ComingBack {
  private ComingBack() {}

  /** Whether an error of this code ends no more than a connection. */
  static boolean isAllowedAfter(String errorCode) {
    return Arrays.stream(CloseCode.values())
        .anyMatch(close -> close.code().equals(errorCode) && close.comeBack());
  }

  /** Whether a device that was closed with this status is not wanted again. */
  static boolean isBarredAfter(int closeStatus) {
    return Arrays.stream(CloseCode.values())
        .anyMatch(close -> close.status() == closeStatus && !close.comeBack());
  }
}
