package io.tidemark.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change as UTF-8 JSON: encoded once, at commit, and from then on copied into every delta as it
 * is.
 */
public final class ChangeCodec {
  private static final int TYPICAL_BYTES = 512;

  private ChangeCodec() {}

  public static byte[] encode(Change change) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(TYPICAL_BYTES);
    try (JsonGenerator json = JsonFields.FACTORY.createGenerator(bytes)) {
      write(json, change);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * @throws MalformedException if {@code json} is no change
   */
  public static Change decode(byte[] json) {
    return read(JsonFields.parse(json));
  }

  static void write(JsonGenerator json, Change change) throws IOException {
    json.writeStartObject();
    json.writeNumberField("seq", change.seq());
    json.writeStringField("op", change.op().wireName());
    json.writeStringField("kind", change.kind().wireName());
    json.writeStringField("fileId", change.fileId().toString());
    writeOptional(json, "parentId", change.parentId());
    json.writeStringField("name", change.name());
    json.writeStringField("path", change.path());
    json.writeNumberField("version", change.version());
    json.writeNumberField("size", change.size());
    json.writeStringField(
        "timestamp", change.timestamp().truncatedTo(ChronoUnit.MICROS).toString());
    json.writeStringField("user", change.user());
    if (change.device() != null) {
      json.writeStringField("device", change.device());
    }
    writeOptional(json, "conflictOf", change.conflictOf());
    writeOptional(json, "movedTo", change.movedTo());
    writeOptional(json, "movedFrom", change.movedFrom());
    json.writeEndObject();
  }

  static Change read(JsonFields fields) {
    return new Change(
        fields.number("seq", 1, Limits.INTEGER_MAX),
        fields.converted("op", ChangeOp::ofWireName),
        fields.converted("kind", EntryKind::ofWireName),
        fields.uuid("fileId"),
        fields.optionalUuid("parentId"),
        fields.text("name"),
        fields.text("path"),
        fields.number("version", 0, Limits.INTEGER_MAX),
        fields.number("size", 0, Limits.INTEGER_MAX),
        fields.instant("timestamp"),
        fields.converted("user", Ids::user),
        fields.has("device") ? fields.converted("device", Ids::device) : null,
        fields.optionalUuid("conflictOf"),
        fields.optionalUuid("movedTo"),
        fields.optionalUuid("movedFrom"));
  }

  private static void writeOptional(JsonGenerator json, String field, @Nullable UUID value)
      throws IOException {
    if (value != null) {
      json.writeStringField(field, value.toString());
    }
  }
}
