package io.tidemark.websocket;

import io.tidemark.protocol.CloseCode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Keeps what a parser said, as lines. */
final class Heard implements FrameSink {
  final List<String> lines = new ArrayList<>();

  @Override
  public void text(String message) {
    lines.add("text " + message);
  }

  @Override
  public void ping(byte[] payload) {
    lines.add("ping " + HexFormat.of().formatHex(payload));
  }

  @Override
  public void pong() {
    lines.add("pong");
  }

  @Override
  public void closed(int status, String reason) {
    lines.add("closed " + status + " " + reason);
  }

  @Override
  public void refused(CloseCode code, String why) {
    lines.add("refused " + code.status() + " " + why);
  }
}
