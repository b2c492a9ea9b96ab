package io.tidemark.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever a stranger sends, the codec reads a frame or refuses with a short message. */
class FrameFuzzTest {
  private static final List<String> CLIENT =
      Golden.client().stream().map(Golden.Frame::json).toList();
  private static final List<String> SERVER =
      Golden.server().stream().map(Golden.Frame::json).toList();
  private static final String[] PIECES = {
    "\u0000",
    "\ud800",
    "\\ud800",
    "\\u0000",
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    ":",
    "null",
    "true",
    "-1",
    "1e999",
    "9007199254740993",
    "99999999999999999999999999999999999999",
    "\"type\":",
    "\"device\":7",
    "\ufeff",
    "/*",
    "0",
    "00",
    "-",
    "\\",
    "NaN",
    "\"watermarks\":{",
    "é",
    "😀"
  };

  @Property(tries = 5000)
  void random_text_is_refused_or_read(@ForAll String text) {
    survives(text);
  }

  @Property(tries = 5000)
  void random_bytes_are_refused_or_read(@ForAll byte[] bytes) {
    survives(new String(bytes, StandardCharsets.UTF_8));
    try {
      ChangeCodec.decode(bytes);
    } catch (MalformedException refusal) {
      assertThat(refusal.getMessage().length()).isLessThan(400);
    }
  }

  @Property(tries = 20_000)
  void a_frame_that_was_changed_at_random_is_refused_or_read(@ForAll long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder(pick(random, random.nextBoolean() ? CLIENT : SERVER));
    for (int change = random.nextInt(1, 5); change > 0 && !text.isEmpty(); change--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + random.nextInt(12));
      switch (random.nextInt(5)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, text.substring(at, end));
        case 2 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 3 -> text.replace(at, end, PIECES[random.nextInt(PIECES.length)]);
        default -> text.setCharAt(at, (char) random.nextInt(0x1_0000));
      }
    }
    survives(text.toString());
  }

  private static void survives(String text) {
    try {
      // What is read can be written, and is read the same again.
      ClientFrame frame = FrameCodec.decodeClient(text);
      assertThat(FrameCodec.decodeClient(FrameCodec.encode(frame))).isEqualTo(frame);
    } catch (MalformedException refusal) {
      assertThat(refusal.getMessage().length()).isLessThan(400);
    }
    try {
      ServerFrame frame = FrameCodec.decodeServer(text);
      assertThat(FrameCodec.decodeServer(FrameCodec.encode(frame))).isEqualTo(frame);
    } catch (MalformedException refusal) {
      assertThat(refusal.getMessage().length()).isLessThan(400);
    }
  }

  private static String pick(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
