package io.tidemark.thumbnail;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.thumbnail.render.Rendered;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What was rendered lately, bounded by bytes; also that a file gives no thumbnail, so that it is
 * not decoded again each time somebody looks at its folder.
 */
final class MemoryCache {
  /** The key, the entry, the arrays' headers. */
  private static final int ENTRY_BYTES = 300;

  private static final int BROKEN_MAX = 10_000;
  private static final Duration BROKEN_FOR = Duration.ofMinutes(1);

  private final Cache<ThumbnailKey, Rendered> thumbnails;

  /** What may be otherwise next time: a process that died, a block that could not be read. */
  private final Cache<ThumbnailKey, Rendered> broken =
      Caffeine.newBuilder().maximumSize(BROKEN_MAX).expireAfterWrite(BROKEN_FOR).build();

  MemoryCache(long bytesMax) {
    thumbnails =
        Caffeine.newBuilder()
            .maximumWeight(bytesMax)
            .weigher((ThumbnailKey key, Rendered rendered) -> rendered.bytes().length + ENTRY_BYTES)
            .build();
  }

  @Nullable Rendered get(ThumbnailKey key) {
    Rendered found = thumbnails.getIfPresent(key);
    return found != null ? found : broken.getIfPresent(key);
  }

  void put(ThumbnailKey key, Rendered rendered) {
    thumbnails.put(key, rendered);
  }

  void putBroken(ThumbnailKey key, Rendered rendered) {
    broken.put(key, rendered);
  }
}
