package io.tidemark.loadgen.load;

import io.tidemark.loadgen.swarm.Due;
import io.tidemark.protocol.Change;
import io.tidemark.protocol.ChangeOp;
import io.tidemark.protocol.EntryKind;
import io.tidemark.protocol.FrameCodec;
import io.tidemark.protocol.ServerFrame;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** Broadcasts for a server that has no commits: a delta as a hub would send it, by POST. */
final class BroadcastWorkload implements Workload {
  private static final UUID NS = new UUID(0x5f1d9a3e8c414b7eL, 0x9d206a7c1e55b001L);

  private final String start;
  private long seq;

  BroadcastWorkload(URI publish) {
    this.start =
        "POST "
            + publish.getRawPath()
            + (publish.getRawQuery() == null ? "" : "?" + publish.getRawQuery())
            + " HTTP/1.1\r\nHost: "
            + publish.getAuthority()
            + "\r\nContent-Type: application/json\r\nContent-Length: ";
  }

  @Override
  public Exchange next(long intendedNanos) {
    long next = ++seq;
    byte[] body = delta(next, intendedNanos).getBytes(StandardCharsets.UTF_8);
    String head = start + body.length + "\r\n\r\n";
    Buffer request = Buffer.buffer(head).appendBytes(body);
    return new Exchange() {
      @Override
      public Buffer request() {
        return request;
      }

      @Override
      public int commits() {
        return 1;
      }

      @Override
      public void sent(long intended, long nowNanos) {}

      @Override
      public int answered(int status, Buffer answer, Recording errors, long nowNanos) {
        if (status < 200 || status > 299) {
          errors.error(String.valueOf(status), 1);
          return 0;
        }
        return 1;
      }

      @Override
      public void lost() {}
    };
  }

  /** The same fields as the delta of a commit by {@link CommitWorkload} has. */
  static String delta(long seq, long intendedNanos) {
    Change change =
        new Change(
            seq,
            ChangeOp.COMMIT,
            EntryKind.FILE,
            NS,
            null,
            "file-00000",
            "/file-00000",
            seq + 1,
            1_024,
            Instant.now().truncatedTo(ChronoUnit.MICROS),
            "load-00000000-0",
            Due.device(intendedNanos),
            null,
            null,
            null);
    return FrameCodec.encode(
        new ServerFrame.Delta(NS, 1, seq - 1, seq, List.of(change), false, 0, null));
  }
}
