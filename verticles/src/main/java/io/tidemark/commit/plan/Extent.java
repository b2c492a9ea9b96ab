package io.tidemark.commit.plan;

/**
 * How much hangs below a folder.
 *
 * @param entries how many files and folders, those in the trash too
 * @param depth levels below it; 0 if it is empty
 * @param pathChars characters of the longest path below it, from its own name's end
 */
public record Extent(long entries, int depth, int pathChars) {}
