package io.tidemark.gateway;

import io.tidemark.flow.DeviceName;
import io.tidemark.flow.FolderFeed;
import io.tidemark.flow.Watermark;
import io.tidemark.protocol.NamespaceInfo;
import io.tidemark.protocol.ServerFrame;
import io.tidemark.session.Delivery;
import io.tidemark.session.DeviceSession;
import io.tidemark.session.FollowingHost;
import io.tidemark.session.Greeting;
import io.tidemark.session.StartingPoint;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does for one connection what its following asks for: reads namespaces, follows, welcomes. */
final class ConnectionFollowing implements FollowingHost {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionFollowing.class);

  private final GatewayLoop loop;
  private final Connection connection;
  private final @Nullable String device;
  private @Nullable Throwable failure;

  /** What is to be asked when it is this device's turn; a following asks one thing at a time. */
  private @Nullable Supplier<Future<Greeting>> asked;

  private @Nullable Consumer<@Nullable Greeting> answered;

  ConnectionFollowing(GatewayLoop loop, Connection connection, @Nullable String device) {
    this.loop = loop;
    this.connection = connection;
    this.device = device;
  }

  @Override
  public void prepare(@Nullable StartingPoint said, Consumer<@Nullable Greeting> then) {
    ask(() -> Greetings.prepare(loop.node(), connection.caller(), device, said), then);
  }

  @Override
  public void read(StartingPoint start, boolean certain, Consumer<@Nullable Greeting> then) {
    ask(() -> Greetings.read(loop.node(), connection.caller().userId(), start, certain), then);
  }

  /** Its turn comes; until then the device waits, and nothing else does. */
  private void ask(Supplier<Future<Greeting>> question, Consumer<@Nullable Greeting> then) {
    asked = question;
    answered = then;
    loop.greetings().request(this);
  }

  /** It is this device's turn to ask; false if it has gone meanwhile. */
  boolean begin() {
    Supplier<Future<Greeting>> question = asked;
    Consumer<@Nullable Greeting> then = answered;
    asked = null;
    answered = null;
    if (question == null || then == null || !connection.isOpen()) {
      return false;
    }
    loop.onLoop(
        question.get(),
        result -> {
          loop.greetings().finished();
          if (result.failed()) {
            failed(result.cause());
          }
          then.accept(result.result());
        });
    return true;
  }

  private void failed(Throwable cause) {
    failure = cause;
    loop.node().metrics().greetingFailed();
    loop.mayWarn()
        .ifPresent(quiet ->
            LOG.warn(
                "namespaces not read user={} device={} alsoUnsaid={} cause='{}'",
                connection.caller().user(),
                device,
                quiet,
                String.valueOf(cause)));
  }

  @Override
  public void follow(UUID ns) {
    loop.follow(ns, connection);
  }

  @Override
  public void unfollow(UUID ns) {
    loop.unfollow(ns, connection);
  }

  @Override
  public boolean recentHeads(
      Iterable<UUID> namespaces, long sinceNanos, FolderFeed.HeadReceiver receiver) {
    return loop.feed().recentHeads(namespaces, sinceNanos, receiver);
  }

  @Override
  public boolean isMuted(UUID ns) {
    return loop.feed().isMuted(ns);
  }

  @Override
  public Delivery begin(DeviceSession session) {
    Delivery begun = new Delivery(connection.transport(), loop, session);
    connection.deliverBy(begun);
    return begun;
  }

  @Override
  public void welcome(List<NamespaceInfo> namespaces) {
    GatewayOptions options = loop.node().options();
    send(
        new ServerFrame.Welcome(
            connection.session(),
            options.node(),
            (int) Math.ceilDiv(options.heartbeatMillis(), 1000L),
            namespaces));
  }

  @Override
  public void send(ServerFrame frame) {
    connection.transport().send(frame);
  }

  @Override
  public void remember(UUID ns, Watermark watermark) {
    String known = device;
    if (known != null && connection.transport().remembered()) {
      loop.node()
          .watermarks()
          .put(new DeviceName(connection.caller().user(), known), ns, watermark);
    }
  }

  @Override
  public void forget(UUID ns) {
    loop.node().watermarks().forget(connection.caller().user(), ns);
  }

  @Override
  public void expiresAt(long millis) {
    connection.followsUntil(millis);
  }

  @Override
  public void refuse() {
    Throwable cause = failure;
    Refusal refusal =
        Refusal.of(cause == null ? new IllegalStateException("no namespaces") : cause);
    connection.close(refusal.code(), refusal.text());
  }
}
