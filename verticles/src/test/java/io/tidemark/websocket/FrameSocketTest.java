package io.tidemark.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.LastHttpContent;
import io.tidemark.protocol.CloseCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One socket on a channel of memory. */
class FrameSocketTest {
  private final List<String> heard = new ArrayList<>();
  private final Transport transport = new Transport();
  private final EmbeddedChannel channel = new EmbeddedChannel(transport);
  private final Queue<Runnable> ends = new ArrayDeque<>();
  private final SocketTurn turn =
      new SocketTurn(ends::add, Runnable::run, "the server ends"::equals);
  private final FrameSocket socket = new FrameSocket(turn, 1_000);

  FrameSocketTest() {
    channel.pipeline().addLast(socket);
  }

  @AfterEach
  void nothing_is_left_behind() {
    channel.finishAndReleaseAll();
  }

  @Test
  void what_comes_before_it_begins_is_held_and_then_heard_in_order() {
    channel.writeInbound(bytes(ClientFrames.text("one")));
    channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
    channel.writeInbound(bytes(ClientFrames.text("two")));
    assertThat(heard).isEmpty();

    begin();
    channel.writeInbound(bytes(ClientFrames.text("three")));

    assertThat(heard).containsExactly("text one", "text two", "text three");
  }

  @Test
  void a_client_that_sends_much_before_it_is_heard_is_not_read_until_it_is() {
    channel.writeInbound(bytes(new byte[65_536]));
    assertThat(channel.config().isAutoRead()).isTrue();
    channel.writeInbound(bytes(new byte[1]));
    assertThat(channel.config().isAutoRead()).isFalse();

    begin();

    assertThat(channel.config().isAutoRead()).isTrue();
    assertThat(heard).singleElement().asString().startsWith("refused 4400");
  }

  @Test
  void several_messages_in_one_turn_are_flushed_once() {
    begin();
    socket.writeText("one");
    socket.writeText("two");
    socket.writePing();
    assertThat(transport.flushes).isZero();

    endTurn();

    assertThat(transport.flushes).isEqualTo(1);
    assertThat(out()).isEqualTo("8103" + hex("one") + "8103" + hex("two") + "8900");
    socket.writeText("three");
    endTurn();
    assertThat(transport.flushes).isEqualTo(2);
  }

  @Test
  void what_was_flushed_before_the_turn_ended_is_not_flushed_again() {
    begin();
    socket.writeText("one");
    turn.flush();
    assertThat(transport.flushes).isEqualTo(1);
    endTurn();
    assertThat(transport.flushes).isEqualTo(1);

    socket.writeText("two");
    turn.flush();
    socket.writeText("three");
    endTurn();
    assertThat(transport.flushes).isEqualTo(3);
  }

  @Test
  void the_end_of_a_turn_comes_once_and_after_the_flush() {
    begin();
    List<Integer> flushes = new ArrayList<>();
    turn.atEnd(() -> flushes.add(transport.flushes));
    socket.writeText("one");
    turn.endLater();
    endTurn();
    assertThat(flushes).containsExactly(1);
  }

  @Test
  void a_ping_is_answered_with_its_own_bytes() {
    begin();
    channel.writeInbound(bytes(ClientFrames.frame(true, ClientFrames.PING, ascii("hi"), 5)));
    endTurn();

    assertThat(out()).isEqualTo("8a02" + hex("hi"));
    assertThat(heard).containsExactly("pinged");
  }

  @Test
  void pings_of_a_client_that_takes_nothing_are_answered_once_by_the_last() {
    begin();
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(100, 200));
    transport.full = true;
    socket.writeText("x".repeat(300));
    endTurn();
    assertThat(socket.isWritable()).isFalse();
    assertThat(socket.queuedBytes()).isGreaterThan(300);
    for (String ping : List.of("a", "b", "c")) {
      channel.writeInbound(bytes(ClientFrames.frame(true, ClientFrames.PING, ascii(ping), 5)));
    }

    transport.full = false;
    channel.flushOutbound();
    endTurn();

