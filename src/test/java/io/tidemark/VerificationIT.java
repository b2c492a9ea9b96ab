package io.tidemark;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.config.PostgresUri;
import io.tidemark.config.RedisKeys;
import io.tidemark.config.Topics;
import io.tidemark.config.testing.SharedServers;
import io.tidemark.flow.FolderChange;
import io.tidemark.flow.FolderChangeCodec;
import io.tidemark.flow.JournalEntry;
import io.tidemark.verify.Verification;
import io.tidemark.verify.VerificationReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A hub's copies are the same after a day's work. Then each is broken in every way that one of them
 * can be, all at once, and the verification must tell each in a line.
 */
class VerificationIT {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final TestHub HUB = TestHub.own(Map.of());
  private static final TestClient ALICE = HUB.client("alice");

  /** What was broken, with the folder that it happened in. */
  record Breakage(String where, String expected) {
    @Override
    public String toString() {
      return expected;
    }
  }

  private static final List<Breakage> BREAKAGES = new ArrayList<>();
  private static Connection database;
  private static VerificationReport clean;
  private static VerificationReport broken;

  @BeforeAll
  static void work_then_break_everything() throws Exception {
    PostgresUri uri = PostgresUri.parse(HUB.servers().postgresUri());
    database = DriverManager.getConnection(uri.jdbcUrl(), uri.jdbcProperties());
    aDaysWork();
    clean = verify();
    breakJournals();
    breakFiles();
    breakBlocks();
    breakKafka();
    breakRedis();
    broken = verify();
  }

  private static VerificationReport verify() {
    return Verification.run(HUB.servers(), HUB.blocks(), true, PATIENCE, _ -> {});
  }

  @AfterAll
  static void stop() throws SQLException {
    HUB.stop();
    // A server has few of them.
    execute(
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
            + " WHERE database = current_database() AND NOT active");
    database.close();
  }

  @Test
  void after_a_days_work_all_copies_say_the_same() {
    assertThat(clean.isClean()).as("%s", clean).isTrue();
    assertThat(clean.counted())
        .containsKeys("namespaces", "entries", "files", "versions", "blocks", "kafka records")
        .containsKeys("redis heads", "redis tail changes", "watermarks");
    assertThat(clean.counted().get("purged files")).isEqualTo(2);
    assertThat(clean.counted().get("entries"))
        .isLessThanOrEqualTo(clean.counted().get("kafka records") * 10);
  }

  static List<Breakage> breakages() {
    return BREAKAGES;
  }

  @ParameterizedTest
  @MethodSource("breakages")
  void each_difference_is_one_clear_line(Breakage breakage) {
    assertThat(broken.isClean()).isFalse();
    assertThat(broken.toString().lines().toList())
        .as("%s", broken)
        .contains(
            breakage.expected().substring(0, breakage.expected().indexOf(' '))
                + breakage.where()
                + breakage.expected().substring(breakage.expected().indexOf(' ')));
  }

  private static void aDaysWork() throws SQLException {
    String ns = ALICE.teamFolder("Work");
    String other = ALICE.teamFolder("Other");
    String block = ALICE.storedBlock(ns, "one");
    String file = ALICE.createFile(ns, "/a/b/c.txt").expect(201).text("fileId");
    ALICE.commit(file, 0, block).expect(201);
    ALICE.commit(file, 1, ALICE.storedBlock(ns, "two") + "," + block).expect(201);
    ALICE.commit(file, 1, ALICE.storedBlock(ns, "a conflict")).expect(201);
    ALICE.patch("/v1/files/" + file, "{\"name\":\"d.txt\"}").expect(200);
    ALICE.post("/v1/files/" + file + "/rollback", "{\"version\":1}").expect(201);
    String folder = ALICE.get("/v1/files/" + file).expect(200).text("parentId");
    ALICE.patch("/v1/files/" + folder, "{\"ns\":\"" + other + "\"}").expect(200);
    ALICE.commit(file, 3, block).expect(201);
    ALICE.patch("/v1/files/" + folder, "{\"ns\":\"" + ns + "\"}").expect(200);
    ALICE.patch("/v1/files/" + file, "{\"path\":\"/e.txt\",\"ns\":\"" + other + "\"}").expect(200);
    ALICE.delete("/v1/files/" + file).expect(200);
    ALICE.post("/v1/files/" + file + "/undelete", "").expect(200);
    ALICE.createFile(ns, "/trash/file").expect(201);
    ALICE.delete("/v1/files/" + folderOf(ns, "trash")).expect(200);
    // As upkeep does with trash that is past its days.
    execute("DELETE FROM files WHERE ns = '" + ns + "' AND name IN ('file', 'trash')");
    String pruned = folder();
    execute("DELETE FROM journal WHERE ns = '" + pruned + "' AND seq <= 4");
    execute("UPDATE namespaces SET kept_after = 4 WHERE ns = '" + pruned + "'");
    String old = folder();
    execute("DELETE FROM journal WHERE ns = '" + old + "'");
    execute("UPDATE namespaces SET kept_after = 6 WHERE ns = '" + old + "'");
    ALICE.post("/v1/ack", "{\"device\":\"d1\",\"watermarks\":{\"" + ns + "\":1}}").expect(204);
    until("the watermark is in Redis", () -> redis("EXISTS", watermarksKey("d1")).equals(":1"));
  }

