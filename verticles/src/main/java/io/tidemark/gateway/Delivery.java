package io.tidemark.gateway;

import io.tidemark.flow.CatchUpPage;
import io.tidemark.flow.Delta;
import io.tidemark.flow.EncodedDelta;
import io.tidemark.gateway.CatchUpPlan.Step;
import io.tidemark.protocol.Limits;
import io.tidemark.protocol.ServerFrame;
import io.vertx.core.AsyncResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings to one device what its session says: shared pushes, and what it is owed. */
final class Delivery {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  private final GatewayLoop loop;
  private final DeviceTransport transport;
  private final DeviceSession session;
  private boolean started;
  private boolean ended;
  private boolean waitsForRead;
  private boolean waitsForCursor;

  Delivery(GatewayLoop loop, DeviceTransport transport, DeviceSession session) {
    this.loop = loop;
    this.transport = transport;
    this.session = session;
  }

  DeviceSession session() {
    return session;
  }

  boolean started() {
    return started;
  }

  /** The device has its welcome: from now on it can be sent something. */
  void start() {
    started = true;
    pump();
  }

  void end() {
    ended = true;
  }

  /**
   * A push that came by.
   *
   * @return by how many entries the device advanced; 0 if the push was not for it, or not now
   */
  long offer(EncodedDelta delta) {
    long advance = session.offer(delta.ns(), delta.epoch(), delta.from(), delta.to(), canWrite());
    if (advance > 0) {
      // Devices that stand in the middle of it, just caught up, get nothing twice.
      transport.push(delta.after(delta.to() - advance));
      moved();
    } else {
      pump();
    }
    return advance;
  }

  /** Goes on with what the device is owed, as far as its socket allows. */
  void pump() {
    if (!canWrite()) {
      return;
    }
    if (session.owes()) {
      if (!waitsForRead && !session.deferred()) {
        waitsForRead = true;
        loop.reads().request(this);
      }
    } else if (session.becomesLive()) {
      sendCursor();
    }
  }

  /** It is this device's turn to read; false if there is nothing to read. */
  boolean read() {
    waitsForRead = false;
    Track track = canWrite() ? session.startRead() : null;
    if (track == null) {
      return false;
    }
    long after = track.sent;
    loop.node().metrics().read();
    loop.onLoop(
        loop.node().source().read(track.ns, after, Limits.JOURNAL_PAGE),
        answer -> {
          if (!ended && session.awaits(track)) {
            session.finishRead(track, answered(track, after, answer));
            if (session.deferred()) {
              loop.retryLater(this);
            }
          }
          loop.reads().finished();
          pump();
        });
    return true;
  }

  private boolean answered(Track track, long after, AsyncResult<CatchUpPage> answer) {
    try {
      if (answer.succeeded()) {
        return take(track, after, answer.result());
      }
      LOG.warn(
          "catch-up read failed ns={} after={} cause='{}'",
          track.ns,
          after,
          String.valueOf(answer.cause()));
    } catch (RuntimeException e) {
      LOG.error("catch-up page cannot be used ns={} after={}", track.ns, after, e);
    }
    loop.node().metrics().readFailed();
    return false;
  }

  /** Reading brought nothing a moment ago; it may now. */
  void retry() {
    session.resume();
    pump();
  }

  /** Tells the device where it stands, if the socket takes it; otherwise later. */
  void sendCursor() {
    waitsForCursor = false;
    if (!session.live()) {
      return;
    }
    if (canWrite()) {
      transport.send(new ServerFrame.Live(loop.node().cursors().encode(session.cursor())));
    } else {
      moved();
    }
  }

  /** Returns whether the device came closer to the journal's end, or reading again makes sense. */
  private boolean take(Track track, long after, CatchUpPage page) {
    session.learned(track, page.epoch(), page.head());
    boolean progress = track.sent > after;
    for (Step step : CatchUpPlan.of(track.ns, track.epoch, track.sent, page, Limits.JOURNAL_PAGE)) {
      progress = true;
      if (!canWrite()) {
        break;
      }
      switch (step) {
        case Step.Send(Delta delta) -> {
          loop.node().metrics().caughtUp(delta.to() - delta.from(), session.live());
          transport.push(EncodedDelta.of(delta));
          session.sent(track, delta.to());
        }
        case Step.Reset(int epoch, long head) -> reset(track, epoch, head);
      }
      moved();
    }
    return progress;
  }

  /** Has the device take a snapshot; what comes after {@code head} follows. */
  void reset(Track track, int epoch, long head) {
    loop.node().metrics().reset();
    transport.send(new ServerFrame.Reset(track.ns, epoch, head));
    session.reset(track, epoch, head);
  }

  private void moved() {
    if (!waitsForCursor && transport.needsCursors() && session.live()) {
      waitsForCursor = true;
      loop.cursorLater(this);
    }
  }

  private boolean canWrite() {
    return started && !ended && transport.writable();
  }
}
