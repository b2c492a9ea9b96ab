package io.tidemark.flow;

/**
 * How a device was seen.
 *
 * @param transport {@code websocket}, {@code sse}, {@code longpoll} or {@code pull}
 * @param session which connection it was, so that the end of one says nothing of the next
 */
public record DevicePresence(Kind kind, String transport, String session) {

  public enum Kind {
    CONNECTED,
    GONE,
    /** It asked for changes; whether it is connected besides is not told by that. */
    PULLED
  }

  public static final DevicePresence PULLED = new DevicePresence(Kind.PULLED, "pull", "");
  public static final DevicePresence LONG_POLLED = new DevicePresence(Kind.PULLED, "longpoll", "");

  /** What is to be kept where this comes after {@code earlier}. */
  public DevicePresence after(DevicePresence earlier) {
    return switch (kind) {
      case CONNECTED -> this;
      case GONE -> earlier.session.equals(session) ? this : earlier;
      case PULLED -> earlier.kind == Kind.CONNECTED ? earlier : this;
    };
  }
}
