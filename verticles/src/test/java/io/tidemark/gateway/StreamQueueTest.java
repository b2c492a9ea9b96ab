package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreamQueueTest {
  private final StreamQueue queue = new StreamQueue(100);

  @Test
  void a_stream_is_full_beyond_its_bytes_and_takes_more_again_at_half_of_them() {
    queue.wrote(100);
    assertThat(queue.isFull()).isFalse();
    queue.wrote(1);
    assertThat(queue.isFull()).isTrue();
    assertThat(queue.bytes()).isEqualTo(101);

    assertThat(queue.took(50)).as("51 are left").isFalse();
    assertThat(queue.isFull()).isTrue();
    assertThat(queue.took(1)).isTrue();
    assertThat(queue.isFull()).isFalse();
  }

  @Test
  void who_was_never_full_is_not_told_that_it_takes_more() {
    queue.wrote(80);
    assertThat(queue.took(80)).isFalse();
    assertThat(queue.bytes()).isZero();
  }
}
