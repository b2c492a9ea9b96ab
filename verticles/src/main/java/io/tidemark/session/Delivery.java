package io.tidemark.session;

import io.tidemark.flow.CatchUpPage;
import io.tidemark.flow.Delta;
import io.tidemark.flow.EncodedDelta;
import io.tidemark.protocol.Limits;
import io.tidemark.protocol.ResetReason;
import io.tidemark.protocol.ServerFrame;
import io.tidemark.session.CatchUpPlan.Step;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Brings to one device what its session says: shared pushes, and what it is owed.
 *
 * <p>The turn from catch-up to live is here and in {@link DeviceSession}: a push is written only
 * where it goes on from what was sent; whatever else there is is read, until nothing is owed.
 */
public final class Delivery {
  private final DeviceOutlet outlet;
  private final DeliveryHost host;
  private final DeviceSession session;
  private boolean started;
  private boolean ended;
  private boolean waitsForRead;
  private boolean waitsForCursor;

  public Delivery(DeviceOutlet outlet, DeliveryHost host, DeviceSession session) {
    this.outlet = outlet;
    this.host = host;
    this.session = session;
  }

  public DeviceSession session() {
    return session;
  }

  public DeviceOutlet outlet() {
    return outlet;
  }

  /** Whether the device is owed something, or would be if something came now. */
  public boolean holdsBack() {
    return !ended && (session.backlog() > 0 || !outlet.writable());
  }

  public boolean started() {
    return started;
  }

  /** The device has its welcome: from now on it can be sent something. */
  public void start() {
    started = true;
    pump();
  }

  /** Nothing is sent from now on. */
  public void end() {
    ended = true;
  }

  /**
   * A push that came by.
   *
   * @return by how many entries the device advanced; 0 if the push was not for it, or not now
   */
  public long offer(EncodedDelta delta) {
    long advance = session.offer(delta.ns(), delta.epoch(), delta.from(), delta.to(), canWrite());
    if (advance > 0) {
      // Devices that stand in the middle of it, just caught up, get nothing twice.
      outlet.push(delta.after(delta.to() - advance));
      moved();
      becomeLive();
    } else {
      pump();
    }
    return advance;
  }

  /**
   * The journal reaches to {@code seq}, as it is known from elsewhere than pushes.
   *
   * @return whether that was news for this device
   */
  public boolean notice(UUID ns, int epoch, long seq) {
    Track track = session.track(ns);
    boolean news = track != null && !track.renewed && track.lacks(epoch, seq);
    if (news) {
      session.offer(ns, epoch, seq, seq, false);
    }
    pump();
    return news;
  }

  /** Goes on with what the device is owed, as far as its socket allows. */
  public void pump() {
    if (!canWrite()) {
      return;
    }
    if (session.owes()) {
      if (outlet.owes()) {
        return;
      }
      if (!waitsForRead && !session.deferred()) {
        waitsForRead = true;
        host.wantsRead(this);
      }
    } else {
      becomeLive();
    }
  }

  /** What was owed may have come by as a push, or the device had it: then nothing is read. */
  private void becomeLive() {
    if (canWrite() && session.becomesLive()) {
      sendCursor();
    }
  }

  /** It is this device's turn to read: what; null if there is nothing. */
  public @Nullable ReadRequest beginRead() {
    waitsForRead = false;
    Track track = canWrite() ? session.startRead() : null;
    if (track == null) {
      becomeLive();
      return null;
    }
    return new ReadRequest(track, Limits.JOURNAL_PAGE);
  }

  /** What was read. */
  public void readAnswered(ReadRequest request, CatchUpPage page) {
    Track track = request.track();
    if (!ended && session.awaits(track)) {
      finish(track, take(track, request.after(), page));
    }
  }

  /** Nothing could be read, or what was could not be used. */
  public void readFailed(ReadRequest request) {
    if (!ended && session.awaits(request.track())) {
      finish(request.track(), false);
    }
  }

  private void finish(Track track, boolean progress) {
    session.finishRead(track, progress);
    if (session.deferred()) {
      host.retryLater(this);
    }
  }

  /** Reading brought nothing a moment ago; it may now. */
  public void retry() {
    session.resume();
    pump();
  }

  /** Tells the device where it stands, if the socket takes it; otherwise later. */
  public void sendCursor() {
    waitsForCursor = false;
    if (!session.live()) {
      return;
    }
    if (canWrite()) {
      outlet.send(new ServerFrame.Live(host.encode(session.cursor())));
    } else {
      moved();
    }
  }

  /** The device was told that it left something: the cursor that it has still names that. */
  public void left() {
    boolean hasCursor = session.live();
    pump();
    if (hasCursor && outlet.needsCursors()) {
      sendCursor();
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
          host.caughtUp(delta.to() - delta.from(), session.live());
          outlet.push(EncodedDelta.of(delta));
          session.sent(track, delta.to());
        }
        case Step.Reset(ResetReason reason, int epoch, long head) ->
            reset(track, reason, epoch, head);
      }
      moved();
    }
    return progress;
  }

  /** Has the device take a snapshot; what comes after {@code head} follows. */
  public void reset(Track track, ResetReason reason, int epoch, long head) {
    host.wasReset(reason);
    outlet.send(new ServerFrame.Reset(track.ns, epoch, head, reason));
    session.reset(track, epoch, head);
  }

  private void moved() {
    if (!waitsForCursor && outlet.needsCursors() && session.live()) {
      waitsForCursor = true;
      host.cursorLater(this);
    }
  }

  private boolean canWrite() {
    return started && !ended && outlet.writable();
  }
}
