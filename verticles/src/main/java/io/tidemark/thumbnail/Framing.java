package io.tidemark.thumbnail;

import io.tidemark.thumbnail.render.Rendered;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** How thumbnails stand behind one another in an answer. */
enum Framing {
  /** A line of JSON each: for browsers. */
  NDJSON("application/x-ndjson") {
    @Override
    Buffer item(int index, Rendered rendered) {
      StringBuilder line =
          new StringBuilder(100 + rendered.bytes().length * 4 / 3)
              .append("{\"index\":")
              .append(index)
              .append(",\"status\":\"")
              .append(rendered.status().wireName());
      if (rendered.isOk()) {
        line.append("\",\"contentType\":\"")
            .append(rendered.format().contentType())
            .append("\",\"data\":\"")
            .append(
                new String(
                    Base64.getEncoder().encode(rendered.bytes()), StandardCharsets.ISO_8859_1));
      }
      line.append("\"}\n");
      return Buffer.buffer(line.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
  },

  /** Index, status, type, length, bytes. */
  BINARY("application/vnd.tidemark.thumbnails") {
    @Override
    Buffer item(int index, Rendered rendered) {
      return Buffer.buffer(10 + rendered.bytes().length)
          .appendInt(index)
          .appendByte(rendered.status().wireNumber())
          .appendByte(rendered.isOk() ? rendered.format().wireNumber() : 0)
          .appendInt(rendered.bytes().length)
          .appendBytes(rendered.bytes());
    }
  };

  private final String contentType;

  Framing(String contentType) {
    this.contentType = contentType;
  }

  String contentType() {
    return contentType;
  }

  abstract Buffer item(int index, Rendered rendered);
}
