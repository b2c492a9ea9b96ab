package io.tidemark.loadgen.demo;

import java.util.Map;
import java.util.TreeMap;

/**
 * Git's files that the hub does not take, by its rules: names that clash regardless of case, names
 * that are not allowed. They are told, and left out of the comparison.
 */
final class Refusals {
  private final Map<String, String> byPath = new TreeMap<>();
  private long count;

  void add(String gitPath, String why) {
    if (byPath.put(gitPath, why) == null) {
      count++;
    }
  }

  void remove(String gitPath) {
    byPath.remove(gitPath);
  }

  boolean contains(String gitPath) {
    return byPath.containsKey(gitPath);
  }

  /** Those that are refused now: path → why. */
  Map<String, String> now() {
    return byPath;
  }

  /** How often a file was refused, also such that found a place later. */
  long count() {
    return count;
  }
}
