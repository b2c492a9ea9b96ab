-- $1 namespace, $2 after this file id, $3 rows at most. path is null for what lies under a folder in the trash: such rows stand here so
-- that the last id read is known.
WITH RECURSIVE page AS (
    SELECT file_id, parent_folder_id, kind, name, version_id, size_bytes, conflict_of
    FROM files
    WHERE ns = $1 AND file_id > $2 AND NOT is_deleted
    ORDER BY file_id
    LIMIT $3
), up AS (
    SELECT file_id, parent_folder_id AS next, '/' || name AS path
    FROM page
    UNION ALL
    SELECT up.file_id, f.parent_folder_id, '/' || f.name || up.path
    FROM up
    JOIN files f ON f.file_id = up.next AND NOT f.is_deleted
)
SELECT page.*, up.path
FROM page
LEFT JOIN up ON up.file_id = page.file_id AND up.next IS NULL
ORDER BY page.file_id
