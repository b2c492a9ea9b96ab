-- Walks down from the root, as far as the path exists. No name holds a '/', so it separates them.
WITH RECURSIVE walk AS (
    SELECT wanted.keys, 1 AS depth, f.file_id, f.ns, f.owner_user_id, f.parent_folder_id, f.kind, f.name, f.name_key, f.is_deleted, f.version_id, f.size_bytes, f.conflict_of
    FROM (SELECT ns, string_to_array(path, '/') AS keys FROM unnest($1::uuid[], $2::text[]) AS paths (ns, path)) AS wanted
    CROSS JOIN LATERAL (
        SELECT * FROM files
        WHERE name_place(ns, parent_folder_id, name_key) = name_place(wanted.ns, NULL, wanted.keys[1]) AND NOT is_deleted
        LIMIT 1
    ) AS f
    UNION ALL
    SELECT walk.keys, walk.depth + 1, f.file_id, f.ns, f.owner_user_id, f.parent_folder_id, f.kind, f.name, f.name_key, f.is_deleted, f.version_id, f.size_bytes, f.conflict_of
    FROM walk
    CROSS JOIN LATERAL (
        SELECT * FROM files
        WHERE name_place(ns, parent_folder_id, name_key) = name_place(walk.ns, walk.file_id, walk.keys[walk.depth + 1]) AND NOT is_deleted
        LIMIT 1
    ) AS f
)
SELECT file_id, ns, owner_user_id, parent_folder_id, kind, name, name_key, is_deleted, version_id, size_bytes, conflict_of
FROM walk
