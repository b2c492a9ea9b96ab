package io.tidemark.thumbnail;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.thumbnail.render.ItemStatus;
import io.tidemark.thumbnail.render.Rendered;
import io.tidemark.thumbnail.render.ThumbnailFormat;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class GzipPiecesTest {
  @Test
  void pieces_compressed_each_by_itself_are_one_stream_and_base64_costs_little()
      throws IOException {
    GzipPieces gzip = new GzipPieces();
    Buffer stream = gzip.head();
    StringBuilder expected = new StringBuilder();
    long raw = 0;
    Random chance = new Random(1);
    for (int index = 0; index < 20; index++) {
      byte[] bytes = new byte[chance.nextInt(60_000)];
      chance.nextBytes(bytes);
      raw += bytes.length;
      Buffer line =
          Framing.NDJSON.item(index, new Rendered(ItemStatus.OK, ThumbnailFormat.JPEG, bytes));
      expected.append(line.toString(StandardCharsets.UTF_8));
      stream.appendBuffer(GzipPieces.compressed(line));
      gzip.sent(line);
    }
    stream.appendBuffer(gzip.tail());

    byte[] read = new GZIPInputStream(new ByteArrayInputStream(stream.getBytes())).readAllBytes();

    assertThat(new String(read, StandardCharsets.UTF_8)).isEqualTo(expected.toString());
    assertThat((double) stream.length() / raw).isLessThan(1.05);
  }

  @Test
  void a_binary_frame_is_as_the_contract_says() {
    Rendered rendered = new Rendered(ItemStatus.OK, ThumbnailFormat.WEBP, new byte[] {9, 8, 7});

    assertThat(Framing.BINARY.item(3, rendered).getBytes())
        .containsExactly(0, 0, 0, 3, 0, 2, 0, 0, 0, 3, 9, 8, 7);
    assertThat(Framing.BINARY.item(1, Rendered.refused(ItemStatus.TOO_LARGE)).getBytes())
        .containsExactly(0, 0, 0, 1, 4, 0, 0, 0, 0, 0);
  }
}
