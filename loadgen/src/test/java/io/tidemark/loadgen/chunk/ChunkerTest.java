package io.tidemark.loadgen.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChunkerTest {
  /** Small sizes of the same shape, so that a test cuts hundreds of blocks. */
  private static final FastCdc SMALL = new FastCdc(512, 4096, 8192);

  @Test
  void an_empty_file_has_no_blocks() {
    Chunker chunker = new Chunker(FastCdc.STANDARD);
    assertThat(chunker.blocksOf(new byte[0])).isEmpty();
    assertThat(chunker.blocksOf(new ByteArrayInputStream(new byte[0]))).isEmpty();
  }

  @Test
  void a_file_up_to_the_minimum_is_one_block() {
    assertThat(new Chunker(FastCdc.STANDARD).blocksOf("abc".getBytes(StandardCharsets.UTF_8)))
        .containsExactly(
            new Block("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 3));
    assertThat(new Chunker(SMALL).blocksOf(random(1, 512))).hasSize(1);
  }

  @Test
  void blocks_lie_between_minimum_and_maximum_and_near_the_average() {
    List<Block> blocks = new Chunker(SMALL).blocksOf(random(2, 4_000_000));
    List<Block> inner = blocks.subList(0, blocks.size() - 1);
    assertThat(inner).allSatisfy(b -> assertThat(b.size()).isBetween(513, 8192));
    assertThat(inner.stream().mapToInt(Block::size).average().orElseThrow())
        .isBetween(3_400.0, 5_200.0);
  }

  @Test
  void bytes_without_any_border_are_cut_at_the_maximum() {
    List<Block> blocks = new Chunker(SMALL).blocksOf(new byte[20_000]);
    assertThat(blocks).extracting(Block::size).containsExactly(8192, 8192, 3616);
  }

  @Test
  void the_blocks_put_together_are_the_file_and_streaming_cuts_alike() throws Exception {
    byte[] file = random(3, 300_000);
    ByteArrayOutputStream together = new ByteArrayOutputStream();
    List<Block> streamed = new ArrayList<>();
    List<Long> offsets = new ArrayList<>();
    new Chunker(SMALL)
        .chunk(
            new ByteArrayInputStream(file),
            (block, offset, bytes, from) -> {
              offsets.add(offset);
              streamed.add(block);
              together.write(bytes, from, block.size());
            });
    assertThat(together.toByteArray()).isEqualTo(file);
    assertThat(streamed).isEqualTo(new Chunker(SMALL).blocksOf(file));
    long expected = 0;
    for (int i = 0; i < streamed.size(); i++) {
      assertThat(offsets.get(i)).isEqualTo(expected);
      expected += streamed.get(i).size();
    }
  }

  @Test
  void after_an_insertion_the_borders_come_back_and_nearly_all_blocks_are_shared() {
    byte[] before = random(4, 1_000_000);
    byte[] after = new byte[before.length + 7];
    System.arraycopy(before, 0, after, 0, 300_000);
    System.arraycopy("INSERT!".getBytes(StandardCharsets.UTF_8), 0, after, 300_000, 7);
    System.arraycopy(before, 300_000, after, 300_007, before.length - 300_000);
    Set<Block> known = new HashSet<>(new Chunker(SMALL).blocksOf(before));
    List<Block> changed =
        new Chunker(SMALL).blocksOf(after).stream().filter(b -> !known.contains(b)).toList();
    assertThat(changed).isNotEmpty().hasSizeLessThanOrEqualTo(8);
  }

  @Test
  void the_standard_sizes_cut_where_they_always_did() {
    List<Block> blocks = new Chunker(FastCdc.STANDARD).blocksOf(random(5, 24 << 20));
    assertThat(blocks.subList(0, blocks.size() - 1))
        .allSatisfy(b -> assertThat(b.size()).isBetween(512 << 10, 8 << 20));
    assertThat(Gear.shared()).startsWith(Gear.table(0x746964656d61726bL)[0]).hasSize(256);
    assertThat(blocks).isEqualTo(new Chunker(FastCdc.STANDARD).blocksOf(random(5, 24 << 20)));
  }

  @Test
  void sizes_that_make_no_sense_are_refused() {
    assertThatThrownBy(() -> new FastCdc(10, 4096, 100))
        .hasMessageContaining("min <= average <= max");
    assertThatThrownBy(() -> new FastCdc(10, 4000, 8000)).hasMessageContaining("power of two");
  }

  private static byte[] random(long seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
