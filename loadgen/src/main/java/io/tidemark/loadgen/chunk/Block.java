package io.tidemark.loadgen.chunk;

/**
 * One block of a file: an immutable run of bytes, named by its hash.
 *
 * @param sha256 lower-case hex
 */
public record Block(String sha256, int size) {}
