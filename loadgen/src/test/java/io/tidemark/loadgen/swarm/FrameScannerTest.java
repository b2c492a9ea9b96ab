package io.tidemark.loadgen.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loadgen.device.Micros;
import io.tidemark.protocol.Change;
import io.tidemark.protocol.ChangeOp;
import io.tidemark.protocol.EntryKind;
import io.tidemark.protocol.FrameCodec;
import io.tidemark.protocol.MalformedException;
import io.tidemark.protocol.ServerFrame;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class FrameScannerTest {
  private final FrameScanner scanner = new FrameScanner();

  @Test
  void reads_of_any_delta_what_a_full_parse_reads() {
    Random random = new Random(7);
    for (int i = 0; i < 3_000; i++) {
      ServerFrame.Delta delta = delta(random);
      scan(FrameCodec.encode(delta));
      assertThat(scanner.type).isEqualTo(FrameScanner.Type.DELTA);
      assertThat(new UUID(scanner.nsHigh, scanner.nsLow)).isEqualTo(delta.ns());
      assertThat(scanner.epoch).isEqualTo(delta.epoch());
      assertThat(scanner.from).isEqualTo(delta.from());
      assertThat(scanner.to).isEqualTo(delta.to());
      assertThat(scanner.truncated).isEqualTo(delta.truncated());
      assertThat(scanner.pullAfterMillis).isEqualTo(delta.pullAfterMs());
      assertThat(scanner.count).isEqualTo(delta.changes().size());
      for (int c = 0; c < scanner.count; c++) {
        Change change = delta.changes().get(c);
        assertThat(scanner.seqs[c]).isEqualTo(change.seq());
        assertThat(scanner.stamps[c]).isEqualTo(Micros.of(change.timestamp()));
      }
    }
  }

  @Test
  void takes_no_delta_that_is_cut_off_anywhere() {
    String whole = FrameCodec.encode(delta(new Random(3)));
    byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < bytes.length; length++) {
      scanner.scan(bytes, 0, length);
      assertThat(scanner.type).as("%d bytes", length).isEqualTo(FrameScanner.Type.UNREADABLE);
    }
  }

  @Test
  void takes_nothing_damaged_for_another_span_than_a_full_parse_does() {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = FrameCodec.encode(delta(random)).getBytes(StandardCharsets.UTF_8);
      bytes[random.nextInt(bytes.length)] = (byte) (' ' + random.nextInt(95));
      scanner.scan(bytes, 0, bytes.length);
      try {
        ServerFrame frame = FrameCodec.decodeServer(new String(bytes, StandardCharsets.UTF_8));
        if (frame instanceof ServerFrame.Delta delta) {
          assertThat(scanner.type).isEqualTo(FrameScanner.Type.DELTA);
          assertThat(scanner.from).isEqualTo(delta.from());
          assertThat(scanner.to).isEqualTo(delta.to());
        }
      } catch (MalformedException _) {
        // The scanner steps over what it does not need, so it may take what a full parse refuses.
      }
    }
  }

  @Test
  void a_frame_that_is_the_same_as_the_one_before_is_not_read_again() {
    String first = FrameCodec.encode(delta(new Random(1)));
    scan(first);
    long readings = scanner.readings();
    scan(first);
    assertThat(scanner.readings()).isEqualTo(readings);
    scan("{\"type\":\"pong\"}");
    scan(first);
    assertThat(scanner.readings()).isEqualTo(readings + 2);
    assertThat(scanner.type).isEqualTo(FrameScanner.Type.DELTA);
  }

  @Test
  void the_due_instant_comes_through_as_the_devices_name() {
    Change change = change(5, Instant.parse("2026-04-28T10:00:00Z"), Due.device(7_654_321_000L));
    scan(
        FrameCodec.encode(
            new ServerFrame.Delta(new UUID(1, 2), 1, 4, 5, List.of(change), false, 0, null)));
    assertThat(scanner.dues[0]).isEqualTo(7_654_321);
  }

  @Test
  void sees_changes_out_of_order_and_outside_of_their_delta() {
    List<Change> changes = new ArrayList<>();
    for (long seq : new long[] {6, 5, 9}) {
      changes.add(change(seq, Instant.EPOCH, "d"));
    }
    scan(
        FrameCodec.encode(new ServerFrame.Delta(new UUID(1, 2), 1, 4, 8, changes, false, 0, null)));
    assertThat(scanner.disordered()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-04-28T10:00:00Z",
        "2026-04-28T10:00:00.5Z",
        "2026-12-31T23:59:59.999999Z",
        "1970-01-01T00:00:00.000001Z",
        "2028-02-29T12:34:56.120Z"
      })
  void stamps_are_what_an_instant_says(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    assertThat(new Stamps().micros(bytes, 0, bytes.length))
        .isEqualTo(Micros.of(Instant.parse(text)));
  }

  private void scan(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    scanner.scan(bytes, 0, bytes.length);
  }

  private static ServerFrame.Delta delta(Random random) {
    long from = random.nextInt(1_000_000);
    int count = random.nextInt(4);
    List<Change> changes = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      Instant at =
          Instant.ofEpochSecond(random.nextInt(2_000_000_000), random.nextInt(1_000_000) * 1_000L);
      changes.add(change(from + i, at, "d"));
    }
    return new ServerFrame.Delta(
        new UUID(random.nextLong(), random.nextLong()),
        random.nextInt(5),
        from,
        from + count + random.nextInt(3),
        changes,
        random.nextBoolean(),
        random.nextInt(1_000),
        random.nextBoolean() ? null : "cursor");
  }

  private static Change change(long seq, Instant at, String device) {
    return new Change(
        seq,
        ChangeOp.COMMIT,
        EntryKind.FILE,
        new UUID(3, seq),
        null,
        "b\"\\{[😀",
        "/a/b\"\\{[😀",
        1,
        2,
        at,
        "alice",
        device,
        null,
        null,
        null);
  }
}
