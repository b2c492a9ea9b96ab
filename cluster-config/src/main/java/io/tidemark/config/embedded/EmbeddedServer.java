package io.tidemark.config.embedded;

/** One running server of the three. */
public sealed interface EmbeddedServer extends AutoCloseable
    permits EmbeddedPostgres, EmbeddedRedis, EmbeddedKafka {

  /** As log lines and messages call it. */
  String name();

  /** What a client connects to. */
  String address();

  long pid();

  boolean isAlive();

  /** Stops it, keeping its data; returns when it is gone. */
  @Override
  void close();
}
