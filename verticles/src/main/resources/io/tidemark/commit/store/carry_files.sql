-- What hangs below a folder follows it to another namespace, the trashed too.
WITH RECURSIVE below AS (
    SELECT f.file_id
    FROM files f
    WHERE f.parent_folder_id = $1::uuid
    UNION ALL
    SELECT f.file_id
    FROM below
    JOIN files f ON f.parent_folder_id = below.file_id
)
UPDATE files f
SET ns = $2::uuid, owner_user_id = $3::uuid
FROM below
WHERE f.file_id = below.file_id
