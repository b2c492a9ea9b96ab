package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A snapshot that is read in small pages while others create, edit, move, delete and bring back:
 * together with the journal after the seq that it names, it is the folder, whatever happened
 * between its pages.
 */
class SnapshotIT {
  private static final int FILES = 60;
  private static final int WRITERS = 2;
  private static final int SNAPSHOTS = 5;
  private static final int PAGE = 7;

  private final TestClient alice = TestHub.get().newUser();
  private final String ns = alice.teamFolder("Snapshots");
  private final String elsewhere = alice.teamFolder("Elsewhere");
  private final String block = alice.storedBlock(ns, "content of " + ns);
  private final Map<String, Long> files = new ConcurrentHashMap<>();
  private final AtomicBoolean enough = new AtomicBoolean();

  @Test
  void a_snapshot_and_the_journal_after_it_are_the_folder_while_commits_go_on() throws Exception {
    for (int index = 0; index < FILES; index++) {
      create("/f" + index % 4 + "/file" + index);
    }
    List<Replica> replicas = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        int seed = writer;
        writers.add(threads.submit(() -> write(new Random(seed), "w" + seed)));
      }
      try {
        for (int count = 0; count < SNAPSHOTS; count++) {
          replicas.add(snapshot(PAGE, null));
        }
      } finally {
        enough.set(true);
      }
      for (Future<?> writer : writers) {
        writer.get(30, TimeUnit.SECONDS);
      }
    }
    Replica truth = snapshot(1_000, null);
    assertThat(truth.shown()).isNotEmpty();
    long head = truth.seq;
    for (Replica replica : replicas) {
      assertThat(replica.seq).as("commits went on").isLessThan(head);
      replica.follow();
      assertThat(replica.seq).isEqualTo(head);
      assertThat(replica.shown()).isEqualTo(truth.shown());
    }
  }

  private void create(String path) {
    String file = alice.createFile(ns, path).expect(201).text("fileId");
    files.put(file, 0L);
  }

  /** Anything goes; what is refused since the other writer was faster is no matter. */
  private void write(Random random, String name) {
    for (int step = 0; !enough.get(); step++) {
      List<String> known = List.copyOf(files.keySet());
      String file = known.get(random.nextInt(known.size()));
      switch (random.nextInt(8)) {
        case 0 -> create("/new-" + name + "/" + step);
        case 1, 2 -> {
          Answer answer = alice.commit(file, files.get(file), block);
          if (answer.status() == 201 && !answer.json().has("conflict")) {
            files.put(file, answer.json().path("version").asLong());
          }
        }
        case 3 -> alice.patch("/v1/files/" + file, "{\"name\":\"" + name + "-" + step + "\"}");
        case 4 ->
            alice.patch("/v1/files/" + file, "{\"path\":\"/moved-" + name + "/" + step + "\"}");
        case 5 -> alice.delete("/v1/files/" + file);
        case 6 -> alice.post("/v1/files/" + file + "/undelete", "");
        default -> bringFolder(name + "-" + step);
      }
    }
  }

  /** A folder with a file in it comes from another namespace, as one entry. */
  private void bringFolder(String name) {
    JsonNode made = alice.createFile(elsewhere, "/" + name + "/inside").expect(201).json();
    String parent = made.path("parentId").asText();
    alice.patch("/v1/files/" + parent, "{\"ns\":\"" + ns + "\"}").expect(200);
  }

  /** Reads a listing to its end. */
  private Replica snapshot(int limit, @Nullable UUID under) {
    Replica replica = new Replica();
    String query = "?limit=" + limit + (under == null ? "" : "&under=" + under);
    String token = "";
    do {
      JsonNode page =
          alice
              .get(
                  "/v1/namespaces/"
                      + ns
                      + "/snapshot"
                      + query
                      + (token.isEmpty() ? "" : "&pageToken=" + token))
              .expect(200)
              .json();
      assertThat(replica.seq == 0 || replica.seq == page.path("seq").asLong())
          .as("all pages name one seq")
          .isTrue();
      replica.seq = page.path("seq").asLong();
      page.path("files").forEach(replica::put);
      token = page.path("nextPageToken").asText();
    } while (!token.isEmpty());
    return replica;
  }

  /** What a device makes of a listing and of the journal. */
  private final class Replica {
    private final Map<UUID, JsonNode> newest = new HashMap<>();
    private long seq;

    private void put(JsonNode file) {
      newest.put(id(file), file);
    }

    private static UUID id(JsonNode file) {
      return UUID.fromString(file.path("fileId").asText());
    }

    void follow() {
      boolean hasMore = true;
      while (hasMore) {
        JsonNode page =
            alice.get("/v1/namespaces/" + ns + "/journal?after=" + seq).expect(200).json();
        for (JsonNode entry : page.path("entries")) {
          assertThat(entry.path("seq").asLong()).isEqualTo(seq + 1);
          seq++;
          put(entry);
          if (entry.path("kind").asText().equals("folder") && entry.has("movedFrom")) {
            snapshot(PAGE, id(entry)).newest.forEach(newest::putIfAbsent);
          }
        }
        hasMore = page.path("hasMore").asBoolean();
      }
    }

    /** Path, version and size of each file that is there. */
    Map<String, String> shown() {
      Map<String, String> shown = new TreeMap<>();
      for (JsonNode file : newest.values()) {
        String path = file.path("kind").asText().equals("file") ? path(file) : "";
        if (!path.isEmpty()) {
          shown.put(path, file.path("version").asText() + " " + file.path("size").asText());
        }
      }
      return shown;
    }

    /** Empty if it or a folder above it is deleted. */
    private String path(JsonNode file) {
      StringBuilder path = new StringBuilder();
      Set<UUID> seen = new HashSet<>();
      for (JsonNode at = file; at != null; ) {
        assertThat(seen.add(id(at))).as("no folder lies in itself").isTrue();
        if (at.path("op").asText().equals("delete")) {
          return "";
        }
        path.insert(0, "/" + at.path("name").asText());
        if (!at.hasNonNull("parentId")) {
          return path.toString();
        }
        UUID parent = UUID.fromString(at.path("parentId").asText());
        at = newest.get(parent);
        assertThat(at).as("the folder of %s", path).isNotNull();
      }
      return path.toString();
    }
  }
}
