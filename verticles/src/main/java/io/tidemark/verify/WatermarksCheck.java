package io.tidemark.verify;

import io.tidemark.config.RedisKeys;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whether no device is said to have applied more than there is. */
final class WatermarksCheck {
  /** How the device was seen last: the field that is no watermark. */
  private static final String SEEN = "~";

  private final RedisReader redis;
  private final JournalLookup journal;
  private final Findings findings;
  private long strangers;
  private long otherEpochs;

  WatermarksCheck(RedisReader redis, JournalLookup journal, Findings findings) {
    this.redis = redis;
    this.journal = journal;
    this.findings = findings;
  }

  /**
   * A watermark as it is stored: its seq alone, or after its epoch and the time of joining.
   *
   * @param epoch 0 where none is stored
   */
  private record Watermark(String key, UUID ns, int epoch, long seq) {}

  void run() throws SQLException, IOException {
    redis.scan(RedisKeys.allWatermarks(), this::check);
    findings.note(strangers, "watermarks are of namespaces that are not in this database");
    findings.note(otherEpochs, "watermarks are of other epochs than their journals");
  }

  private void check(List<String> keys) throws SQLException, IOException {
    List<Watermark> watermarks = read(keys);
    Set<UUID> namespaces = new LinkedHashSet<>();
    watermarks.forEach(watermark -> namespaces.add(watermark.ns()));
    // After Redis: heads only go up.
    Map<UUID, NamespaceHead> heads = journal.heads(namespaces);
    for (Watermark watermark : watermarks) {
      findings.count("watermarks", 1);
      NamespaceHead head = heads.get(watermark.ns());
      if (head == null) {
        strangers++;
      } else if (watermark.epoch() != 0 && watermark.epoch() != head.epoch()) {
        otherEpochs++;
      } else if (watermark.seq() > head.head()) {
        findings.differs(
            Copy.REDIS,
            watermark.ns(),
            "the watermark in %s is %d, the journal's head is %d"
                .formatted(watermark.key(), watermark.seq(), head.head()));
      }
    }
  }

  private List<Watermark> read(List<String> keys) throws IOException {
    List<Request> requests = new ArrayList<>(2 * keys.size());
    for (String key : keys) {
      requests.add(Request.cmd(Command.HGETALL).arg(key));
      requests.add(Request.cmd(Command.TTL).arg(key));
    }
    List<@Nullable Response> answers = redis.batch(requests);
    List<Watermark> watermarks = new ArrayList<>();
    for (int index = 0; index < keys.size(); index++) {
      String key = keys.get(index);
      Response ttl = answers.get(2 * index + 1);
      if (ttl != null && ttl.toLong() == -1) {
        findings.differs(Copy.REDIS, null, key + " has no lifetime");
      }
      Map<String, String> fields = fields(answers.get(2 * index));
      fields.remove(SEEN);
      fields.forEach((ns, value) -> {
        Watermark watermark = parsed(key, ns, value);
        if (watermark == null) {
          findings.differs(
              Copy.REDIS, null, "the watermark '%s' → '%s' in %s".formatted(ns, value, key));
        } else {
          watermarks.add(watermark);
        }
      });
    }
    return watermarks;
  }

  private static Map<String, String> fields(@Nullable Response hash) {
    Map<String, String> fields = new HashMap<>();
    if (hash != null) {
      for (String field : hash.getKeys()) {
        fields.put(field, hash.get(field).toString());
      }
    }
    return fields;
  }

  /** Null if it is none. */
  private static @Nullable Watermark parsed(String key, String ns, String value) {
    try {
      String[] parts = value.split(":", -1);
      long seq = Long.parseLong(parts[parts.length - 1]);
      int epoch = parts.length == 1 ? 0 : Integer.parseInt(parts[0]);
      return new Watermark(key, UUID.fromString(ns), epoch, seq);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
