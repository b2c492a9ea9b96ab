-- What hangs below a folder, the trashed too. The limit bounds the work: a tree beyond it may hold paths that are too long.
WITH RECURSIVE below AS (
    SELECT $1::uuid AS file_id, 0 AS depth, 0 AS path_chars
    UNION ALL
    SELECT f.file_id, below.depth + 1, below.path_chars + 1 + length(f.name)
    FROM below
    JOIN files f ON f.parent_folder_id = below.file_id
)
SELECT count(*) - 1, max(depth), max(path_chars)
FROM (SELECT depth, path_chars FROM below LIMIT 200000) AS bounded
