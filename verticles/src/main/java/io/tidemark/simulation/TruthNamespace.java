package io.tidemark.simulation;

import io.tidemark.protocol.NamespaceKind;
import io.tidemark.protocol.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A namespace as it really is. */
final class TruthNamespace {
  static final long NEVER = Long.MAX_VALUE;

  /**
   * @param joinedMicros tells one membership from the one before
   * @param expiresMillis wall clock; {@link #NEVER} if it does not
   */
  record Member(Role role, long joinedMicros, long expiresMillis) {
    boolean isValid(long nowMillis) {
      return nowMillis < expiresMillis;
    }
  }

  private final UUID ns;
  private final NamespaceKind kind;
  private final String name;
  private final List<UUID> files;
  private final List<Incarnation> incarnations = new ArrayList<>(1);
  private final Map<String, Member> members = new LinkedHashMap<>();

  TruthNamespace(UUID ns, NamespaceKind kind, String name, List<UUID> files) {
    this.ns = ns;
    this.kind = kind;
    this.name = name;
    this.files = files;
    incarnations.add(new Incarnation(1, List.of(), 0));
  }

  UUID ns() {
    return ns;
  }

  NamespaceKind kind() {
    return kind;
  }

  String name() {
    return name;
  }

  /** The files that commits are about. */
  List<UUID> files() {
    return files;
  }

  Map<String, Member> members() {
    return members;
  }

  boolean isMember(String user, long nowMillis) {
    Member member = members.get(user);
    return member != null && member.isValid(nowMillis);
  }

  Incarnation journal() {
    return incarnations.getLast();
  }

  /** The journal as it was in {@code epoch}; null if there was none. */
  @Nullable Incarnation journal(int epoch) {
    return epoch >= 1 && epoch <= incarnations.size() ? incarnations.get(epoch - 1) : null;
  }

  /** The journal goes back to where it was at {@code seq}, in a new incarnation. */
  void restore(long seq) {
    Incarnation old = journal();
    incarnations.add(new Incarnation(old.epoch() + 1, old.upTo(seq), old.forgotten()));
  }
}
