-- Walks down from the root, as far as the path exists. No name holds a '/', so it separates them.
WITH RECURSIVE walk AS (
    SELECT wanted.keys, 1 AS depth, f.file_id, f.ns, f.owner_user_id, f.parent_folder_id, f.kind, f.name, f.name_key, f.is_deleted, f.version_id, f.size_bytes, f.conflict_of
    FROM (SELECT ns, string_to_array(path, '/') AS keys FROM unnest($1::uuid[], $2::text[]) AS paths (ns, path)) AS wanted
    JOIN files f ON f.ns = wanted.ns AND f.parent_folder_id IS NULL AND f.name_key = wanted.keys[1] AND NOT f.is_deleted
    UNION ALL
    SELECT walk.keys, walk.depth + 1, f.file_id, f.ns, f.owner_user_id, f.parent_folder_id, f.kind, f.name, f.name_key, f.is_deleted, f.version_id, f.size_bytes, f.conflict_of
    FROM walk
    JOIN files f ON f.ns = walk.ns AND f.parent_folder_id = walk.file_id AND f.name_key = walk.keys[walk.depth + 1] AND NOT f.is_deleted
)
SELECT file_id, ns, owner_user_id, parent_folder_id, kind, name, name_key, is_deleted, version_id, size_bytes, conflict_of
FROM walk
