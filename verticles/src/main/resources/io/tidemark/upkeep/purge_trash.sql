-- $1: a locked namespace, $2: what was deleted in it before this instant, $3: how many files and folders at most.
-- From the leaves up, as a folder can only go after what lies in it; its content goes with it, deleted itself or not.
-- The limit ends the walk as well: rows come as they are found, nothing is sorted.
WITH RECURSIVE doomed AS (
    SELECT file_id FROM files WHERE ns = $1 AND is_deleted AND deleted_at < $2
    UNION
    SELECT child.file_id FROM files child JOIN doomed ON child.parent_folder_id = doomed.file_id
), leaves AS MATERIALIZED (
    SELECT file_id FROM doomed
    WHERE NOT EXISTS (SELECT 1 FROM files child WHERE child.parent_folder_id = doomed.file_id)
    LIMIT $3
), purged_versions AS (
    DELETE FROM file_versions WHERE file_id IN (SELECT file_id FROM leaves) RETURNING 1
), purged_files AS (
    DELETE FROM files WHERE file_id IN (SELECT file_id FROM leaves) RETURNING 1
)
SELECT (SELECT count(*) FROM purged_files) AS files, (SELECT count(*) FROM purged_versions) AS versions
