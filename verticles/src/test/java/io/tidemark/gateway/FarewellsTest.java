package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.tidemark.websocket.FrameSocket;
import io.tidemark.websocket.SocketTurn;
import org.junit.jupiter.api.Test;

class FarewellsTest {

  @Test
  void who_does_not_go_in_time_is_ended_and_not_before() {
    Farewells farewells = new Farewells();
    EmbeddedChannel first = leaves(farewells, 100);
    EmbeddedChannel second = leaves(farewells, 150);

    farewells.tick(99 + Farewells.MILLIS);
    assertThat(first.isOpen()).isTrue();
    farewells.tick(100 + Farewells.MILLIS);
    assertThat(first.isOpen()).isFalse();
    assertThat(second.isOpen()).isTrue();
    farewells.tick(1_000 + Farewells.MILLIS);
    assertThat(second.isOpen()).isFalse();
    farewells.tick(2_000 + Farewells.MILLIS);
  }

  private static EmbeddedChannel leaves(Farewells farewells, long nowMillis) {
    FrameSocket socket =
        new FrameSocket(new SocketTurn(Runnable::run, Runnable::run, _ -> false), 100);
    EmbeddedChannel channel = new EmbeddedChannel(socket);
    farewells.add(socket, nowMillis);
    return channel;
  }
}
