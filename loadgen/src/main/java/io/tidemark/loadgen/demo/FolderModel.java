package io.tidemark.loadgen.demo;

import io.tidemark.protocol.InvalidNameException;
import io.tidemark.protocol.Names;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What the replayer knows of the team folder: which of git's files is which file of the hub. The
 * hub's names are unique regardless of case and Unicode form, git's are not, so a path of git may
 * stand at a slightly different one of the hub, or find its place taken.
 */
final class FolderModel {
  /** A file of the hub. */
  record Node(UUID fileId, String gitPath, String hubPath, long version, ObjectId blob) {}

  /** Where a path of git belongs. */
  sealed interface Place {}

  /**
   * @param hubPath as the hub will write it
   * @param missing the folders above it that are not there yet, outermost first
   */
  record Free(String hubPath, List<String> missing) implements Place {}

  /** The very file is there already. */
  record Own(Node node) implements Place {}

  /** Another file or folder has the name. */
  record Clash(String with) implements Place {}

  /** The name is none that the hub takes. */
  record Invalid(String why) implements Place {}

  private final Map<String, Node> byGitPath = new TreeMap<>();
  private final Map<String, Node> byKey = new HashMap<>();
  private final Map<String, String> directories = new HashMap<>();

  Place place(String gitPath) {
    Node own = byGitPath.get(gitPath);
    if (own != null) {
      return new Own(own);
    }
    List<String> names;
    try {
      names = Names.parsePath("/" + gitPath);
    } catch (InvalidNameException e) {
      return new Invalid(String.valueOf(e.getMessage()));
    }
    StringBuilder hubPath = new StringBuilder();
    StringBuilder key = new StringBuilder();
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      hubPath.append('/').append(names.get(i));
      key.append('/').append(Names.key(names.get(i)));
      Node file = byKey.get(key.toString());
      if (file != null) {
        return new Clash(file.gitPath());
      }
      String directory = directories.get(key.toString());
      boolean last = i == names.size() - 1;
      if (directory != null) {
        if (last) {
          return new Clash(directory);
        }
        hubPath.setLength(0);
        hubPath.append(directory);
      } else if (!last) {
        missing.add(hubPath.toString());
      }
    }
    return new Free(hubPath.toString(), List.copyOf(missing));
  }

  @Nullable Node file(String gitPath) {
    return byGitPath.get(gitPath);
  }

  Collection<Node> files() {
    return byGitPath.values();
  }

  void put(Node node) {
    byGitPath.put(node.gitPath(), node);
    byKey.put(key(node.hubPath()), node);
  }

  void remove(Node node) {
    byGitPath.remove(node.gitPath());
    byKey.remove(key(node.hubPath()));
  }

  /** The folders are there, or will be as soon as the file is for which they are made. */
  void addDirectories(Collection<String> hubPaths) {
    hubPaths.forEach(hubPath -> directories.put(key(hubPath), hubPath));
  }

  /**
   * Takes out the folders that hold no file any more; only the outermost of each branch is told.
   */
  List<String> prune() {
    Set<String> needed = new HashSet<>();
    byKey.keySet().forEach(key -> addParents(key, needed));
    List<String> outermost = new ArrayList<>();
    for (Map.Entry<String, String> entry : directories.entrySet()) {
      String parent = parent(entry.getKey());
      boolean parentStays = parent.isEmpty() || needed.contains(parent);
      // Where a file has the name, the folder that was counted on never came to be.
      boolean file = byKey.containsKey(entry.getKey());
      if (!needed.contains(entry.getKey()) && parentStays && !file) {
        outermost.add(entry.getValue());
      }
    }
    directories.keySet().removeIf(key -> !needed.contains(key));
    return outermost;
  }

  private static void addParents(String key, Set<String> parents) {
    String parent = parent(key);
    while (!parent.isEmpty() && parents.add(parent)) {
      parent = parent(parent);
    }
  }

  private static String parent(String key) {
    return key.substring(0, Math.max(0, key.lastIndexOf('/')));
  }

  private static String key(String hubPath) {
    StringBuilder key = new StringBuilder();
    for (String name : hubPath.substring(1).split("/", -1)) {
      key.append('/').append(Names.key(name));
    }
    return key.toString();
  }
}
