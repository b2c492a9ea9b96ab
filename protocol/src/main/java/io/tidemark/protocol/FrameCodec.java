package io.tidemark.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Frames to and from JSON text. Strict about what it knows, indifferent to fields it does not. */
public final class FrameCodec {

  /** Namespaces of one {@code welcome}, changes of one {@code delta}: only bounded, not exact. */
  private static final int LIST_MAX = 100_000;

  private FrameCodec() {}

  /**
   * @throws MalformedException if {@code text} is no frame that a client may send
   */
  public static ClientFrame decodeClient(String text) {
    if (text.length() > Limits.FRAME_BYTES || Strings.utf8Bytes(text) > Limits.FRAME_BYTES) {
      throw new MalformedException(
          CloseCode.FRAME_TOO_LARGE,
          "frame of "
              + Strings.utf8Bytes(text)
              + " bytes; at most "
              + Limits.FRAME_BYTES
              + " are allowed");
    }
    JsonFields fields = JsonFields.parse(text);
    String type = fields.text("type");
    return switch (type) {
      case "hello" -> hello(fields);
      case "ack" -> new ClientFrame.Ack(fields.watermarks("watermarks"));
      case "refresh" -> new ClientFrame.Refresh(nonEmpty(fields, "token"));
      case "ping" -> new ClientFrame.Ping();
      default -> throw unknown(type, "hello, ack, refresh or ping");
    };
  }

  /**
   * @throws MalformedException if {@code text} is no frame that a hub may send
   */
  public static ServerFrame decodeServer(String text) {
    JsonFields fields = JsonFields.parse(text);
    String type = fields.text("type");
    return switch (type) {
      case "welcome" ->
          new ServerFrame.Welcome(
              fields.text("session"),
              fields.text("node"),
              fields.integer("heartbeatSeconds", 1, Integer.MAX_VALUE),
              fields.objects("namespaces", LIST_MAX).stream().map(FrameCodec::namespace).toList());
      case "delta" -> delta(fields);
      case "live" -> new ServerFrame.Live(fields.text("cursor"));
      case "reset" -> reset(fields);
      case "joined" -> new ServerFrame.Joined(namespace(fields));
      case "left" -> new ServerFrame.Left(fields.uuid("ns"));
      case "reconnect" ->
          new ServerFrame.Reconnect(
              fields.integer("afterMs", 0, Integer.MAX_VALUE), fields.optionalText("url"));
      case "error" -> new ServerFrame.Failure(fields.text("code"), fields.text("message"));
      case "pong" -> new ServerFrame.Pong();
      default ->
          throw unknown(
              type, "welcome, delta, live, reset, joined, left, reconnect, error or pong");
    };
  }

  public static String encode(ClientFrame frame) {
    return written(json -> {
      switch (frame) {
        case ClientFrame.Hello hello -> {
          json.writeStringField("type", "hello");
          json.writeStringField("device", hello.device());
          if (hello.watermarks() != null) {
            writeWatermarks(json, hello.watermarks());
          }
          if (hello.cursor() != null) {
            json.writeStringField("cursor", hello.cursor());
          }
          if (hello.cursors()) {
            json.writeBooleanField("cursors", true);
          }
        }
        case ClientFrame.Ack ack -> {
          json.writeStringField("type", "ack");
          writeWatermarks(json, ack.watermarks());
        }
        case ClientFrame.Refresh refresh -> {
          json.writeStringField("type", "refresh");
          json.writeStringField("token", refresh.token());
        }
        case ClientFrame.Ping _ -> json.writeStringField("type", "ping");
      }
    });
  }

  public static String encode(ServerFrame frame) {
    return written(json -> {
      switch (frame) {
        case ServerFrame.Welcome welcome -> writeWelcome(json, welcome);
        case ServerFrame.Delta delta -> writeDelta(json, delta);
        case ServerFrame.Live live -> {
          json.writeStringField("type", "live");
          json.writeStringField("cursor", live.cursor());
        }
        case ServerFrame.Reset reset -> {
          json.writeStringField("type", "reset");
          json.writeStringField("ns", reset.ns().toString());
          json.writeNumberField("epoch", reset.epoch());
          json.writeNumberField("head", reset.head());
          if (reset.reason() != null) {
            json.writeStringField("reason", reset.reason().wireName());
          }
        }
        case ServerFrame.Joined joined -> {
          json.writeStringField("type", "joined");
          writeNamespace(json, joined.namespace());
        }
        case ServerFrame.Left left -> {
          json.writeStringField("type", "left");
          json.writeStringField("ns", left.ns().toString());
        }
        case ServerFrame.Reconnect reconnect -> {
          json.writeStringField("type", "reconnect");
          json.writeNumberField("afterMs", reconnect.afterMs());
          if (reconnect.url() != null) {
            json.writeStringField("url", reconnect.url());
          }
        }
        case ServerFrame.Failure failure -> {
          json.writeStringField("type", "error");
          json.writeStringField("code", failure.code());
          json.writeStringField("message", failure.message());
        }
        case ServerFrame.Pong _ -> json.writeStringField("type", "pong");
      }
    });
  }

