package io.tidemark.websocket;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * The sockets of one event loop that were written to in this turn: each is flushed once, when the
 * turn ends, however much was written to it. Only that loop touches it.
 */
public final class SocketTurn {
  private final Executor turnEnd;
  private final Executor context;
  private final Predicate<Object> ends;
  private final Runnable end = this::end;
  private final List<Runnable> atEnd = new ArrayList<>(1);
  private List<FrameSocket> written = new ArrayList<>();
  private List<FrameSocket> flushed = new ArrayList<>();
  private boolean endIsDue;

  /**
   * @param turnEnd runs a task when the loop has done all that was there to do
   * @param context runs a task at once, as the loop's own code expects to be run
   * @param ends whether an event of the channel's means that the server goes down
   */
  public SocketTurn(Executor turnEnd, Executor context, Predicate<Object> ends) {
    this.turnEnd = turnEnd;
    this.context = context;
    this.ends = ends;
  }

  /** Whenever a turn ends in which {@link #endLater} was called, after the sockets are flushed. */
  public void atEnd(Runnable task) {
    atEnd.add(task);
  }

  /** Something has to be done when this turn ends. */
  public void endLater() {
    if (!endIsDue) {
      endIsDue = true;
      turnEnd.execute(end);
    }
  }

  void wrote(FrameSocket socket) {
    written.add(socket);
    endLater();
  }

  void run(Runnable task) {
    context.execute(task);
  }

  boolean isEnd(Object event) {
    return ends.test(event);
  }

  /** Flushes what was written so far, where nothing more is to be expected in this turn. */
  public void flush() {
    List<FrameSocket> now = written;
    written = flushed;
    for (FrameSocket socket : now) {
      socket.flush(); // May write to sockets again: those are flushed later.
    }
    now.clear();
    flushed = now;
  }

  private void end() {
    endIsDue = false;
    flush();
    atEnd.forEach(Runnable::run);
  }
}
