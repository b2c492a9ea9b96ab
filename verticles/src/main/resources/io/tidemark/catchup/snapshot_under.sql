-- $1 namespace, $2 folder, $3 after this file id, $4 rows at most.
WITH RECURSIVE up AS (
    SELECT parent_folder_id AS next, '/' || name AS path
    FROM files
    WHERE ns = $1 AND file_id = $2 AND NOT is_deleted
    UNION ALL
    SELECT f.parent_folder_id, '/' || f.name || up.path
    FROM up
    JOIN files f ON f.file_id = up.next AND NOT f.is_deleted
), tree AS (
    SELECT f.file_id, f.parent_folder_id, f.kind, f.name, f.version_id, f.size_bytes, f.conflict_of, up.path || '/' || f.name AS path
    FROM up
    JOIN files f ON f.ns = $1 AND f.parent_folder_id = $2 AND NOT f.is_deleted
    WHERE up.next IS NULL
    UNION ALL
    SELECT f.file_id, f.parent_folder_id, f.kind, f.name, f.version_id, f.size_bytes, f.conflict_of, tree.path || '/' || f.name
    FROM tree
    JOIN files f ON f.ns = $1 AND f.parent_folder_id = tree.file_id AND NOT f.is_deleted
    WHERE tree.kind = 'folder'
)
SELECT * FROM tree WHERE file_id > $3 ORDER BY file_id LIMIT $4
