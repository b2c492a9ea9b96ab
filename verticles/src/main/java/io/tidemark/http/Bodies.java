package io.tidemark.http;

import static io.tidemark.http.StrictJson.malformed;
import static io.tidemark.http.StrictJson.quoted;

import io.tidemark.protocol.Ids;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a request carries, strictly: each getter throws a {@code malformed} {@link Problem}
 * that names the field, the value and what was expected. The {@code optional…} ones give null where
 * the field is missing or null. Fields that nobody asks for are ignored.
 */
public final class Bodies {
  /** What a body of JSON may have; larger ones are refused with 413. */
  public static final int BODY_BYTES = 16 << 20;

  /** What a JavaScript client can count up to. */
  private static final long SAFE_INTEGER = (1L << 53) - 1;

  private Bodies() {}

  /** The body, which must be a JSON object. */
  public static JsonObject object(RoutingContext context) {
    Buffer body = context.body().buffer();
    if (body == null || body.length() == 0) {
      throw malformed("there is no body; a JSON object was expected");
    }
    return StrictJson.object(body.getBytes());
  }

  public static String string(JsonObject body, String field) {
    return required(optionalString(body, field), field, "a string");
  }

  public static @Nullable String optionalString(JsonObject body, String field) {
    Object value = body.getValue(field);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw wrong(field, value, "a string");
  }

  /** A whole number from {@code min} to {@code max}. */
  public static long integer(JsonObject body, String field, long min, long max) {
    return required(optionalInteger(body, field, min, max), field, "a whole number");
  }

  public static @Nullable Long optionalInteger(JsonObject body, String field, long min, long max) {
    Object value = body.getValue(field);
    if (value == null) {
      return null;
    }
    if ((value instanceof Integer || value instanceof Long)
        && ((Number) value).longValue() >= min
        && ((Number) value).longValue() <= max) {
      return ((Number) value).longValue();
    }
    throw wrong(field, value, "a whole number from " + min + " to " + max);
  }

  /** A version, a sequence number: from 0 to 2^53 - 1. */
  public static long count(JsonObject body, String field) {
    return integer(body, field, 0, SAFE_INTEGER);
  }

  public static boolean flag(JsonObject body, String field, boolean otherwise) {
    return switch (body.getValue(field)) {
      case null -> otherwise;
      case Boolean value -> value;
      case Object value -> throw wrong(field, value, "true or false");
    };
  }

  public static UUID uuid(JsonObject body, String field) {
    return required(optionalUuid(body, field), field, "a UUID");
  }

  public static @Nullable UUID optionalUuid(JsonObject body, String field) {
    String value = optionalString(body, field);
    return value == null ? null : parse(field, value, "a UUID", Ids::uuid);
  }

  /** A time as RFC 3339 writes it. */
  public static @Nullable Instant optionalInstant(JsonObject body, String field) {
    String value = optionalString(body, field);
    if (value == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(value).toInstant();
    } catch (DateTimeException e) {
      throw wrong(field, value, "a time such as 2026-04-28T10:00:00Z");
    }
  }

  /** One of the values of an enum, by its wire name. */
  public static <T> T named(
      JsonObject body, String field, Function<String, T> ofWireName, String expected) {
    return parse(field, string(body, field), expected, ofWireName);
  }

  public static @Nullable JsonObject optionalObject(JsonObject body, String field) {
    Object value = body.getValue(field);
    if (value == null || value instanceof JsonObject) {
      return (JsonObject) value;
    }
    throw wrong(field, value, "an object");
  }

  /** A list of objects, with at most {@code max} of them. */
  public static List<JsonObject> objects(JsonObject body, String field, int max) {
    Object value = body.getValue(field);
    if (!(value instanceof JsonArray array)) {
      throw wrong(field, value, "a list of objects");
    }
    if (array.size() > max) {
      throw malformed(field + " has " + array.size() + " items; at most " + max + " are allowed");
    }
    List<JsonObject> objects = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      if (!(array.getValue(i) instanceof JsonObject object)) {
        throw wrong(field + "[" + i + "]", array.getValue(i), "an object");
      }
      objects.add(object);
    }
    return objects;
  }

  /** A UUID in the request's path. */
  public static UUID pathUuid(RoutingContext context, String name) {
    return parse(name, context.pathParam(name), "a UUID", Ids::uuid);
  }

  /** A whole number in the query; {@code otherwise} where it is missing. */
  public static long queryInteger(
      RoutingContext context, String name, long min, long max, long otherwise) {
    String value = context.request().getParam(name);
    if (value == null) {
      return otherwise;
    }
    String expected = "a whole number from " + min + " to " + max;
    long number = parse(name, value, expected, Long::parseLong);
    if (number < min || number > max) {
      throw wrong(name, value, expected);
    }
    return number;
  }

  /**
   * @param parser throws an IllegalArgumentException for what it does not accept
   */
  public static <T> T parse(
      String field, @Nullable String value, String expected, Function<String, T> parser) {
    if (value == null) {
      throw malformed(field + " is missing; " + expected + " was expected");
    }
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException e) {
      throw wrong(field, value, expected);
    }
  }

  /** The refusal of one field's value. */
  public static Problem wrong(String field, @Nullable Object value, String expected) {
    return value == null
        ? malformed(field + " is missing; " + expected + " was expected")
        : malformed(
            String.format(
                Locale.ROOT, "%s is %s; %s was expected", field, quoted(value), expected));
  }

  private static <T> T required(@Nullable T value, String field, String expected) {
    if (value == null) {
      throw malformed(field + " is missing; " + expected + " was expected");
    }
    return value;
  }
}
