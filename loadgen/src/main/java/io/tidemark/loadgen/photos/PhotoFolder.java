package io.tidemark.loadgen.photos;

import io.tidemark.loadgen.chunk.Block;
import io.tidemark.loadgen.chunk.Chunker;
import io.tidemark.loadgen.chunk.FastCdc;
import io.tidemark.loadgen.client.Await;
import io.tidemark.loadgen.client.BlockSource;
import io.tidemark.loadgen.client.BlockUploader;
import io.tidemark.loadgen.client.Commit;
import io.tidemark.loadgen.client.Committed;
import io.tidemark.loadgen.client.Session;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Commits photos; each call makes files of content that no cache has seen. */
public final class PhotoFolder {
  private static final int SOURCE_BYTES_MAX = 20_000_000;
  private static final Duration UPLOAD_LIMIT = Duration.ofMinutes(10);

  private final Session session;
  private final UUID ns;
  private final List<Path> photos;
  private final Chunker chunker = new Chunker(FastCdc.STANDARD);
  private int copies;

  public PhotoFolder(Session session, UUID ns, List<Path> photos) {
    this.session = session;
    this.ns = ns;
    this.photos = List.copyOf(photos);
  }

  /**
   * The files under a folder whose names are those of pictures, in the order of their names.
   *
   * @throws IOException if it cannot be read, or has none
   */
  public static List<Path> under(Path folder, int most) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> photos =
          files
              .filter(file -> file.toString().matches("(?i).*\\.(jpe?g|png|gif|webp|bmp|tiff?)"))
              .filter(Files::isRegularFile)
              .filter(file -> file.toFile().length() < SOURCE_BYTES_MAX)
              .sorted()
              .limit(most)
              .toList();
      if (photos.isEmpty()) {
        throw new IOException("there are no pictures (jpg, png, gif, webp, bmp, tif) in " + folder);
      }
      return photos;
    }
  }

  /** Commits {@code count} files, going round the photos, and returns their ids. */
  public List<UUID> commit(int count) throws IOException {
    List<UUID> ids = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      ids.add(commit(photos.get(index % photos.size())));
    }
    return ids;
  }

  private UUID commit(Path photo) throws IOException {
    String name = "%05d %s".formatted(++copies, photo.getFileName());
    byte[] original = Files.readAllBytes(photo);
    // Behind the end of a picture nobody looks, but the content is another.
    byte[] mark = (ns + " " + name).getBytes(StandardCharsets.UTF_8);
    byte[] file = Arrays.copyOf(original, original.length + mark.length);
    System.arraycopy(mark, 0, file, original.length, mark.length);
    List<Block> blocks = new ArrayList<>();
    List<BlockSource> sources = new ArrayList<>();
    chunker.chunk(
        new ByteArrayInputStream(file),
        (block, offset, _, _) -> {
          blocks.add(block);
          byte[] bytes = Arrays.copyOfRange(file, (int) offset, (int) offset + block.size());
          sources.add(new BlockSource(block, () -> Buffer.buffer(bytes)));
        });
    Await.of(new BlockUploader(session, _ -> {}).upload(ns, sources), UPLOAD_LIMIT);
    Commit commit = Commit.create("/" + name, blocks, Instant.now(), "photos");
    return switch (Await.of(session.commitAll(ns, List.of(commit))).getFirst()) {
      case Committed.Done done -> done.fileId();
      case Committed.Refused(String code, String detail) ->
          throw new IOException(name + " was refused: " + code + ": " + detail);
    };
  }
}
