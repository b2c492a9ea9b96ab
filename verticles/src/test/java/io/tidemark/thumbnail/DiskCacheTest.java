package io.tidemark.thumbnail;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.thumbnail.render.ItemStatus;
import io.tidemark.thumbnail.render.Rendered;
import io.tidemark.thumbnail.render.ThumbnailFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskCacheTest {
  @TempDir Path folder;

  private static Rendered of(int bytes) {
    return new Rendered(ItemStatus.OK, ThumbnailFormat.WEBP, new byte[bytes]);
  }

  private long files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void what_is_kept_is_there_after_a_restart() throws IOException {
    DiskCache before = new DiskCache(folder, 1000);
    before.open();
    before.put("abcd", of(99));
    DiskCache after = new DiskCache(folder, 1000);
    after.open();

    assertThat(after.get("abcd").format()).isEqualTo(ThumbnailFormat.WEBP);
    assertThat(after.get("abcd").bytes()).hasSize(99);
    assertThat(after.bytes()).isEqualTo(100);
    assertThat(after.get("ffff")).isNull();
  }

  @Test
  void what_was_used_longest_ago_goes_when_there_is_no_room() throws IOException {
    DiskCache cache = new DiskCache(folder, 300);
    cache.open();
    cache.put("aa1", of(99));
    cache.put("bb2", of(99));
    cache.put("cc3", of(99));
    cache.get("aa1");

    cache.put("dd4", of(99));

    assertThat(cache.get("bb2")).isNull();
    assertThat(cache.get("aa1")).isNotNull();
    assertThat(cache.bytes()).isEqualTo(300);
    assertThat(files()).isEqualTo(3);
  }

  @Test
  void what_somebody_deleted_is_not_there_any_more() throws IOException {
    DiskCache cache = new DiskCache(folder, 300);
    cache.open();
    cache.put("aa1", of(99));
    Files.delete(folder.resolve("aa").resolve("aa1"));

    assertThat(cache.get("aa1")).isNull();
    assertThat(cache.bytes()).isZero();
  }

  @Test
  void a_cache_of_no_size_keeps_nothing() throws IOException {
    DiskCache cache = new DiskCache(folder, 0);
    cache.open();
    cache.put("aa1", of(99));

    assertThat(cache.get("aa1")).isNull();
    assertThat(files()).isZero();
  }
}
