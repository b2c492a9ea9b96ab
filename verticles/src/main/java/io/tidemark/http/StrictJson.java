package io.tidemark.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object and forgives nothing: what two readers could understand in two ways is
 * refused (duplicate keys, trailing text, bytes that are no UTF-8, lone surrogates, NUL, numbers
 * that no double or long holds).
 */
final class StrictJson {
  private static final int DEPTH = 32;
  private static final int QUOTED_CHARS = 60;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH)
                  .maxNumberLength(40)
                  .maxNameLength(1024)
                  .maxStringLength(1 << 20)
                  .build())
          .build();

  private StrictJson() {}

  /**
   * @throws Problem {@code malformed}, saying where
   */
  static JsonObject object(byte[] json) {
    char[] text = decode(json);
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw malformed("the body is not a JSON object");
      }
      JsonObject object = readObject(parser);
      if (parser.nextToken() != null) {
        throw malformed(
            "there is text behind the JSON object, at character "
                + parser.currentTokenLocation().getCharOffset());
      }
      return object;
    } catch (IOException e) {
      throw malformed("the body is not JSON: " + firstLine(e.getMessage()));
    }
  }

  private static char[] decode(byte[] json) {
    try {
      var characters = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
      char[] text = new char[characters.remaining()];
      characters.get(text);
      return text;
    } catch (CharacterCodingException e) {
      throw malformed("the body is not UTF-8");
    }
  }

  private static JsonObject readObject(JsonParser parser) throws IOException {
    JsonObject object = new JsonObject();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_OBJECT;
        token = parser.nextToken()) {
      String name = checked(parser.currentName(), "a field name");
      object.put(name, readValue(parser, parser.nextToken(), name));
    }
    return object;
  }

  private static JsonArray readArray(JsonParser parser, String name) throws IOException {
    JsonArray array = new JsonArray();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      array.add(readValue(parser, token, name));
    }
    return array;
  }

  private static @Nullable Object readValue(JsonParser parser, JsonToken token, String name)
      throws IOException {
    return switch (token) {
      case START_OBJECT -> readObject(parser);
      case START_ARRAY -> readArray(parser, name);
      case VALUE_STRING -> checked(parser.getText(), name);
      case VALUE_NUMBER_INT -> integer(parser, name);
      case VALUE_NUMBER_FLOAT -> fraction(parser, name);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw malformed("the body is not JSON at " + name);
    };
  }

  private static Object integer(JsonParser parser, String name) throws IOException {
    return switch (parser.getNumberType()) {
      case INT -> parser.getIntValue();
      case LONG -> parser.getLongValue();
      default -> throw malformed(name + ": " + parser.getText() + " is out of range");
    };
  }

  private static Object fraction(JsonParser parser, String name) throws IOException {
    double value = parser.getDoubleValue();
    if (!Double.isFinite(value)) {
      throw malformed(name + ": " + parser.getText() + " is out of range");
    }
    return value;
  }

  private static String checked(String text, String name) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw malformed(name + ": a string with the character NUL");
      }
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw malformed(name + ": a string with a lone surrogate at character " + i);
        }
        i++;
      }
    }
    return text;
  }

  private static String firstLine(@Nullable String message) {
    String line = message == null ? "" : message.lines().findFirst().orElse("");
    return line.length() <= 2 * QUOTED_CHARS ? line : line.substring(0, 2 * QUOTED_CHARS) + "…";
  }

  /** The value as a message may quote it: short, and with nothing that is not printable. */
  static String quoted(@Nullable Object value) {
    String text = String.valueOf(value);
    String shown = text.length() <= QUOTED_CHARS ? text : text.substring(0, QUOTED_CHARS) + "…";
    return "'" + shown.replaceAll("\\p{Cntrl}|\\p{Cs}", "?") + "'";
  }

  static Problem malformed(String detail) {
    return Problem.of(ProblemCode.MALFORMED, detail);
  }
}
