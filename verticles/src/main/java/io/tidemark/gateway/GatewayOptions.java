package io.tidemark.gateway;

import io.tidemark.config.Settings;

/**
 * What can be set about a node's connections.
 *
 * @param node this node's name, as devices see it in {@code welcome}
 * @param port 0 for any free one, the same for all event loops
 * @param maxConnections of this node; beyond: 1013
 * @param maxConnectionsPerUser on this node; beyond: 4429
 * @param writeQueueBytes waiting in one socket before its device counts as slow
 * @param messagesPerSecond that a device may send on average; beyond: 4429
 * @param loops event loops that share this node's devices
 * @param departuresPerSecond devices that are asked to leave, in a drain or for another home
 * @param drainMillis after which all have been asked, whatever the rate
 * @param hellosPerSecond devices that this node lets in; beyond: 1013 or 503
 * @param pipeline whose WebSockets they are
 */
public record GatewayOptions(
    String node,
    String host,
    int port,
    long heartbeatMillis,
    long helloMillis,
    int maxConnections,
    int maxConnectionsPerUser,
    int writeQueueBytes,
    int messagesPerSecond,
    int loops,
    int departuresPerSecond,
    long drainMillis,
    int hellosPerSecond,
    Settings.Pipeline pipeline) {

  public static GatewayOptions of(
      String node, Settings.Http http, Settings.Gateway gateway, int loops) {
    return new GatewayOptions(
        node,
        http.host(),
        http.port(),
        gateway.heartbeatSeconds() * 1000L,
        gateway.helloSeconds() * 1000L,
        gateway.maxConnections(),
        gateway.maxConnectionsPerUser(),
        gateway.writeQueueBytes(),
        gateway.messagesPerSecond(),
        loops,
        gateway.departuresPerSecond(),
        gateway.drainSeconds() * 1000L,
        gateway.hellosPerSecond(),
        gateway.pipeline());
  }
}
