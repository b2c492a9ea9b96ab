package io.tidemark.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/** A disk that takes some bytes and is then full, as the kernel says it: by /dev/full. */
final class FullDisk implements Disk {
  final AtomicLong freeBytes;

  FullDisk(long freeBytes) {
    this.freeBytes = new AtomicLong(freeBytes);
  }

  @Override
  public void write(FileChannel file, ByteBuffer bytes) throws IOException {
    if (bytes.remaining() > freeBytes.get()) {
      try (FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
        full.write(bytes);
      }
    }
    freeBytes.addAndGet(-bytes.remaining());
    Disk.REAL.write(file, bytes);
  }

  @Override
  public void sync(FileChannel file) throws IOException {
    Disk.REAL.sync(file);
  }
}
