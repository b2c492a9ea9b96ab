package io.tidemark.websocket;

import io.tidemark.protocol.CloseCode;

/** What a client's frames say. After {@link #closed} and {@link #refused} nothing comes. */
public interface FrameSink {
  /** No status was given (RFC 6455, 7.1.5). */
  int NO_STATUS = 1005;

  /** A whole message, its fragments joined. */
  void text(String message);

  void ping(byte[] payload);

  void pong();

  /** The client ends the connection. */
  void closed(int status, String reason);

  /** The client broke a rule or a limit: nothing that it sends from now on can be read. */
  void refused(CloseCode code, String why);
}
