package io.tidemark.loadgen.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.loadgen.chunk.Block;
import io.tidemark.loadgen.chunk.Chunker;
import io.tidemark.loadgen.chunk.FastCdc;
import io.tidemark.loadgen.cli.Toolbox;
import io.tidemark.loadgen.fake.FakeHub;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BlockUploaderTest {
  private final FakeHub hub = FakeHub.start();
  private final Toolbox tools = new Toolbox(hub.url(), null);
  private final Session session = tools.session("ann");
  private final List<Block> uploaded = new ArrayList<>();
  private UUID ns;

  @BeforeEach
  void create_folder() {
    ns = Await.of(session.createTeamFolder("blocks"));
  }

  @AfterEach
  void stop() {
    tools.close();
    hub.close();
  }

  @Test
  void only_what_is_missing_is_uploaded_and_each_block_once() {
    assertThat(upload(source(1), source(2), source(1)).blocks()).isEqualTo(2);
    assertThat(upload(source(1), source(2), source(3)).blocks()).isEqualTo(1);
    assertThat(uploaded).hasSize(3);
  }

  @Test
  void nothing_to_upload_is_no_call() {
    assertThat(upload()).isEqualTo(new BlockUploader.Uploaded(0, 0));
  }

  @Test
  void cut_uploads_are_resumed_and_what_arrived_is_not_sent_again() {
    hub.cutUploads(3);
    BlockSource[] sources = new BlockSource[10];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = source(100 + i);
    }
    assertThat(upload(sources).blocks()).isEqualTo(10);
    assertThat(uploaded).hasSize(10).doesNotHaveDuplicates();
  }

  @Test
  void other_bytes_than_the_hash_says_are_refused_and_not_tried_again() {
    Block block = source(1).block();
    BlockSource changed = new BlockSource(block, () -> Buffer.buffer("other bytes, same length?"));
    assertThatThrownBy(() -> upload(changed))
        .isInstanceOfSatisfying(
            HubException.class, e -> assertThat(e.code()).isEqualTo("hash_mismatch"));
  }

  private BlockUploader.Uploaded upload(BlockSource... sources) {
    return Await.of(new BlockUploader(session, uploaded::add).upload(ns, List.of(sources)));
  }

  private static BlockSource source(int number) {
    Buffer bytes = Buffer.buffer("block number " + number);
    Block block = new Chunker(FastCdc.STANDARD).blocksOf(bytes.getBytes()).getFirst();
    return new BlockSource(block, () -> bytes);
  }
}
