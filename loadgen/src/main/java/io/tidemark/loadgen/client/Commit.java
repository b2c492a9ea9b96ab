package io.tidemark.loadgen.client;

import io.tidemark.loadgen.chunk.Block;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One file's new version in a batch.
 *
 * @param path where the file is made if {@code fileId} is null
 * @param parentVersion what it was edited from; 0 for a new file
 */
public record Commit(
    @Nullable String path,
    @Nullable UUID fileId,
    long parentVersion,
    List<Block> blocks,
    Instant clientMtime,
    String device) {

  public static Commit create(String path, List<Block> blocks, Instant mtime, String device) {
    return new Commit(path, null, 0, blocks, mtime, device);
  }

  public static Commit version(
      UUID fileId, long parentVersion, List<Block> blocks, Instant mtime, String device) {
    return new Commit(null, fileId, parentVersion, blocks, mtime, device);
  }

  JsonObject json() {
    JsonObject json = new JsonObject();
    if (fileId != null) {
      json.put("fileId", fileId.toString()).put("parentVersion", parentVersion);
    } else {
      json.put("path", path);
    }
    return json.put("blocks", array(blocks))
        .put("clientMtime", clientMtime.toString())
        .put("device", device);
  }

  static JsonArray array(List<Block> blocks) {
    JsonArray array = new JsonArray();
    for (Block block : blocks) {
      array.add(new JsonObject().put("sha256", block.sha256()).put("size", block.size()));
    }
    return array;
  }
}
