package io.tidemark.gateway;

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
    int messagesPerSecond) {}
