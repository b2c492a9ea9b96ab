package io.tidemark.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tidemark.http.Problem;
import io.tidemark.protocol.ProblemCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockStoreTest {
  private final Block block = Block.of("the bytes of a block", 1);

  @TempDir Path folder;
  private BlockStore store;

  @BeforeEach
  void open() throws IOException {
    store = new BlockStore(folder, Disk.REAL);
    store.open();
  }

  @Test
  void a_block_lies_under_its_hash() throws IOException {
    write(store, block);

    Path file =
        folder
            .resolve(block.sha256().substring(0, 2))
            .resolve(block.sha256().substring(2, 4))
            .resolve(block.sha256());
    assertThat(file).hasBinaryContent(block.bytes());
    assertThat(store.path(block.sha256())).isEqualTo(file);
    assertThat(store.sizeBytes(block.sha256())).isEqualTo(block.size());
    assertThat(store.sizeBytes("00".repeat(32))).isEqualTo(-1);
  }

  @Test
  void the_same_block_again_changes_nothing() throws IOException {
    write(store, block);
    write(store, block);

    assertThat(files()).containsExactly(store.path(block.sha256()));
  }

  @Test
  void the_empty_block_is_a_block_too() throws IOException {
    Block empty = Block.of("", 0);
    write(store, empty);

    assertThat(store.sizeBytes(empty.sha256())).isZero();
  }

  @Test
  void a_block_in_parts_is_whole() throws IOException {
    Block large = Block.of("0123456789", 1000);
    BlockWriter writer = store.writer(large.sha256(), large.size());
    for (int from = 0; from < large.size(); from += 1000) {
      writer.append(java.util.Arrays.copyOfRange(large.bytes(), from, from + 1000));
    }
    writer.finish();

    assertThat(store.path(large.sha256())).hasBinaryContent(large.bytes());
  }

  @Test
  void other_bytes_are_refused_and_not_kept() throws IOException {
    BlockWriter writer = store.writer(block.sha256(), block.size());
    byte[] other = block.bytes().clone();
    other[0] ^= 1;
    writer.append(other);

    assertRefused(ProblemCode.HASH_MISMATCH, writer::finish);
    assertThat(files()).isEmpty();
  }

  @Test
  void too_many_or_too_few_bytes_are_refused_and_not_kept() throws IOException {
    BlockWriter small = store.writer(block.sha256(), block.size() - 1);
    assertRefused(ProblemCode.HASH_MISMATCH, () -> small.append(block.bytes()));

    BlockWriter large = store.writer(block.sha256(), block.size() + 1);
    large.append(block.bytes());
    assertRefused(ProblemCode.HASH_MISMATCH, large::finish);

    assertThat(files()).isEmpty();
  }

  @Test
  void a_full_disk_is_a_typed_refusal_and_nothing_is_kept() throws IOException {
    FullDisk disk = new FullDisk(150);
    BlockStore full = new BlockStore(folder, disk);
    Block large = Block.of("0123456789", 20);
    BlockWriter writer = full.writer(large.sha256(), large.size());
    writer.append(java.util.Arrays.copyOf(large.bytes(), 100));

    assertRefused(
        ProblemCode.STORAGE_FULL,
        () -> writer.append(java.util.Arrays.copyOfRange(large.bytes(), 100, 200)));
    assertThat(files()).isEmpty();

    disk.freeBytes.set(1000);
    write(full, large);
    assertThat(full.sizeBytes(large.sha256())).isEqualTo(200);
  }

  @Test
  void the_bytes_are_safe_before_they_get_their_name_and_the_name_before_the_answer()
      throws IOException {
    List<String> done = new ArrayList<>();
    Disk noting =
        new Disk() {
          @Override
          public void write(FileChannel file, ByteBuffer bytes) throws IOException {
            done.add("write");
            Disk.REAL.write(file, bytes);
          }

          @Override
          public void sync(FileChannel file) throws IOException {
            done.add("sync" + (Files.exists(store.path(block.sha256())) ? " named" : ""));
            Disk.REAL.sync(file);
          }
        };
    BlockStore noted = new BlockStore(folder, noting);
    write(noted, block);

    assertThat(done).containsExactly("write", "sync", "sync", "sync", "sync named");
  }

  @Test
  void what_an_upload_left_unfinished_is_gone_after_a_start_once_nobody_goes_on_with_it()
      throws IOException {
    store.writer(block.sha256(), block.size()).append(block.bytes());
    assertThat(files()).hasSize(1);

    // The start of another node on the same folder: the upload may be that of this one.
    new BlockStore(folder, Disk.REAL).open();
    assertThat(files()).hasSize(1);

    Files.setLastModifiedTime(
        files().getFirst(), FileTime.from(Instant.now().minus(Duration.ofMinutes(61))));
    new BlockStore(folder, Disk.REAL).open();
    assertThat(files()).isEmpty();
  }

  private static void write(BlockStore store, Block block) throws IOException {
    BlockWriter writer = store.writer(block.sha256(), block.size());
    writer.append(block.bytes());
    writer.finish();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static void assertRefused(
      ProblemCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(call)
        .satisfies(problem -> assertThat(problem.code()).isEqualTo(code));
  }
}
