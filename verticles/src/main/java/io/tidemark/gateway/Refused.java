package io.tidemark.gateway;

import java.util.Locale;

/** Why a device was not let in, as {@code admissions_refused_total} tells it. */
enum Refused {
  /** More came than are let in a second. */
  BUDGET,
  /** Many times more came. */
  FLOOD,
  DRAINING,
  /** The node has all the connections that it may have. */
  FULL,
  /** The user has. */
  USER,
  /** The HTTP/2 connection holds as many streams as it may. */
  STREAMS,
  /** No token, or one that is no good. */
  TOKEN;

  String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
