package io.tidemark.thumbnail;

import io.tidemark.http.Bodies;
import io.tidemark.protocol.Ids;
import io.tidemark.protocol.Limits;
import io.tidemark.thumbnail.render.ThumbnailFormat;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What {@code POST /v1/thumbnails} asks for. */
record ThumbnailRequest(int size, ThumbnailFormat format, List<Item> items) {
  static final Set<Integer> SIZES = new TreeSet<>(Set.of(64, 128, 256, 480, 1024));
  private static final String SIZES_EXPECTED = "one of 64, 128, 256, 480, 1024";
  private static final String FORMATS_EXPECTED = "one of jpeg, webp, png";

  /** No file has this id: what an item that cannot be read stands for. */
  private static final UUID NO_FILE = new UUID(0, 0);

  /**
   * @param version 0: the newest
   */
  record Item(UUID fileId, long version) {}

  /**
   * The request as a whole must be right; an item that is not is looked up as one that is not
   * there, since it must not spoil the others.
   */
  static ThumbnailRequest of(JsonObject body) {
    int size = size(asText(body));
    ThumbnailFormat format = format(Bodies.optionalString(body, "format"));
    List<JsonObject> items = Bodies.objects(body, "items", Limits.THUMBNAILS_PER_REQUEST);
    if (items.isEmpty()) {
      throw Bodies.wrong("items", "[]", "1 to " + Limits.THUMBNAILS_PER_REQUEST + " items");
    }
    List<Item> read = new ArrayList<>(items.size());
    items.forEach(item -> read.add(item(item)));
    return new ThumbnailRequest(size, format, read);
  }

  private static @Nullable String asText(JsonObject body) {
    return body.getValue("size") instanceof Integer number
        ? number.toString()
        : Bodies.optionalString(body, "size");
  }

  static int size(@Nullable String text) {
    return Bodies.parse("size", text, SIZES_EXPECTED, ThumbnailRequest::listed);
  }

  private static int listed(String text) {
    int size = Integer.parseInt(text);
    if (!SIZES.contains(size)) {
      throw new IllegalArgumentException(text);
    }
    return size;
  }

  static ThumbnailFormat format(@Nullable String text) {
    return text == null
        ? ThumbnailFormat.JPEG
        : Bodies.parse("format", text, FORMATS_EXPECTED, ThumbnailFormat::ofWireName);
  }

  private static Item item(JsonObject item) {
    try {
      long version =
          switch (item.getValue("version")) {
            case null -> 0;
            case Number number when number.longValue() > 0 -> number.longValue();
            case Object other -> throw new IllegalArgumentException(other.toString());
          };
      return new Item(Ids.uuid(String.valueOf(item.getValue("fileId"))), version);
    } catch (IllegalArgumentException e) {
      return new Item(NO_FILE, 0);
    }
  }
}
