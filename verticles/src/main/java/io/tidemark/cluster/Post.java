package io.tidemark.cluster;

import io.tidemark.config.cluster.ClusterKey;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Brings letters from node to node, each under the cluster's seal. */
final class Post {
  private static final String ADDRESS = "tidemark.cluster";

  private final Vertx vertx;
  private final ClusterKey key;
  private final String self;
  private final ClusterMetrics metrics;
  private final Consumer<Letter> receiver;
  private final MessageConsumer<Object> consumer;
  private final AtomicLong number = new AtomicLong();

  /**
   * @param receiver gets those of other nodes whose seal is right; on the event loop that calls
   *     this
   */
  Post(
      Vertx vertx, ClusterKey key, String self, ClusterMetrics metrics, Consumer<Letter> receiver) {
    this.vertx = vertx;
    this.key = key;
    this.self = self;
    this.metrics = metrics;
    this.receiver = receiver;
    this.consumer = vertx.eventBus().consumer(ADDRESS, this::receive);
  }

  /** To all other nodes; from any thread. It may be lost. */
  void send(Letter.Kind kind, JsonObject content) {
    byte[] letter = new Letter(kind, self, number.incrementAndGet(), content).encode();
    vertx.eventBus().publish(ADDRESS, Buffer.buffer(key.sealed(letter)));
  }

  private void receive(Message<Object> message) {
    if (!(message.body() instanceof Buffer sealed)) {
      metrics.refused(ClusterMetrics.Refused.MALFORMED);
      return;
    }
    byte[] opened;
    try {
      opened = key.opened(sealed.getBytes());
    } catch (IllegalArgumentException e) {
      metrics.refused(ClusterMetrics.Refused.SEAL);
      return;
    }
    Letter letter;
    try {
      letter = Letter.decode(opened);
    } catch (IllegalArgumentException e) {
      metrics.refused(ClusterMetrics.Refused.MALFORMED);
      return;
    }
    if (!letter.from().equals(self)) {
      receiver.accept(letter);
    }
  }

  void close() {
    consumer.unregister();
  }
}
