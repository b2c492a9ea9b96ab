package io.tidemark.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.zip.Inflater;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames as another decoder of WebSockets reads them. */
class FramingTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, 70_000, 300_000})
  void a_frame_of_any_length_is_read_as_it_was(int length) {
    byte[] payload = payload(length);

    WebSocketFrame frame = read(Framing.textFrame(payload));

    assertThat(frame).isInstanceOf(TextWebSocketFrame.class);
    assertThat(frame.isFinalFragment()).isTrue();
    assertThat(frame.rsv()).isZero();
    assertThat(bytes(frame.content())).isEqualTo(payload);
    frame.release();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 125, 1_000, 300_000})
  void a_compressed_frame_needs_nothing_but_itself(int length) throws Exception {
    byte[] payload = payload(length);

    WebSocketFrame frame = read(Framing.deflatedTextFrame(payload));

    assertThat(frame.rsv()).isEqualTo(4);
    byte[] flushed = new byte[frame.content().readableBytes() + 4];
    byte[] deflated = bytes(frame.content());
    System.arraycopy(deflated, 0, flushed, 0, deflated.length);
    flushed[flushed.length - 2] = (byte) 0xff;
    flushed[flushed.length - 1] = (byte) 0xff;
    byte[] inflated = new byte[length + 1];
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(flushed);
      assertThat(inflater.inflate(inflated)).isEqualTo(length);
    }
    assertThat(inflated).startsWith(payload);
    frame.release();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 16, 4_096})
  void a_chunk_says_its_length_in_hexadecimal(int length) {
    String chunk = new String(Framing.chunk(payload(length)), StandardCharsets.US_ASCII);

    assertThat(chunk).startsWith(Integer.toHexString(length) + "\r\n").endsWith("\r\n");
    assertThat(chunk).hasSize(length + 4 + Integer.toHexString(length).length());
  }

  private static WebSocketFrame read(byte[] sent) {
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new WebSocket13FrameDecoder(
                WebSocketDecoderConfig.newBuilder()
                    .expectMaskedFrames(false)
                    .allowExtensions(true)
                    .maxFramePayloadLength(1 << 20)
                    .build()));
    channel.writeInbound(Unpooled.wrappedBuffer(sent));
    WebSocketFrame frame = channel.readInbound();
    assertThat(channel.<Object>readInbound()).isNull();
    channel.finishAndReleaseAll();
    return frame;
  }

  private static byte[] bytes(ByteBuf content) {
    byte[] bytes = new byte[content.readableBytes()];
    content.getBytes(content.readerIndex(), bytes);
    return bytes;
  }

  private static byte[] payload(int length) {
    byte[] payload = new byte[length];
    for (int index = 0; index < length; index++) {
      payload[index] = (byte) ('a' + index * 31L % 26);
    }
    return payload;
  }
}
