-- What hangs below a folder, the trashed too. The limit bounds the work: a tree beyond it may hold paths that are too long.
WITH RECURSIVE below AS (
    SELECT f.file_id, f.ns, 0 AS depth, 0 AS path_chars
    FROM files f
    WHERE f.file_id = $1::uuid
    UNION ALL
    SELECT child.file_id, below.ns, below.depth + 1, below.path_chars + 1 + length(child.name)
    FROM below
    CROSS JOIN LATERAL (
        SELECT f.file_id, f.name FROM files f WHERE f.ns = below.ns AND f.parent_folder_id = below.file_id AND NOT f.is_deleted
        UNION ALL
        SELECT f.file_id, f.name FROM files f WHERE f.ns = below.ns AND f.parent_folder_id = below.file_id AND f.is_deleted
    ) AS child
)
SELECT count(*) - 1, max(depth), max(path_chars)
FROM (SELECT depth, path_chars FROM below LIMIT 200000) AS bounded
