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
    int messagesPerSecond) {

  public static GatewayOptions of(String node, Settings.Http http, Settings.Gateway gateway) {
    return new GatewayOptions(
        node,
        http.host(),
        http.port(),
        gateway.heartbeatSeconds() * 1000L,
        gateway.helloSeconds() * 1000L,
        gateway.maxConnections(),
        gateway.maxConnectionsPerUser(),
        gateway.writeQueueBytes(),
        gateway.messagesPerSecond());
  }
}
