package io.tidemark.loadgen.put;

import java.nio.file.Path;

/**
 * A file of this machine and where it belongs in the folder.
 *
 * @param hubPath absolute, with slashes
 */
record LocalFile(Path file, String hubPath) {}
