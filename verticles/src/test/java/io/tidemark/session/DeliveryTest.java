package io.tidemark.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.flow.CatchUpPage;
import io.tidemark.flow.Delta;
import io.tidemark.flow.EncodedDelta;
import io.tidemark.protocol.Cursor;
import io.tidemark.protocol.ResetReason;
import io.tidemark.protocol.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeliveryTest {
  private static final UUID NS = new UUID(0, 1);

  private final Host host = new Host();
  private final DeviceSession session = new DeviceSession(1);
  private final Delivery delivery = new Delivery(host, host, session);

  private void push(long from, long to) {
    delivery.offer(EncodedDelta.of(new Delta(NS, 1, from, to, List.of(), true, 0)));
  }

  @Test
  void a_device_that_is_owed_nothing_is_live_with_its_welcome() {
    session.open(NS, 1, 5, 5);
    delivery.start();
    assertThat(host.live()).isEqualTo(1);
  }

  @Test
  void what_is_owed_and_comes_by_as_a_push_makes_it_live_at_once() {
    session.open(NS, 1, 5, 7);
    delivery.start();
    assertThat(host.live()).isZero();
    push(5, 8);
    assertThat(host.live()).isEqualTo(1);
    assertThat(delivery.beginRead()).isNull();
    assertThat(host.live()).isEqualTo(1);
  }

  @Test
  void what_is_owed_and_the_device_turns_out_to_have_makes_it_live_when_its_turn_comes() {
    session.open(NS, 1, 5, 7);
    delivery.start();
    session.acked(session.track(NS), 7);
    assertThat(delivery.beginRead()).isNull();
    assertThat(host.live()).isEqualTo(1);
  }

  @Test
  void a_device_whose_socket_is_full_is_told_when_it_can_take_it() {
    session.open(NS, 1, 5, 7);
    delivery.start();
    host.writable = false;
    session.acked(session.track(NS), 7);
    assertThat(delivery.beginRead()).isNull();
    assertThat(host.live()).isZero();
    host.writable = true;
    delivery.pump();
    assertThat(host.live()).isEqualTo(1);
  }

  @Test
  void a_read_that_brings_nothing_does_not_make_it_live() {
    session.open(NS, 1, 5, 7);
    delivery.start();
    ReadRequest request = delivery.beginRead();
    assertThat(request).isNotNull();
    delivery.readAnswered(request, new CatchUpPage(1, 5, List.of()));
    assertThat(host.live()).isZero();
    assertThat(host.retries).isEqualTo(1);
  }

  /** One device, and the loop it is on. */
  private static final class Host implements DeviceOutlet, DeliveryHost {
    private final List<ServerFrame> frames = new ArrayList<>();
    private boolean writable = true;
    private int retries;

    private long live() {
      return frames.stream().filter(ServerFrame.Live.class::isInstance).count();
    }

    @Override
    public boolean writable() {
      return writable;
    }

    @Override
    public void push(EncodedDelta delta) {}

    @Override
    public void send(ServerFrame frame) {
      frames.add(frame);
    }

    @Override
    public boolean needsCursors() {
      return false;
    }

    @Override
    public void wantsRead(Delivery asking) {}

    @Override
    public void retryLater(Delivery asking) {
      retries++;
    }

    @Override
    public void cursorLater(Delivery asking) {}

    @Override
    public String encode(Cursor cursor) {
      return "cursor";
    }

    @Override
    public void caughtUp(long entries, boolean isLive) {}

    @Override
    public void wasReset(ResetReason reason) {}
  }
}
