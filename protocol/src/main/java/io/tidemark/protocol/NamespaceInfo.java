package io.tidemark.protocol;

import java.util.UUID;

/**
 * One namespace of a user, as it stands in {@code welcome} and {@code GET /v1/namespaces}.
 *
 * @param epoch which incarnation of the journal this is, from 1
 * @param head the newest {@code seq}; 0 for an empty journal
 * @param watermark the highest {@code seq} that the asking device has applied, as far as the hub
 *     knows
 */
public record NamespaceInfo(
    UUID ns, NamespaceKind kind, String name, Role role, int epoch, long head, long watermark) {}
