package io.tidemark.config;

/**
 * Where the three servers of a cluster are; an empty address stands for an embedded server.
 *
 * @param postgresUri {@code postgresql://user:password@host:port/database}
 * @param redisUri {@code redis://host:port}
 * @param kafkaBootstrap {@code host:port[,host:port…]}
 */
public record Servers(String postgresUri, String redisUri, String kafkaBootstrap) {}
