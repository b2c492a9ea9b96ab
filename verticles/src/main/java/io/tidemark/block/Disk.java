package io.tidemark.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** What a disk does that can fail: the seam at which tests fill one up. */
interface Disk {

  /** Writes all of {@code bytes}. */
  void write(FileChannel file, ByteBuffer bytes) throws IOException;

  /** Returns when the file, or the folder, is safe from a loss of power. */
  void sync(FileChannel file) throws IOException;

  /** The one that the operating system has. */
  Disk REAL =
      new Disk() {
        @Override
        public void write(FileChannel file, ByteBuffer bytes) throws IOException {
          while (bytes.hasRemaining()) {
            file.write(bytes);
          }
        }

        @Override
        public void sync(FileChannel file) throws IOException {
          file.force(true);
        }
      };
}
