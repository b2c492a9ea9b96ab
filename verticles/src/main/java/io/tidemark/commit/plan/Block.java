package io.tidemark.commit.plan;

/** A piece of a file's content, as the client names it. */
public record Block(String sha256, long size) {}
