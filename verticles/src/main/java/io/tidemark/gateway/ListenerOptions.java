package io.tidemark.gateway;

import io.tidemark.protocol.Limits;
import io.tidemark.tls.Tls;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How the port is listened on: every limit of HTTP/1.1, HTTP/2 and WebSockets stands here. */
final class ListenerOptions {
  /** Room for a frame that is a little too large, so that we and not Vert.x say so. */
  private static final int FRAME_BYTES_READ = 2 * Limits.FRAME_BYTES;

  /** A cursor of some hundred namespaces and a token, both in the URL. */
  private static final int URL_BYTES_MAX = 65_536;

  private static final int ACCEPT_BACKLOG = 4096;

  /** One more than a connection waits for by itself, with its words for it. */
  private static final int SILENT_HEARTBEATS = 4;

  /** Requests at the same time on one HTTP/2 connection; more wait at the client. */
  static final int STREAMS_MAX = 100;

  /** Streams that a client may break off in a window; beyond, its connection ends. */
  static final int RESETS_MAX = 200;

  private static final int RESETS_WINDOW_SECONDS = 30;

  private ListenerOptions() {}

  static HttpServerOptions of(GatewayOptions options, Optional<Tls> tls) {
    HttpServerOptions listener =
        new HttpServerOptions()
            .setHost(options.host())
            // Below zero: any free port, but the same for all loops.
            .setPort(options.port() == 0 ? -1 : options.port())
            .setAcceptBacklog(ACCEPT_BACKLOG)
            // What heartbeats write into an event stream nobody answers but the device's kernel.
            .setTcpUserTimeout(
                (int) Math.min(Integer.MAX_VALUE, SILENT_HEARTBEATS * options.heartbeatMillis()))
            .setMaxInitialLineLength(URL_BYTES_MAX)
            .setMaxHeaderSize(URL_BYTES_MAX)
            .setWebSocketSubProtocols(List.of(WebSocketEndpoint.SUBPROTOCOL))
            .setMaxWebSocketFrameSize(FRAME_BYTES_READ)
            .setMaxWebSocketMessageSize(FRAME_BYTES_READ)
            .setPerMessageWebSocketCompressionSupported(false)
            .setPerFrameWebSocketCompressionSupported(false)
            // HTTP/2 is for who agreed on it in the TLS handshake.
            .setHttp2ClearTextEnabled(false)
            .setInitialSettings(
                new Http2Settings()
                    .setMaxConcurrentStreams(STREAMS_MAX)
                    .setMaxHeaderListSize(URL_BYTES_MAX))
            .setHttp2RstFloodMaxRstFramePerWindow(RESETS_MAX)
            .setHttp2RstFloodWindowDuration(RESETS_WINDOW_SECONDS)
            .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS);
    tls.ifPresent(secure -> secure.apply(listener));
    return listener;
  }
}
