package io.tidemark.commit.plan;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes one flat JSON object, without a tree in between. */
final class JsonText {
  private final StringBuilder text = new StringBuilder(192).append('{');

  /**
   * @param value text, a number, a boolean, a list, a map, or something whose text says it all
   */
  JsonText field(String name, @Nullable Object value) {
    name(name);
    write(value);
    return this;
  }

  /**
   * @param json goes in as it is
   */
  JsonText raw(String name, String json) {
    name(name);
    text.append(json);
    return this;
  }

  String end() {
    return text.append('}').toString();
  }

  private void name(String name) {
    if (text.charAt(text.length() - 1) != '{') {
      text.append(',');
    }
    text.append('"').append(name).append("\":");
  }

  private void write(@Nullable Object value) {
    switch (value) {
      case null -> text.append("null");
      case Number number -> text.append(number);
      case Boolean flag -> text.append(flag);
      case List<?> list -> {
        String separator = "[";
        for (Object item : list) {
          text.append(separator);
          write(item);
          separator = ",";
        }
        text.append(list.isEmpty() ? "[]" : "]");
      }
      case Map<?, ?> map -> {
        JsonText inner = new JsonText();
        map.forEach((key, item) -> inner.field(String.valueOf(key), item));
        text.append(inner.end());
      }
      default -> {
        text.append('"');
        JsonStringEncoder.getInstance().quoteAsString(value.toString(), text);
        text.append('"');
      }
    }
  }
}
