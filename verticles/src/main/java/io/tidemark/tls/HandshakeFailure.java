package io.tidemark.tls;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a client and the listener did not come to speak TLS, as a metric and a log line tell it. */
enum HandshakeFailure {
  VERSION("the client speaks no TLS 1.3; expected it"),
  PLAIN_TEXT("plain text came where TLS is spoken; expected https or wss"),
  TIMEOUT("the handshake did not end in time (tls.handshakeSeconds)"),
  UNTRUSTED("the client does not trust the certificate"),
  /** As by a probe that only looks whether the port is open. */
  CLOSED("the client went away"),
  OTHER("the handshake failed");

  private static final int CAUSES_MOST = 10;

  private final String meaning;

  HandshakeFailure(String meaning) {
    this.meaning = meaning;
  }

  String meaning() {
    return meaning;
  }

  String tag() {
    return name().toLowerCase(Locale.ROOT);
  }

  static HandshakeFailure of(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < CAUSES_MOST && cause != null; i++) {
      HandshakeFailure known = known(cause);
      if (known != null) {
        return known;
      }
      cause = cause.getCause();
    }
    return OTHER;
  }

  /** Engines have no types for what they say: their words differ, and are pinned by tests. */
  private static @Nullable HandshakeFailure known(Throwable cause) {
    String said = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    return switch (cause) {
      case SslHandshakeTimeoutException _ -> TIMEOUT;
      case NotSslRecordException _ -> PLAIN_TEXT;
      case ClosedChannelException _ -> CLOSED;
      case Throwable _
          when said.contains("unsupported_protocol")
              || said.contains("not enabled or supported")
              || said.contains("no appropriate protocol") ->
          VERSION;
      case Throwable _
          when said.contains("certificate_unknown")
              || said.contains("unknown_ca")
              || said.contains("bad_certificate") ->
          UNTRUSTED;
      case Throwable _ when said.contains("http_request") -> PLAIN_TEXT;
      case Throwable _ when said.contains("connection closed") -> CLOSED;
      case IOException _ when said.contains("connection reset") -> CLOSED;
      default -> null;
    };
  }
}
