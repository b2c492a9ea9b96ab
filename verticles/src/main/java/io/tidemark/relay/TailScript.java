package io.tidemark.relay;

import io.tidemark.config.RedisKeys;
import io.tidemark.config.Resources;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.FolderChangeCodec;
import io.tidemark.journal.JournalMemory;
import io.tidemark.journal.RedisLink;
import io.tidemark.journal.RedisScript;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The form of heads and tails in Redis. */
final class TailScript {
  private final RedisScript append;
  private final RelaySettings settings;

  TailScript(RedisLink redis, RelaySettings settings) {
    this.append = redis.script(Resources.text(TailScript.class, "tail_append.lua"));
    this.settings = settings;
  }

  /**
   * Adds to a namespace's tail what is new there.
   *
   * @param changes at least one, in order, of one epoch
   */
  Request append(UUID ns, List<FolderChange> changes) {
    Request request =
        append
            .on(List.of(RedisKeys.head(ns), RedisKeys.tail(ns)))
            .arg(changes.getLast().epoch())
            .arg(settings.tailEntries())
            .arg(settings.tailSeconds());
    for (FolderChange change : changes) {
      request.arg(change.from()).arg(change.to()).arg(FolderChangeCodec.encode(change));
    }
    return request;
  }

  static Request heads(List<UUID> namespaces) {
    Request request = Request.cmd(Command.MGET);
    namespaces.forEach(ns -> request.arg(RedisKeys.head(ns)));
    return request;
  }

  /**
   * Of those namespaces that Redis knows.
   *
   * @param answer to {@link #heads(List)}
   */
  static Map<UUID, JournalMemory.Head> heads(List<UUID> namespaces, Response answer) {
    Map<UUID, JournalMemory.Head> heads = HashMap.newHashMap(namespaces.size());
    for (int index = 0; index < namespaces.size(); index++) {
      Response value = answer.get(index);
      String text = value == null ? "" : value.toString();
      int colon = text.indexOf(':');
      if (colon > 0) {
        int epoch = Integer.parseInt(text, 0, colon, 10);
        long seq = Long.parseLong(text, colon + 1, text.length(), 10);
        heads.put(namespaces.get(index), new JournalMemory.Head(epoch, seq));
      }
    }
    return heads;
  }
}
