package io.tidemark.folder;

import static io.tidemark.flow.Entries.change;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.flow.Delta;
import io.tidemark.flow.DeltaFormat;
import io.tidemark.flow.EncodedDelta;
import io.tidemark.flow.FolderFeed;
import io.tidemark.journal.Memories;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FolderVerticleTest {
  private static final UUID NS = new UUID(1, 1);
  private static final UUID OTHER = new UUID(1, 2);

  private final Vertx vertx = Vertx.vertx();
  private final FolderInterest interest = new FolderInterest(Memories.small());
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final FolderVerticle folders =
      new FolderVerticle(interest, 100, _ -> {}, InstantSource.system(), metrics);

  private final BlockingQueue<Long> notices = new ArrayBlockingQueue<>(100);
  private final AtomicReference<Double> open = new AtomicReference<>(0.0);

  /** An event loop with its interest and what it was handed. */
  private record Loop(FolderFeed.Subscription feed, BlockingQueue<EncodedDelta> deltas) {
    EncodedDelta next() throws InterruptedException {
      EncodedDelta delta = deltas.poll(20, TimeUnit.SECONDS);
      assertThat(delta).isNotNull();
      return delta;
    }
  }

  @BeforeEach
  void deploy() throws TimeoutException {
    vertx.deployVerticle(folders).await(20, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws TimeoutException {
    vertx.close().await(20, TimeUnit.SECONDS);
  }

  @Test
  void what_the_tail_delivers_is_in_its_window_when_the_call_returns() throws Exception {
    Loop loop = loop();
    loop.feed().add(NS);

    Double windows =
        folders
            .feedFrom(() -> {
              folders.accept(change(NS, 1, 0, 1));
              open.set(metrics.get("folder_windows").gauge().value());
              return Future.succeededFuture();
            })
            .map(_ -> open.get())
            .await(20, TimeUnit.SECONDS);

    assertThat(windows).isEqualTo(1.0);
    assertThat(loop.next().to()).isEqualTo(1);
  }

  @Test
  void one_encoding_is_shared_by_all_loops_with_interest() throws Exception {
    Loop first = loop();
    Loop second = loop();
    Loop third = loop();
    first.feed().add(NS);
    second.feed().add(NS);
    third.feed().add(OTHER);

    folders.accept(change(NS, 1, 0, 1));
    folders.accept(change(OTHER, 1, 0, 1));

    EncodedDelta delta = first.next();
    assertThat(second.next()).isSameAs(delta);
    assertThat(delta.text(0)).startsWith("{\"type\":\"delta\",\"ns\":\"" + NS);
    assertThat(new String(delta.bytes(DeltaFormat.EVENT, 0), StandardCharsets.UTF_8))
        .isEqualTo("event: delta\ndata: " + delta.text(0) + "\n\n");
    assertThat(third.next().ns()).isEqualTo(OTHER);
  }

  @Test
  void a_hot_folder_is_gathered_and_its_end_arrives() throws Exception {
    Loop loop = loop();
    loop.feed().add(NS);
    for (int seq = 0; seq < 50; seq++) {
      folders.accept(change(NS, 1, seq, seq + 1));
    }

    EncodedDelta first = loop.next();
    EncodedDelta second = loop.next();
    assertThat(first.to()).isEqualTo(1);
    assertThat(second.from()).isEqualTo(1);
    assertThat(second.to()).isEqualTo(50);
  }

  @Test
  void after_the_last_interest_is_gone_nothing_is_handed_over() throws Exception {
    Loop loop = loop();
    loop.feed().add(NS);
    loop.feed().add(OTHER);
    loop.feed().remove(NS);
    folders.accept(change(NS, 1, 0, 1));
    folders.accept(change(OTHER, 1, 0, 1));

    assertThat(loop.next().ns()).isEqualTo(OTHER);
    loop.feed().leave();
    assertThat(interest.isWanted(OTHER)).isFalse();
  }

  @Test
  void heads_that_passed_without_interest_can_be_asked_for() throws Exception {
    Loop loop = loop();
    long since = System.nanoTime();
    folders.accept(change(NS, 3, 4, 9));

    StringBuilder heads = new StringBuilder();
    boolean complete =
        loop.feed()
            .recentHeads(
                java.util.List.of(NS, OTHER),
                since,
                (ns, epoch, seq) ->
                    heads.append(ns).append(' ').append(epoch).append(' ').append(seq));

    assertThat(complete).isTrue();
    assertThat(heads).hasToString(NS + " 3 9");
  }

  @Test
  void a_head_that_is_known_from_elsewhere_is_told_to_each_loop_with_interest() throws Exception {
    Loop first = loop();
    Loop second = loop();
    Loop third = loop();
    first.feed().add(NS);
    second.feed().add(NS);
    third.feed().add(OTHER);

    interest.notice(NS, 1, 7);
    assertThat(notices.poll(20, TimeUnit.SECONDS)).isEqualTo(7);
    assertThat(notices.poll(20, TimeUnit.SECONDS)).isEqualTo(7);
    interest.notice(OTHER, 1, 8);
    assertThat(notices.poll(20, TimeUnit.SECONDS)).isEqualTo(8);
    assertThat(interest.namespaces()).containsExactlyInAnyOrder(NS, OTHER);
  }

  @Test
  void a_loop_is_told_whether_more_pushes_wait_behind_the_one_that_it_is_given() throws Exception {
    BlockingQueue<Boolean> more = new ArrayBlockingQueue<>(10);
    AtomicReference<FolderFeed.Subscription> feed = new AtomicReference<>();
    Context context = vertx.getOrCreateContext();
    context.runOnContext(_ -> {
      feed.set(
          interest.join(
              _ -> more.add(feed.get().morePushesWait()), (ns, epoch, seq) -> notices.add(seq)));
      feed.get().add(NS);
      EncodedDelta delta = EncodedDelta.of(new Delta(NS, 1, 0, 1, List.of(), false, 0));
      interest.deliver(delta);
      interest.notice(NS, 1, 1);
      interest.deliver(delta);
    });

    assertThat(more.poll(20, TimeUnit.SECONDS)).isTrue();
    assertThat(more.poll(20, TimeUnit.SECONDS)).isFalse();
  }

  private Loop loop() throws TimeoutException {
    BlockingQueue<EncodedDelta> deltas = new ArrayBlockingQueue<>(100);
    Promise<FolderFeed.Subscription> joined = Promise.promise();
    Context context = vertx.getOrCreateContext();
    context.runOnContext(
        _ -> joined.complete(interest.join(deltas::add, (ns, epoch, seq) -> notices.add(seq))));
    return new Loop(joined.future().await(20, TimeUnit.SECONDS), deltas);
  }
}