  private static String folderOf(String ns, String name) throws SQLException {
    return query("SELECT file_id FROM files WHERE ns = '" + ns + "' AND name = '" + name + "'");
  }

  /** A folder with three files of one version each; Kafka and Redis have it all. */
  private static String folder() {
    String ns = ALICE.teamFolder("Broken");
    for (String name : List.of("one", "two", "three")) {
      String file = ALICE.createFile(ns, "/" + name).expect(201).text("fileId");
      ALICE.commit(file, 0, ALICE.storedBlock(ns, name + ns)).expect(201);
    }
    awaitHead(ns, 6);
    return ns;
  }

  private static void awaitHead(String ns, long seq) {
    String key = RedisKeys.head(UUID.fromString(ns));
    until("the relay has " + ns, () -> redis("GET", key).endsWith(":" + seq));
  }

  private static void breakJournals() throws SQLException {
    String hole = folder();
    execute("DELETE FROM journal WHERE ns = '" + hole + "' AND seq IN (2, 3)");
    expect(hole, "journal entries 2..3 are missing");
    expect(hole, "kafka in the record of entry 2, entry 2 is not in the journal");
    expect(hole, "redis in the tail, entry 2 is not in the journal");

    String ahead = folder();
    execute("UPDATE namespaces SET head_seq = 7 WHERE ns = '" + ahead + "'");
    expect(ahead, "journal entry 7 is missing");
    expect(ahead, "kafka entry 7 is in no record");

    String behind = folder();
    execute("UPDATE namespaces SET head_seq = 4 WHERE ns = '" + behind + "'");
    expect(behind, "journal entries 5..6 beyond the head 4");
    expect(behind, "kafka in the record of entry 6, entry 6 beyond the journal's head 4");
    expect(behind, "redis the head is 6, the journal's is 4");

    String kept = folder();
    execute("UPDATE namespaces SET kept_after = 1 WHERE ns = '" + kept + "'");
    expect(kept, "journal entry 1 is still there, though all up to 1 are said to be gone");

    String epoch = folder();
    execute("UPDATE journal SET epoch = 9 WHERE ns = '" + epoch + "' AND seq = 1");
    expect(epoch, "journal 1 entries are of another epoch than 1");

    String garbled = folder();
    execute("UPDATE journal SET change = '{}' WHERE ns = '" + garbled + "' AND seq = 6");
    BREAKAGES.add(
        new Breakage(
            " " + garbled + ":",
            "kafka in the record of entry 6, entry 6 is not as in the journal"));
    expect(garbled, "redis in the tail, entry 6 is not as in the journal");
  }

  private static void breakFiles() throws SQLException {
    String ns = folder();
    String one = folderOf(ns, "one");
    String two = folderOf(ns, "two");
    String three = folderOf(ns, "three");
    execute("UPDATE files SET name = 'eno' WHERE file_id = '" + one + "'");
    expect(ns, "files file " + one + ": name is eno, not one as entry 2 says");
    execute("DELETE FROM files WHERE file_id = '" + two + "'");
    expect(ns, "files file " + two + ": the journal tells of it and it does not exist");
    execute("DELETE FROM file_versions WHERE file_id = '" + three + "'");
    expect(ns, "files file " + three + ": version 1, which entry 6 tells of, is missing");
    expect(ns, "files file " + three + ": is at version 1 and has 0 versions");

    String sizes = folder();
    one = folderOf(sizes, "one");
    execute("UPDATE file_versions SET size_bytes = 1 WHERE file_id = '" + one + "'");
    expect(sizes, "files file " + one + ": version 1 has 1 bytes, entry 2 says 39");
    BREAKAGES.add(
        new Breakage(":", "blocks file " + one + " version 1 has 1 bytes, its blocks together 39"));
    two = folderOf(sizes, "two");
    UUID nowhere = UUID.randomUUID();
    execute("UPDATE files SET parent_folder_id = '" + nowhere + "' WHERE file_id = '" + two + "'");
    expect(sizes, "files " + two + " lies in " + nowhere + ", which does not exist");
    execute(
        "INSERT INTO file_versions SELECT 2, file_id, block_sha256s, size_bytes, client_mtime,"
            + " committed_at, device_id, owner_user_id, user_id FROM file_versions"
            + " WHERE file_id = '"
            + folderOf(sizes, "three")
            + "'");
    execute("UPDATE files SET version_id = 2 WHERE file_id = '" + folderOf(sizes, "three") + "'");
    expect(
        sizes,
        "files file " + folderOf(sizes, "three") + ": version 2 is in no entry of the journal");
  }

