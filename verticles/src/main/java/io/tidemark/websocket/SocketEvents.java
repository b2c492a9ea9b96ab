package io.tidemark.websocket;

import io.tidemark.protocol.CloseCode;

/** What happens on one socket, on its event loop. */
public interface SocketEvents {

  /** A whole message. */
  void text(String message);

  /** The client asked whether we live, and was answered. */
  void pinged();

  /** The client shows that it lives. */
  void heard();

  /** The client broke a rule or a limit; the socket is to be closed with that. */
  void refused(CloseCode code, String why);

  /** The socket takes more again. */
  void drained();

  /** The connection is no more, whoever ended it; the last that is heard. */
  void gone();

  /** Handling one of these failed. */
  void failed(RuntimeException cause);
}
