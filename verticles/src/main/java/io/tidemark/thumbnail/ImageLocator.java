package io.tidemark.thumbnail;

import io.tidemark.config.Resources;
import io.tidemark.journal.Database;
import io.tidemark.thumbnail.ThumbnailRequest.Item;
import io.tidemark.thumbnail.render.ItemStatus;
import io.tidemark.thumbnail.render.Renderer;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Finds out what the items of a request stand for, and whether the caller may see them. */
final class ImageLocator {
  private static final String LOCATE = Resources.text(ImageLocator.class, "locate_images.sql");

  private final Database database;

  ImageLocator(Database database) {
    this.database = database;
  }

  /** One for each item, in their order, by one statement. */
  Future<List<ImageSource>> locate(UUID userId, List<Item> items) {
    UUID[] files = items.stream().map(Item::fileId).toArray(UUID[]::new);
    Long[] versions = items.stream().map(Item::version).toArray(Long[]::new);
    return database
        .query(LOCATE, Tuple.tuple().addArrayOfUUID(files).addArrayOfLong(versions).addUUID(userId))
        .map(rows -> {
          List<ImageSource> sources = new ArrayList<>(items.size());
          for (Row row : rows) {
            sources.add(source(row));
          }
          return sources;
        });
  }

  private static ImageSource source(Row row) {
    String kind = row.getString("kind");
    if (kind == null) {
      return ImageSource.refused(ItemStatus.NOT_FOUND);
    }
    if (!row.getBoolean("may_read")) {
      return ImageSource.refused(ItemStatus.FORBIDDEN);
    }
    if (kind.equals("folder")) {
      return ImageSource.refused(ItemStatus.UNSUPPORTED);
    }
    Long sizeBytes = row.getLong("size_bytes");
    if (sizeBytes == null) {
      return ImageSource.refused(ItemStatus.NOT_FOUND);
    }
    if (sizeBytes > Renderer.SOURCE_BYTES_MAX) {
      return ImageSource.refused(ItemStatus.TOO_LARGE);
    }
    String[] blocks = row.getArrayOfStrings("block_sha256s");
    return sizeBytes == 0 || blocks.length == 0
        ? ImageSource.refused(ItemStatus.UNSUPPORTED)
        : ImageSource.of(List.of(blocks));
  }
}
