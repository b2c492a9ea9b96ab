package io.tidemark.loadgen.client;

import io.tidemark.protocol.Change;
import io.tidemark.protocol.ChangeCodec;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** A part of a namespace's journal, by {@code seq}. */
public record JournalPage(int epoch, long head, List<Change> entries, boolean hasMore) {

  static JournalPage of(JsonObject json) {
    List<Change> entries = new ArrayList<>();
    for (Object item : json.getJsonArray("entries")) {
      entries.add(ChangeCodec.decode(((JsonObject) item).toBuffer().getBytes()));
    }
    return new JournalPage(
        json.getInteger("epoch"),
        json.getLong("head"),
        List.copyOf(entries),
        json.getBoolean("hasMore"));
  }
}
