package io.tidemark.loadgen.client;

import io.tidemark.protocol.Change;
import io.tidemark.protocol.PullCodec;
import io.tidemark.protocol.PulledEntries;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** A part of a namespace's journal, by {@code seq}. */
public record JournalPage(int epoch, long head, List<Change> entries, boolean hasMore) {

  static JournalPage of(Buffer json) {
    PulledEntries pulled = PullCodec.entries(json.getBytes());
    return new JournalPage(pulled.epoch(), pulled.head(), pulled.entries(), pulled.hasMore());
  }
}
