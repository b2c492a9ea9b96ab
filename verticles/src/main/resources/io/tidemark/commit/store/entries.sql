-- Entries and all folders above them; UNION, because they share folders.
WITH RECURSIVE up AS (
    SELECT f.file_id, f.ns, f.owner_user_id, f.parent_folder_id, f.kind, f.name, f.name_key, f.is_deleted, f.version_id, f.size_bytes, f.conflict_of
    FROM unnest($1::uuid[]) AS wanted (file_id)
    JOIN files f ON f.file_id = wanted.file_id
    UNION
    SELECT f.file_id, f.ns, f.owner_user_id, f.parent_folder_id, f.kind, f.name, f.name_key, f.is_deleted, f.version_id, f.size_bytes, f.conflict_of
    FROM up
    JOIN files f ON f.file_id = up.parent_folder_id
)
SELECT file_id, ns, owner_user_id, parent_folder_id, kind, name, name_key, is_deleted, version_id, size_bytes, conflict_of
FROM up
