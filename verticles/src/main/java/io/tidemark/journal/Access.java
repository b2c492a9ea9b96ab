package io.tidemark.journal;

import io.tidemark.protocol.NamespaceKind;
import io.tidemark.protocol.Role;
import java.util.UUID;

/**
 * What one user may do in one namespace, and how far its journal was at that moment.
 *
 * @param name the namespace's
 * @param head the newest {@code seq}
 */
public record Access(UUID ns, NamespaceKind kind, String name, Role role, int epoch, long head) {}
