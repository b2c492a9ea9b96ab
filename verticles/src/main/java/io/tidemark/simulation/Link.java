package io.tidemark.simulation;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * One connection between a device and a node. Both directions keep their order and are late; the
 * one to the device has a send buffer, and goes as fast as the device reads.
 */
final class Link {
  private static final long LATENCY_MICROS_MIN = 100;
  private static final long LATENCY_MICROS_MAX = 80_000;
  private static final long FRAME_MICROS = 200;

  private final Scheduler scheduler;
  private final Dice dice;
  private final int bufferFrames;
  private final ArrayDeque<HubMessage> buffer = new ArrayDeque<>();
  private Consumer<HubMessage> device = _ -> {};
  private Consumer<DeviceMessage> hub = _ -> {};
  private Runnable drained = () -> {};
  private Runnable gone = () -> {};
  private long toDeviceMicros;
  private long toHubMicros;
  private long readMicros = FRAME_MICROS;
  private boolean sending;
  private boolean silent;
  private boolean cut;
  private boolean wasFull;

  Link(Scheduler scheduler, Dice dice, int bufferFrames) {
    this.scheduler = scheduler;
    this.dice = dice;
    this.bufferFrames = bufferFrames;
  }

  void onDevice(Consumer<HubMessage> receiver) {
    device = receiver;
  }

  void onHub(Consumer<DeviceMessage> receiver) {
    hub = receiver;
  }

  /** Called when the send buffer was full and is no longer. */
  void onDrained(Runnable action) {
    drained = action;
  }

  /** Called when the hub's end finds out that the connection was cut. */
  void onCut(Runnable action) {
    gone = action;
  }

  void tellHub() {
    gone.run();
  }

  /** How long the device takes to read a frame. */
  void readMicros(long micros) {
    readMicros = micros;
  }

  void readAtFullSpeed() {
    readMicros = FRAME_MICROS;
  }

  boolean writable() {
    return buffer.size() < bufferFrames;
  }

  int queued() {
    return buffer.size();
  }

  void toDevice(HubMessage frame) {
    if (!cut) {
      buffer.add(frame);
      wasFull |= !writable();
      transmit();
    }
  }

  private void transmit() {
    if (sending || buffer.isEmpty() || silent) {
      return;
    }
    sending = true;
    scheduler.after(readMicros, this::transmitted);
  }

  private void transmitted() {
    sending = false;
    if (cut || silent) {
      return;
    }
    HubMessage frame = buffer.poll();
    if (frame != null) {
      toDeviceMicros = arrival(toDeviceMicros);
      scheduler.at(toDeviceMicros, () -> arrive(device, frame));
    }
    if (wasFull && buffer.size() <= bufferFrames / 2) {
      wasFull = false;
      drained.run();
    }
    transmit();
  }

  void toHub(DeviceMessage message) {
    if (!cut && !silent) {
      toHubMicros = arrival(toHubMicros);
      scheduler.at(toHubMicros, () -> arrive(hub, message));
    }
  }

  private long arrival(long before) {
    return Math.max(
        before, scheduler.nowMicros() + dice.skewed(LATENCY_MICROS_MIN, LATENCY_MICROS_MAX));
  }

  private <T> void arrive(Consumer<T> receiver, T message) {
    if (!cut && !silent) {
      receiver.accept(message);
    }
  }

  /** Nothing passes from now on, and nobody is told. */
  void silence() {
    silent = true;
  }

  /** It is over; what was on its way is lost. */
  void cut() {
    cut = true;
    buffer.clear();
  }

  boolean isCut() {
    return cut;
  }

  boolean isSilent() {
    return silent;
  }
}
