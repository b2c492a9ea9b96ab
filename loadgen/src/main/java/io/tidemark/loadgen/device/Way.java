package io.tidemark.loadgen.device;

import java.util.Arrays;

/** How a device reaches the hub. */
public enum Way {
  WEB_SOCKET("WebSocket", "ws"),
  EVENT_STREAM("SSE", "sse"),
  LONG_POLL("long-poll", "longpoll");

  private final String title;
  private final String option;

  Way(String title, String option) {
    this.title = title;
    this.option = option;
  }

  /**
   * By its name on a command line.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Way of(String option) {
    return Arrays.stream(values())
        .filter(way -> way.option.equals(option))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "'" + option + "' is no transport: expected one of " + Arrays.toString(values())));
  }

  /** For people. */
  public String title() {
    return title;
  }

  /** What it is called on a command line. */
  @Override
  public String toString() {
    return option;
  }
}
