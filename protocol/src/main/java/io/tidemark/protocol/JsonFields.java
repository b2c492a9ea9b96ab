package io.tidemark.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.ErrorReportConfiguration;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON object strictly: each getter names the field, the value it found and what it
 * expected. Unknown fields are ignored, so that fields may be added at any time.
 */
final class JsonFields {
  private static final int NUMBER_CHARS = 32;
  private static final int TOKEN_CHARS_IN_MESSAGE = 64;
  private static final int TIMESTAMP_CHARS = 32;

  /**
   * Shared by all that writes and reads here. Field names are a stranger's: they are not interned
   * and not kept in the symbol table.
   */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .errorReportConfiguration(
              ErrorReportConfiguration.builder()
                  .maxErrorTokenLength(TOKEN_CHARS_IN_MESSAGE)
                  .build())
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Limits.JSON_DEPTH)
                  .maxNumberLength(NUMBER_CHARS)
                  .build())
          .build();

  private static final ObjectReader READER =
      JsonMapper.builder(FACTORY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  private final ObjectNode object;

  private JsonFields(ObjectNode object) {
    this.object = object;
  }

  static JsonFields parse(String json) {
    try {
      return of(READER.readTree(json));
    } catch (JsonProcessingException e) {
      throw notJson(e);
    }
  }

  static JsonFields parse(byte[] json) {
    try {
      // A decoder that reports: Jackson's own way would replace what is no UTF-8.
      return parse(UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString());
    } catch (CharacterCodingException e) {
      throw new MalformedException("not JSON: the bytes are not UTF-8");
    }
  }

  private static JsonFields of(@Nullable JsonNode node) {
    if (node instanceof ObjectNode found) {
      return new JsonFields(found);
    }
    throw new MalformedException(
        "found " + (node == null ? "nothing" : shown(node)) + "; expected one JSON object");
  }

  private static MalformedException notJson(JsonProcessingException e) {
    String message = String.valueOf(e.getOriginalMessage());
    return new MalformedException(
        "not JSON: "
            + message.substring(0, Math.min(message.length(), 200)).replaceAll("\\p{Cntrl}", " ")
            + (e.getLocation() == null ? "" : ", at column " + e.getLocation().getColumnNr()));
  }

  boolean has(String field) {
    JsonNode node = object.get(field);
    return node != null && !node.isNull();
  }

  String text(String field) {
    JsonNode node = present(field, "a string");
    if (!node.isTextual()) {
      throw wrong(field, node, "a string");
    }
    return checked(field, node.textValue());
  }

  @Nullable String optionalText(String field) {
    return has(field) ? text(field) : null;
  }

  UUID uuid(String field) {
    return converted(field, Ids::uuid);
  }

  @Nullable UUID optionalUuid(String field) {
    return has(field) ? uuid(field) : null;
  }

  /** The text of {@code field} through {@code conversion}, whose refusal gets the field's name. */
  <T> T converted(String field, Function<String, T> conversion) {
    String text = text(field);
    try {
      return conversion.apply(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("'" + field + "': " + e.getMessage());
    }
  }

  boolean bool(String field) {
    JsonNode node = present(field, "true or false");
    if (!node.isBoolean()) {
      throw wrong(field, node, "true or false");
    }
    return node.booleanValue();
  }

  int integer(String field, int from, int to) {
    return (int) number(field, from, to);
  }

  long number(String field, long from, long to) {
    return number(field, present(field, "an integer"), from, to);
  }

  Instant instant(String field) {
    return converted(field, JsonFields::toInstant);
  }

  JsonFields object(String field) {
    JsonNode node = present(field, "an object");
    if (node instanceof ObjectNode found) {
      return new JsonFields(found);
    }
    throw wrong(field, node, "an object");
  }

  List<JsonFields> objects(String field, int most) {
    JsonNode node = present(field, "an array");
    if (!node.isArray()) {
      throw wrong(field, node, "an array");
    }
    if (node.size() > most) {
      throw new MalformedException(
          "'" + field + "' has " + node.size() + " items; at most " + most + " are allowed");
    }
    List<JsonFields> items = new ArrayList<>(node.size());
    for (JsonNode item : node) {
      if (!(item instanceof ObjectNode found)) {
        throw wrong(field, item, "an array of objects");
      }
      items.add(new JsonFields(found));
    }
    return items;
  }

  /** An object from namespaces to the highest {@code seq} applied. */
  Map<UUID, Long> watermarks(String field) {
    ObjectNode node = object(field).object;
    if (node.size() > Limits.HELLO_NAMESPACES) {
      throw new MalformedException(
          "'"
              + field
              + "' has "
              + node.size()
              + " namespaces; at most "
              + Limits.HELLO_NAMESPACES
              + " are allowed");
    }
    Map<UUID, Long> watermarks = LinkedHashMap.newLinkedHashMap(node.size());
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      UUID ns;
      try {
        ns = Ids.uuid(entry.getKey());
      } catch (IllegalArgumentException e) {
        throw new MalformedException("'" + field + "': namespace " + e.getMessage());
      }
      String name = field + "." + entry.getKey();
      if (watermarks.put(ns, number(name, entry.getValue(), 0, Limits.INTEGER_MAX)) != null) {
        throw new MalformedException("'" + field + "' has namespace " + ns + " twice");
      }
    }
    return Collections.unmodifiableMap(watermarks);
  }

  private static long number(String field, JsonNode node, long from, long to) {
    String expected = "an integer in " + from + "-" + to;
    if (!node.isIntegralNumber()) {
      throw wrong(field, node, expected);
    }
    if (!node.canConvertToLong() || node.longValue() < from || node.longValue() > to) {
      throw wrong(field, node, expected);
    }
    return node.longValue();
  }

  private static Instant toInstant(String text) {
    boolean shaped =
        text.length() <= TIMESTAMP_CHARS
            && text.endsWith("Z")
            && text.length() > 4
            && Character.isDigit(text.charAt(0))
            && text.charAt(4) == '-';
    if (shaped) {
      try {
        return Instant.parse(text).truncatedTo(ChronoUnit.MICROS);
      } catch (DateTimeException e) {
        // Refused below, in our words.
      }
    }
    throw new IllegalArgumentException(
        Quote.of(text) + " is not a time in UTC such as 2026-04-28T10:00:00.123456Z");
  }

  private static String checked(String field, String text) {
    if (Strings.hasLoneSurrogate(text)) {
      throw new MalformedException(
          "'" + field + "' " + Quote.of(text) + " holds half a surrogate pair");
    }
    if (text.indexOf('\0') >= 0) {
      throw new MalformedException("'" + field + "' " + Quote.of(text) + " holds a NUL");
    }
    return text;
  }

  private JsonNode present(String field, String expected) {
    JsonNode node = object.get(field);
    if (node == null) {
      throw new MalformedException("'" + field + "' is missing; expected " + expected);
    }
    return node;
  }

  private static MalformedException wrong(String field, JsonNode found, String expected) {
    return new MalformedException(
        Quote.of(field) + " is " + shown(found) + "; expected " + expected);
  }

  private static String shown(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "an array";
      case OBJECT, POJO -> "an object";
      case STRING -> "the string " + Quote.of(node.textValue());
      case MISSING -> "nothing";
      case NUMBER, BOOLEAN, NULL, BINARY -> node.asText();
    };
  }
}
