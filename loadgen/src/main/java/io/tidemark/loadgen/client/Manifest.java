package io.tidemark.loadgen.client;

import io.tidemark.loadgen.chunk.Block;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** A version's blocks in order, and where each can be fetched for now. */
public record Manifest(List<Block> blocks, List<String> getUrls) {

  static Manifest of(JsonObject json) {
    List<Block> blocks = new ArrayList<>();
    List<String> urls = new ArrayList<>();
    for (Object item : json.getJsonArray("blocks")) {
      JsonObject block = (JsonObject) item;
      blocks.add(new Block(block.getString("sha256"), block.getInteger("size")));
      urls.add(block.getString("getUrl"));
    }
    return new Manifest(List.copyOf(blocks), List.copyOf(urls));
  }
}