  private static void breakBlocks() throws SQLException, IOException {
    String ns = folder();
    String one = TestClient.sha256(("one" + ns).getBytes(StandardCharsets.UTF_8));
    String two = TestClient.sha256(("two" + ns).getBytes(StandardCharsets.UTF_8));
    String three = TestClient.sha256(("three" + ns).getBytes(StandardCharsets.UTF_8));
    execute("DELETE FROM blocks WHERE sha256 = '" + one + "'");
    BREAKAGES.add(
        new Breakage(
            ":",
            "blocks "
                + one
                + ", a block of file "
                + folderOf(ns, "one")
                + " version 1, is not in the index"));
    Files.delete(stored(two));
    BREAKAGES.add(new Breakage(":", "blocks " + two + " (39 bytes) is not on disk"));
    Files.write(stored(three), new byte[] {1}, StandardOpenOption.APPEND);
    BREAKAGES.add(new Breakage(":", "blocks " + three + " has 42 bytes on disk, 41 in the index"));

    String changed = folder();
    String bytes = TestClient.sha256(("one" + changed).getBytes(StandardCharsets.UTF_8));
    Files.write(stored(bytes), new byte[39]);
    BREAKAGES.add(
        new Breakage(":", "blocks " + bytes + " has other bytes on disk than its hash says"));
  }

  private static Path stored(String sha256) {
    return HUB.blocks()
        .resolve(sha256.substring(0, 2))
        .resolve(sha256.substring(2, 4))
        .resolve(sha256);
  }

  private static void breakKafka() throws SQLException {
    String hole = folder();
    String end = folder();
    // What is written meanwhile is not for the relay.
    execute("ALTER PUBLICATION tidemark_journal DROP TABLE journal");
    ALICE.createFile(hole, "/unseen").expect(201);
    ALICE.createFile(end, "/unseen").expect(201);
    execute("ALTER PUBLICATION tidemark_journal ADD TABLE journal");
    ALICE.createFile(hole, "/seen").expect(201);
    awaitHead(hole, 8);
    expect(hole, "kafka entry 7 is in no record");
    expect(end, "kafka entry 7 is in no record");

    UUID other = UUID.fromString(folder());
    byte[] change = "{}".getBytes(StandardCharsets.UTF_8);
    JournalEntry entry = new JournalEntry(6, UUID.randomUUID(), change, 1);
    produce(other, FolderChangeCodec.encode(new FolderChange(other, 1, List.of(entry))));
    expect(other.toString(), "kafka in the record of entry 6, entry 6 is not as in the journal");
    produce(other, new byte[] {99});
  }

  private static void produce(UUID ns, byte[] value) {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", HUB.servers().kafkaBootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      var _ = producer.send(new ProducerRecord<>(Topics.JOURNAL, FolderChangeCodec.key(ns), value));
    }
  }

  private static void breakRedis() {
    String ahead = folder();
    redis("SET", RedisKeys.head(UUID.fromString(ahead)), "1:7", "EX", "60");
    expect(ahead, "redis the head is 7, the journal's is 6");

    String eternal = folder();
    redis("PERSIST", RedisKeys.tail(UUID.fromString(eternal)));
    expect(eternal, "redis the tail has no lifetime");

    String hole = folder();
    redis("ZREMRANGEBYSCORE", RedisKeys.tail(UUID.fromString(hole)), "3", "4");
    expect(hole, "redis the tail has a hole: entries 3..4");

    String end = folder();
    redis("ZREMRANGEBYSCORE", RedisKeys.tail(UUID.fromString(end)), "6", "6");
    expect(end, "redis the tail ends at 5, the head is 6");

    String watermark = folder();
    redis("HSET", watermarksKey("d2"), watermark, "1:1:7", "~", "seen");
    redis("EXPIRE", watermarksKey("d2"), "60");
    expect(
        watermark,
        "redis the watermark in " + watermarksKey("d2") + " is 7, the journal's head is 6");
  }

  private static String watermarksKey(String device) {
    return RedisKeys.watermarks("alice", device);
  }

  private static void expect(String ns, String line) {
    BREAKAGES.add(new Breakage(" " + ns + ":", line));
  }

  private static void execute(String sql) throws SQLException {
    try (Statement statement = database.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(String sql) throws SQLException {
    try (Statement statement = database.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  /** One command; the answer's first line, or the string that it holds. */
  private static String redis(String... command) {
    String address = SharedServers.redis().address();
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    StringBuilder request = new StringBuilder("*" + command.length + "\r\n");
    for (String part : command) {
      request.append('$').append(part.length()).append("\r\n").append(part).append("\r\n");
    }
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String line = in.readLine();
      return line.startsWith("$") && !line.equals("$-1") ? in.readLine() : line;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("never: " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }
}