  private static ClientFrame.Hello hello(JsonFields fields) {
    String device = fields.converted("device", Ids::device);
    if (fields.has("watermarks") && fields.has("cursor")) {
      throw new MalformedException("hello has 'watermarks' and 'cursor'; expected one of them");
    }
    return new ClientFrame.Hello(
        device,
        fields.has("watermarks") ? fields.watermarks("watermarks") : null,
        fields.has("cursor") ? nonEmpty(fields, "cursor") : null,
        fields.has("cursors") && fields.bool("cursors"));
  }

  static ServerFrame.Reset reset(JsonFields fields) {
    return new ServerFrame.Reset(
        fields.uuid("ns"),
        fields.integer("epoch", 0, Integer.MAX_VALUE),
        fields.number("head", 0, Limits.INTEGER_MAX),
        ResetReason.ofWireName(fields.optionalText("reason")));
  }

  static ServerFrame.Delta delta(JsonFields fields) {
    List<Change> changes =
        fields.objects("changes", LIST_MAX).stream().map(ChangeCodec::read).toList();
    long from = fields.number("from", 0, Limits.INTEGER_MAX);
    return new ServerFrame.Delta(
        fields.uuid("ns"),
        fields.integer("epoch", 0, Integer.MAX_VALUE),
        from,
        fields.number("to", from, Limits.INTEGER_MAX),
        changes,
        fields.bool("truncated"),
        fields.integer("pullAfterMs", 0, Integer.MAX_VALUE),
        fields.optionalText("cursor"));
  }

  static NamespaceInfo namespace(JsonFields fields) {
    return new NamespaceInfo(
        fields.uuid("ns"),
        fields.converted("kind", NamespaceKind::ofWireName),
        fields.text("name"),
        fields.converted("role", Role::ofWireName),
        fields.integer("epoch", 0, Integer.MAX_VALUE),
        fields.number("head", 0, Limits.INTEGER_MAX),
        fields.number("watermark", 0, Limits.INTEGER_MAX));
  }

  private static void writeWelcome(JsonGenerator json, ServerFrame.Welcome welcome)
      throws IOException {
    json.writeStringField("type", "welcome");
    json.writeStringField("session", welcome.session());
    json.writeStringField("node", welcome.node());
    json.writeNumberField("heartbeatSeconds", welcome.heartbeatSeconds());
    json.writeArrayFieldStart("namespaces");
    for (NamespaceInfo namespace : welcome.namespaces()) {
      json.writeStartObject();
      writeNamespace(json, namespace);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Keeps the order of fields that {@link DeltaEncoder} writes. */
  private static void writeDelta(JsonGenerator json, ServerFrame.Delta delta) throws IOException {
    json.writeStringField("type", "delta");
    json.writeStringField("ns", delta.ns().toString());
    json.writeNumberField("epoch", delta.epoch());
    json.writeNumberField("from", delta.from());
    json.writeNumberField("to", delta.to());
    json.writeArrayFieldStart("changes");
    for (Change change : delta.changes()) {
      ChangeCodec.write(json, change);
    }
    json.writeEndArray();
    json.writeBooleanField("truncated", delta.truncated());
    json.writeNumberField("pullAfterMs", delta.pullAfterMs());
    if (delta.cursor() != null) {
      json.writeStringField("cursor", delta.cursor());
    }
  }

  private static void writeNamespace(JsonGenerator json, NamespaceInfo namespace)
      throws IOException {
    json.writeStringField("ns", namespace.ns().toString());
    json.writeStringField("kind", namespace.kind().wireName());
    json.writeStringField("name", namespace.name());
    json.writeStringField("role", namespace.role().wireName());
    json.writeNumberField("epoch", namespace.epoch());
    json.writeNumberField("head", namespace.head());
    json.writeNumberField("watermark", namespace.watermark());
  }

  private static void writeWatermarks(JsonGenerator json, Map<UUID, Long> watermarks)
      throws IOException {
    json.writeObjectFieldStart("watermarks");
    for (Map.Entry<UUID, Long> entry : watermarks.entrySet()) {
      json.writeNumberField(entry.getKey().toString(), entry.getValue());
    }
    json.writeEndObject();
  }

  private static String nonEmpty(JsonFields fields, String field) {
    String text = fields.text(field);
    if (text.isEmpty()) {
      throw new MalformedException("'" + field + "' is empty; expected a string with something");
    }
    return text;
  }

  private static MalformedException unknown(String type, String known) {
    return new MalformedException("type " + Quote.of(type) + " is unknown; expected " + known);
  }

  private static String written(Fields fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JsonFields.FACTORY.createGenerator(text)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }
}
