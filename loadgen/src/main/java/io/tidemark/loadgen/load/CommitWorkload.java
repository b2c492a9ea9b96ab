package io.tidemark.loadgen.load;

import io.tidemark.loadgen.chunk.Block;
import io.tidemark.loadgen.load.TargetFolder.TargetFile;
import io.tidemark.loadgen.swarm.Due;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * New versions of existing files, each with one of a few known blocks. A file has at most one
 * commit on its way, so that none becomes a conflicted copy.
 */
final class CommitWorkload implements Workload {
  /** Hears of each commit; for scenarios that follow it to the devices. */
  interface Watcher {
    default void sent(TargetFile file, long version, long intendedNanos, long nowNanos) {}

    default void committed(TargetFile file, long version, long nowNanos) {}
  }

  static final Watcher NOBODY = new Watcher() {};

  private final String host;
  private final String run;
  private final int batch;
  private final List<String> blocks;
  private final Watcher watcher;
  private final Random random;
  private final Deque<TargetFolder> ready;
  private long count;

  /**
   * @param run makes idempotency keys this run's own
   * @param batch commits in one request; 1 for the plain call
   */
  CommitWorkload(
      URI hub,
      String run,
      int batch,
      List<TargetFolder> folders,
      List<Block> blocks,
      long seed,
      Watcher watcher) {
    this.host = hub.getAuthority();
    this.run = run;
    this.batch = batch;
    this.blocks =
        blocks.stream()
            .map(b -> "[{\"sha256\":\"" + b.sha256() + "\",\"size\":" + b.size() + "}]")
            .toList();
    this.watcher = watcher;
    this.random = new Random(seed);
    List<TargetFolder> shuffled = new ArrayList<>(folders);
    Collections.shuffle(shuffled, random);
    this.ready = new ArrayDeque<>(shuffled);
  }

  @Override
  public @Nullable Exchange next(long intendedNanos) {
    TargetFolder folder = ready.poll();
    if (folder == null) {
      return null;
    }
    List<TargetFile> files = new ArrayList<>(batch);
    for (int i = 0; i < batch; i++) {
      files.add(folder.free().remove());
    }
    if (folder.free().size() >= batch) {
      ready.add(folder);
    }
    return new Commits(folder, files, request(folder, files, Due.device(intendedNanos)));
  }

  private void release(TargetFolder folder, List<TargetFile> files) {
    boolean wasReady = folder.free().size() >= batch;
    folder.free().addAll(files);
    if (!wasReady && folder.free().size() >= batch) {
      ready.add(folder);
    }
  }

  private Buffer request(TargetFolder folder, List<TargetFile> files, String device) {
    StringBuilder body = new StringBuilder(160 * files.size());
    String path;
    if (batch == 1) {
      path = "/v1/files/" + files.getFirst().fileId() + "/versions";
      body.append("{\"parentVersion\":").append(files.getFirst().version());
      end(body, device);
    } else {
      path = "/v1/namespaces/" + folder.ns() + "/commits";
      body.append("{\"commits\":[");
      for (TargetFile file : files) {
        body.append("{\"fileId\":\"").append(file.fileId());
        body.append("\",\"parentVersion\":").append(file.version());
        end(body, device);
        body.append(',');
      }
      body.setLength(body.length() - 1);
      body.append("]}");
    }
    // All of it is ASCII.
    String text =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\nAuthorization: Bearer "
            + folder.token()
            + "\r\nIdempotency-Key: "
            + run
            + count++
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    return Buffer.buffer(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void end(StringBuilder body, String device) {
    body.append(",\"blocks\":").append(blocks.get(random.nextInt(blocks.size())));
    body.append(",\"clientMtime\":\"2026-04-28T10:00:00Z\",\"device\":\"")
        .append(device)
        .append("\"}");
  }

  private final class Commits implements Exchange {
    private final TargetFolder folder;
    private final List<TargetFile> files;
    private final Buffer request;

    Commits(TargetFolder folder, List<TargetFile> files, Buffer request) {
      this.folder = folder;
      this.files = files;
      this.request = request;
    }

    @Override
    public Buffer request() {
      return request;
    }

    @Override
    public int commits() {
      return files.size();
    }

    @Override
    public void sent(long intendedNanos, long nowNanos) {
      for (TargetFile file : files) {
        watcher.sent(file, file.version() + 1, intendedNanos, nowNanos);
      }
    }

    @Override
    public int answered(int status, Buffer body, Recording errors, long nowNanos) {
      int done = 0;
      if (status == 201 && batch == 1) {
        done = one(files.getFirst(), new JsonObject(body), errors, nowNanos);
      } else if (status == 200 && batch > 1) {
        JsonArray results = new JsonObject(body).getJsonArray("results");
        for (int i = 0; i < files.size(); i++) {
          done += one(files.get(i), results.getJsonObject(i), errors, nowNanos);
        }
      } else {
        errors.error(code(status, body), files.size());
      }
      release(folder, files);
      return done;
    }

    private int one(TargetFile file, JsonObject answer, Recording errors, long nowNanos) {
      if (answer.getInteger("status", 201) != 201) {
        errors.error(answer.getString("code", "unknown"), 1);
        return 0;
      }
      if (answer.getJsonObject("conflict") != null) {
        errors.error("conflicted copy", 1);
        return 0;
      }
      file.committed(answer.getLong("version"));
      watcher.committed(file, file.version(), nowNanos);
      return 1;
    }

    @Override
    public void lost() {
      // Whether it was committed is not known: these files are not used again.
    }
  }

  private static String code(int status, Buffer body) {
    try {
      return status + " " + new JsonObject(body).getString("code", "");
    } catch (RuntimeException _) {
      return String.valueOf(status);
    }
  }
}
