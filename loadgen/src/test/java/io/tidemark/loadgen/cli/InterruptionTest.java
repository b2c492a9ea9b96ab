package io.tidemark.loadgen.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.loadgen.client.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class InterruptionTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @Test
  void a_run_that_is_not_interrupted_comes_to_its_end() {
    try (Interruption interruption = new Interruption()) {
      assertThat(interruption.completes(() -> {})).isTrue();
      assertThat(interruption.happened()).isFalse();
    }
  }

  @Test
  void an_interrupted_run_ends_at_once_and_its_report_can_still_wait() throws Exception {
    Interruption interruption = new Interruption();
    CountDownLatch waiting = new CountDownLatch(1);
    Thread signal =
        Thread.ofPlatform()
            .start(() -> {
              try {
                waiting.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              interruption.interrupt();
            });
    Future<Void> never = Promise.<Void>promise().future();
    boolean whole =
        interruption.completes(() -> {
          waiting.countDown();
          Await.of(never, LIMIT);
        });
    assertThat(whole).isFalse();
    assertThat(interruption.happened()).isTrue();
    assertThat(Await.of(Future.succeededFuture("told"), LIMIT)).isEqualTo("told");
    assertThat(signal.isAlive()).isTrue();
    interruption.close();
    signal.join();
  }

  @Test
  void a_run_that_fails_by_itself_fails_as_ever() {
    try (Interruption interruption = new Interruption()) {
      assertThatThrownBy(() ->
              interruption.completes(() -> {
                throw new IllegalStateException("broken");
              }))
          .hasMessage("broken");
    }
  }
}
