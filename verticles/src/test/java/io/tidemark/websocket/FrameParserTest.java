package io.tidemark.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames of RFC 6455, good and bad, cut anywhere. */
class FrameParserTest {
  private static final int MOST = 65_536;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the RFC's masked text          | 818537fa213d7f9f4d5158                 | text Hello
          the same with a mask of zeros  | 81850000000048656c6c6f                 | text Hello
          its two fragments              | 01830000000048656c 8082000000006c6f    | text Hello
          an empty text                  | 818000000000                           | text
          an empty last fragment         | 01850000000048656c6c6f 808000000000    | text Hello
          a ping with a body             | 898500000000 48656c6c6f                | ping 48656c6c6f
          a ping without                 | 898012345678                           | ping
          a pong                         | 8a8012345678                           | pong
          a close that says nothing      | 888000000000                           | closed 1005
          a close with a status          | 88820000000003e8                       | closed 1000
          a close with a status of ours  | 888200000000 0fa0                      | closed 4000
          a close with a reason          | 888500000000 03e9 627965               | closed 1001 bye
          characters of all lengths      | 818a00000000 24c2a2e282acf09f9880      | text $¢€😀
          a character over two fragments | 018200000000e282 808100000000ac        | text €
          the replacement character      | 818300000000efbfbd                     | text �
          """)
  void what_may_be_sent_is_read(String what, String frames, String said) {
    assertThat(read(hex(frames)).stream().map(String::strip)).as(what).containsExactly(said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          an unmasked frame                     | 810548656c6c6f               | an unmasked frame
          the first reserved bit                | c18000000000                 | reserved bits
          the second                            | a18000000000                 | reserved bits
          the third                             | 918000000000                 | reserved bits
          a binary frame                        | 828000000000                 | binary frame
          opcode 3                              | 838000000000                 | opcode 3
          opcode 7                              | 878000000000                 | opcode 7
          opcode 11                             | 8b8000000000                 | opcode 11
          opcode 15                             | 8f8000000000                 | opcode 15
          a ping in fragments                   | 098000000000                 | control frame in fragments
          a pong in fragments                   | 0a8000000000                 | control frame in fragments
          a close in fragments                  | 088000000000                 | control frame in fragments
          a ping of 126 bytes                   | 89fe007e                     | more than 125 bytes
          a close with an endless length        | 88ff                         | more than 125 bytes
          a continuation of nothing             | 808000000000                 | continuation of nothing
          a continuation after a whole text     | 818000000000 808000000000    | continuation of nothing
          a text within a fragmented one        | 018000000000 818000000000    | within a fragmented one
          125 bytes in a length of two          | 81fe007d                     | length of 125
          0 bytes in a length of two            | 81fe0000                     | length of 0
          65535 bytes in a length of eight      | 81ff000000000000ffff         | length of 65535
          a length with its highest bit         | 81ff8000000000000001         | length of 9223372036854775809
          half a character                      | 818200000000e282             | not UTF-8
          a byte that begins no character       | 818100000000ff               | not UTF-8
          a surrogate                           | 818300000000eda080           | not UTF-8
          a character in too many bytes         | 818200000000c080             | not UTF-8
          beyond the last character             | 818400000000f4908080         | not UTF-8
          bad bytes over two fragments          | 018100000000e2 808100000000ff | not UTF-8
          a close with half a status            | 88810000000003               | status 0
          status 0                              | 8882000000000000             | status 0
          status 999                            | 88820000000003e7             | status 999
          status 1004                           | 88820000000003ec             | status 1004
          status 1005, which only stands for none | 88820000000003ed           | status 1005
          status 1006                           | 88820000000003ee             | status 1006
          status 1015                           | 88820000000003f7             | status 1015
          status 2999                           | 8882000000000bb7             | status 2999
          status 5000                           | 8882000000001388             | status 5000
          a reason that is not UTF-8            | 88830000000003e8ff           | reason is not UTF-8
          """)
  void what_breaks_a_rule_is_4400_and_nothing_is_read_after_it(
      String what, String frames, String why) {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    sent.writeBytes(hex(frames));
    sent.writeBytes(ClientFrames.text("later"));

    List<String> said = read(sent.toByteArray());

    assertThat(said.getLast()).as(what).startsWith("refused 4400 ").contains(why);
    assertThat(said).doesNotContain("text later");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 127, 128, 65_535, 65_536})
  void a_text_of_any_length_that_is_allowed(int length) {
    String text = "x".repeat(length);

    assertThat(read(ClientFrames.text(text))).containsExactly("text " + text);
  }

  @Test
  void one_byte_too_many_is_4413_before_it_has_come() {
    byte[] sent = ClientFrames.text("x".repeat(MOST + 1));

    assertThat(read(java.util.Arrays.copyOf(sent, 10)))
        .containsExactly("refused 4413 frame of 65537 bytes or more; at most 65536 are allowed");
  }

  @Test
  void fragments_are_too_large_together() {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    sent.writeBytes(ClientFrames.frame(false, ClientFrames.TEXT, new byte[40_000], 1));
    sent.writeBytes(ClientFrames.frame(false, ClientFrames.CONTINUATION, new byte[40_000], 2));

    assertThat(read(sent.toByteArray()))
        .containsExactly("refused 4413 frame of 80000 bytes or more; at most 65536 are allowed");
  }

  @Test
  void a_limit_holds_for_each_message_and_not_for_their_sum() {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    for (int message = 0; message < 3; message++) {
      sent.writeBytes(ClientFrames.text("x".repeat(40_000)));
    }

    assertThat(read(sent.toByteArray())).hasSize(3);
  }

  @Test
  void an_announcement_takes_no_room_and_what_has_come_at_most_twice_its_own() {
    FrameParser parser = new FrameParser(MOST);
    byte[] sent = ClientFrames.text("x".repeat(60_000));
    Heard heard = new Heard();
    for (int index = 0; index < sent.length; index++) {
      parser.read(ByteBuffer.wrap(sent, index, 1), heard);
      assertThat(parser.heldBytes()).isLessThanOrEqualTo(2 * (index + 1));
    }
    assertThat(heard.lines).hasSize(1);
    assertThat(parser.heldBytes()).isZero();
  }

  @Test
  void nothing_is_heard_after_a_close_or_after_it_was_stopped() {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    sent.writeBytes(ClientFrames.close(1000));
    sent.writeBytes(ClientFrames.text("later"));
    assertThat(read(sent.toByteArray())).containsExactly("closed 1000 ");

    FrameParser parser = new FrameParser(MOST);
    Heard heard = new Heard();
    parser.read(ByteBuffer.wrap(ClientFrames.text("half"), 0, 8), heard);
    parser.stop();
    ByteBuffer rest = ByteBuffer.wrap(ClientFrames.text("later"));
    parser.read(rest, heard);
    assertThat(heard.lines).isEmpty();
    assertThat(rest.hasRemaining()).isFalse();
    assertThat(parser.heldBytes()).isZero();
  }

  @Property(tries = 300)
  void however_messages_are_fragmented_and_bytes_are_cut_the_same_is_heard(@ForAll Random random) {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    List<String> messages = new ArrayList<>();
    for (int count = random.nextInt(6); count >= 0; count--) {
      String message = "aé€😀\n".repeat(random.nextInt(random.nextBoolean() ? 4 : 400));
      messages.add("text " + message);
      ClientFrames.message(sent, message.getBytes(StandardCharsets.UTF_8), random);
    }
    byte[] bytes = sent.toByteArray();
    List<String> whole = read(bytes);

    assertThat(whole.stream().filter(line -> line.startsWith("text"))).isEqualTo(messages);
    assertThat(readInPieces(bytes, random)).isEqualTo(whole);
  }

  @Property(tries = 500)
  void whatever_comes_is_read_to_its_end_and_refused_at_most_once(
      @ForAll @Size(max = 400) byte[] bytes, @ForAll Random random) {
    List<String> said = readInPieces(bytes, random);

    long ends =
        said.stream()
            .filter(line -> line.startsWith("refused") || line.startsWith("closed"))
            .count();
    assertThat(ends).isLessThanOrEqualTo(1);
    assertThat(read(bytes)).isEqualTo(said);
  }

  private static List<String> read(byte[] bytes) {
    Heard heard = new Heard();
    ByteBuffer all = ByteBuffer.wrap(bytes);
    new FrameParser(MOST).read(all, heard);
    assertThat(all.hasRemaining()).isFalse();
    return heard.lines;
  }

  private static List<String> readInPieces(byte[] bytes, Random random) {
    Heard heard = new Heard();
    FrameParser parser = new FrameParser(MOST);
    int from = 0;
    while (from < bytes.length) {
      int length = Math.min(bytes.length - from, random.nextInt(random.nextBoolean() ? 3 : 200));
      parser.read(ByteBuffer.wrap(bytes, from, length), heard);
      from += length;
    }
    return heard.lines;
  }

  private static byte[] hex(String frames) {
    return HexFormat.of().parseHex(frames.replace(" ", ""));
  }
}
