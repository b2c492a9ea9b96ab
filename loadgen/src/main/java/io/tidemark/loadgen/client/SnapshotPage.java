package io.tidemark.loadgen.client;

import io.tidemark.protocol.Change;
import io.tidemark.protocol.ChangeOp;
import io.tidemark.protocol.EntryKind;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A part of a listing.
 *
 * @param seq the whole listing is true at this point of the journal
 * @param files as changes that would bring each about
 * @param nextPageToken null on the last page
 */
public record SnapshotPage(
    int epoch, long seq, List<Change> files, @Nullable String nextPageToken) {

  static SnapshotPage of(JsonObject json) {
    long seq = json.getLong("seq");
    List<Change> files = new ArrayList<>();
    for (Object item : json.getJsonArray("files")) {
      files.add(change(seq, (JsonObject) item));
    }
    return new SnapshotPage(
        json.getInteger("epoch", 1), seq, List.copyOf(files), json.getString("nextPageToken"));
  }

  private static Change change(long seq, JsonObject file) {
    String parent = file.getString("parentId");
    return new Change(
        seq,
        ChangeOp.COMMIT,
        EntryKind.ofWireName(file.getString("kind", "file")),
        UUID.fromString(file.getString("fileId")),
        parent == null ? null : UUID.fromString(parent),
        file.getString("name"),
        file.getString("path"),
        file.getLong("version", 0L),
        file.getLong("size", 0L),
        Instant.EPOCH,
        file.getString("user", ""),
        null,
        null,
        null,
        null);
  }
}