    assertThat(out()).endsWith("8a01" + hex("c")).doesNotContain("8a01" + hex("b"));
    assertThat(heard).containsExactly("pinged", "pinged", "pinged", "drained");
  }

  @Test
  void a_clients_close_is_echoed_and_ends_the_connection() {
    begin();
    channel.writeInbound(bytes(ClientFrames.close(4000)));

    assertThat(out()).isEqualTo("88020fa0");
    assertThat(channel.isOpen()).isFalse();
    assertThat(heard).containsExactly("gone");
    assertThat(socket.isOpen()).isFalse();
  }

  @Test
  void a_close_without_a_status_is_echoed_without_one() {
    begin();
    channel.writeInbound(bytes(ClientFrames.frame(true, ClientFrames.CLOSE, new byte[0], 3)));

    assertThat(out()).isEqualTo("8800");
    assertThat(heard).containsExactly("gone");
  }

  @Test
  void our_close_waits_for_the_clients_and_nothing_is_sent_after_it() {
    begin();
    socket.writeText("last");
    socket.close(1001, "bye");
    socket.writeText("too late");
    socket.writePing();
    socket.close(4400, "again");
    channel.writeInbound(bytes(ClientFrames.frame(true, ClientFrames.PING, new byte[0], 5)));
    endTurn();
    assertThat(out()).isEqualTo("8104" + hex("last") + "880503e9" + hex("bye"));
    assertThat(channel.isOpen()).isTrue();
    assertThat(socket.isWritable()).isFalse();

    channel.writeInbound(bytes(ClientFrames.close(1001)));

    assertThat(channel.isOpen()).isFalse();
    assertThat(out()).isEmpty();
  }

  @Test
  void a_client_that_cannot_be_understood_is_told_why_and_read_no_further() {
    begin();
    channel.writeInbound(bytes(new byte[] {(byte) 0x83, (byte) 0x80}));
    assertThat(heard).singleElement().asString().startsWith("refused 4400 a frame with opcode 3");
    socket.close(CloseCode.MALFORMED.status(), "no");
    channel.writeInbound(bytes(ClientFrames.text("more")));
    channel.writeInbound(bytes(ClientFrames.close(1000)));

    assertThat(heard).hasSize(1);
    assertThat(out()).isEqualTo("88041130" + hex("no"));
    socket.abort();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void a_message_beyond_the_limit_is_refused() {
    begin();
    channel.writeInbound(bytes(ClientFrames.text("x".repeat(1_001))));

    assertThat(heard).singleElement().asString().startsWith("refused 4413");
  }

  @Test
  void a_connection_that_breaks_is_gone_once_and_its_bytes_are_given_back() {
    ByteBuf early = bytes(ClientFrames.text("never heard"));
    channel.writeInbound(early);
    assertThat(early.refCnt()).isZero();
    channel.pipeline().fireExceptionCaught(new IOException("reset"));
    assertThat(channel.isOpen()).isFalse();

    begin();
    assertThat(socket.isOpen()).isFalse();
    socket.writeText("nobody");
    socket.close(1001, "");
    socket.abort();
    assertThat(heard).isEmpty();
  }

  @Test
  void what_fails_while_it_is_handled_is_told_to_who_handles_it() {
    socket.begin(
        new Kept(heard) {
          @Override
          public void text(String message) {
            throw new IllegalStateException(message);
          }
        });
    channel.writeInbound(bytes(ClientFrames.text("boom")));

    assertThat(heard).containsExactly("failed boom");
  }

  @Test
  void a_server_that_goes_down_ends_it() {
    begin();
    channel.pipeline().fireUserEventTriggered("something else");
    assertThat(channel.isOpen()).isTrue();
    channel.pipeline().fireUserEventTriggered("the server ends");

    assertThat(channel.isOpen()).isFalse();
    assertThat(heard).containsExactly("gone");
  }

  private void begin() {
    socket.begin(new Kept(heard));
  }

  private void endTurn() {
    for (Runnable end = ends.poll(); end != null; end = ends.poll()) {
      end.run();
    }
  }

  /** What went out since it was last asked for. */
  private String out() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuf one = channel.readOutbound(); one != null; one = channel.readOutbound()) {
      byte[] part = new byte[one.readableBytes()];
      one.readBytes(part);
      all.writeBytes(part);
      one.release();
    }
    return java.util.HexFormat.of().formatHex(all.toByteArray());
  }

  private static ByteBuf bytes(byte[] bytes) {
    return Unpooled.copiedBuffer(bytes);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String hex(String text) {
    return java.util.HexFormat.of().formatHex(ascii(text));
  }

  /** Counts flushes, and keeps them back while the client takes nothing. */
  private static final class Transport extends ChannelDuplexHandler {
    private int flushes;
    private boolean full;

    @Override
    public void flush(ChannelHandlerContext context) {
      flushes++;
      if (!full) {
        context.flush();
      }
    }
  }

  /** Keeps what it hears. */
  private static class Kept implements SocketEvents {
    private final List<String> heard;

    Kept(List<String> heard) {
      this.heard = heard;
    }

    @Override
    public void text(String message) {
      heard.add("text " + message);
    }

    @Override
    public void pinged() {
      heard.add("pinged");
    }

    @Override
    public void heard() {
      heard.add("heard");
    }

    @Override
    public void refused(CloseCode code, String why) {
      heard.add("refused " + code.status() + " " + why);
    }

    @Override
    public void drained() {
      heard.add("drained");
    }

    @Override
    public void gone() {
      heard.add("gone");
    }

    @Override
    public void failed(RuntimeException cause) {
      heard.add("failed " + cause.getMessage());
    }
  }
}
