package io.tidemark.protocol;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One journal entry as devices see it. It carries the whole state of the file after the change, so
 * that the newest alone is enough.
 *
 * @param seq the entry's number in its namespace's journal, from 1
 * @param parentId the folder that holds it; null for the namespace's root
 * @param path absolute, as it was at this {@code seq}
 * @param version the file's newest version; 0 for a folder and for a file without content
 * @param size bytes of that version
 * @param conflictOf the file that this conflicted copy was split from
 * @param movedTo on the delete side of a move between namespaces: the namespace it went to
 * @param movedFrom on the create side: the namespace it came from
 */
public record Change(
    long seq,
    ChangeOp op,
    EntryKind kind,
    UUID fileId,
    @Nullable UUID parentId,
    String name,
    String path,
    long version,
    long size,
    Instant timestamp,
    String user,
    @Nullable String device,
    @Nullable UUID conflictOf,
    @Nullable UUID movedTo,
    @Nullable UUID movedFrom) {}
