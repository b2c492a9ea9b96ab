package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the hub should make of uploads, one after the other, of one file. */
final class MysteryModel {
  /** What is to stand in the journal. */
  record Line(String op, UUID fileId, long version, long size) {}

  /** What a device sent, and what it was answered. */
  record Upload(long base, @Nullable String value, Answer answer) {
    boolean isTaken() {
      return answer.status() < 300;
    }

    long seq() {
      return answer.json().path("seq").asLong();
    }
  }

  private record State(long version, boolean deleted) {}

  private final UUID fileId;
  private final TreeMap<Long, Line> journal = new TreeMap<>();
  private final Map<Long, String> values = new HashMap<>();
  private final Map<UUID, String> copies = new LinkedHashMap<>();
  private final List<State> states = new ArrayList<>();
  private long version;
  private boolean deleted;

  /**
   * @param seq of the entry that made it, without content
   */
  MysteryModel(UUID fileId, long seq) {
    this.fileId = fileId;
    journal.put(seq, new Line("create", fileId, 0, 0));
  }

  long head() {
    return journal.lastKey();
  }

  long version() {
    return version;
  }

  boolean isDeleted() {
    return deleted;
  }

  Map<UUID, String> copies() {
    return copies;
  }

  Map<Long, String> values() {
    return values;
  }

  /** Takes uploads that were under way together; their seqs say in which order they were taken. */
  void take(List<Upload> together) {
    states.clear();
    states.add(new State(version, deleted));
    together.stream()
        .filter(Upload::isTaken)
        .sorted((one, other) -> Long.compare(one.seq(), other.seq()))
        .forEach(upload -> {
          assertThat(upload.seq()).as("%s", upload).isEqualTo(head() + 1);
          if (upload.value() == null) {
            delete(upload);
          } else {
            write(upload, upload.value());
          }
          states.add(new State(version, deleted));
        });
    together.stream().filter(upload -> !upload.isTaken()).forEach(this::explainRefusal);
  }

  private void write(Upload upload, String value) {
    JsonNode answer = upload.answer().json();
    if (upload.base() < version) {
      JsonNode conflict = answer.path("conflict");
      assertThat(conflict.path("ofVersion").asLong()).as("%s", upload).isEqualTo(version);
      UUID copy = UUID.fromString(conflict.path("fileId").asText());
      copies.put(copy, value);
      journal.put(upload.seq(), new Line("create", copy, 1, value.length()));
      return;
    }
    assertThat(answer.has("conflict")).as("%s", upload).isFalse();
    assertThat(answer.path("restored").asBoolean()).as("%s", upload).isEqualTo(deleted);
    version++;
    assertThat(answer.path("version").asLong()).as("%s", upload).isEqualTo(version);
    values.put(version, value);
    journal.put(
        upload.seq(), new Line(deleted ? "restore" : "commit", fileId, version, value.length()));
    deleted = false;
  }

  private void delete(Upload upload) {
    assertThat(deleted).as("%s", upload).isFalse();
    assertThat(upload.base()).as("an edit was deleted unseen by %s", upload).isEqualTo(version);
    deleted = true;
    long size = values.getOrDefault(version, "").length();
    journal.put(upload.seq(), new Line("delete", fileId, version, size));
  }

  /** Only deletes are refused: for a newer edit, or since it is deleted already. */
  private void explainRefusal(Upload upload) {
    assertThat(upload.value()).as("%s", upload).isNull();
    upload.answer().expect(409);
    String code = upload.answer().text("code");
    boolean isExplained =
        states.stream()
            .anyMatch(state ->
                switch (code) {
                  case "edited" -> !state.deleted() && state.version() > upload.base();
                  case "deleted" -> state.deleted();
                  default -> false;
                });
    assertThat(isExplained).as("%s after %s", upload, states).isTrue();
  }

  /** What a delta over this stretch must hold: of each file the newest line. */
  Map<Long, Line> compacted(long from, long to) {
    Map<UUID, Long> newest = new HashMap<>();
    Map<Long, Line> stretch = journal.subMap(from, false, to, true);
    stretch.forEach((seq, line) -> newest.put(line.fileId(), seq));
    TreeMap<Long, Line> compacted = new TreeMap<>(stretch);
    compacted.keySet().retainAll(newest.values());
    return compacted;
  }
}
