-- Entries and all folders above them; UNION, because they share folders. LATERAL and LIMIT fix the order of the look-ups.
WITH RECURSIVE up AS (
    SELECT f.file_id, f.ns, f.owner_user_id, f.parent_folder_id, f.kind, f.name, f.name_key, f.is_deleted, f.version_id, f.size_bytes, f.conflict_of
    FROM unnest($1::uuid[]) AS wanted (file_id)
    CROSS JOIN LATERAL (SELECT * FROM files WHERE files.file_id = wanted.file_id LIMIT 1) AS f
    UNION
    SELECT f.file_id, f.ns, f.owner_user_id, f.parent_folder_id, f.kind, f.name, f.name_key, f.is_deleted, f.version_id, f.size_bytes, f.conflict_of
    FROM up
    CROSS JOIN LATERAL (SELECT * FROM files WHERE files.file_id = up.parent_folder_id LIMIT 1) AS f
)
SELECT file_id, ns, owner_user_id, parent_folder_id, kind, name, name_key, is_deleted, version_id, size_bytes, conflict_of
FROM up
