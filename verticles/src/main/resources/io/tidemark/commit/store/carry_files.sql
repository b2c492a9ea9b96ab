-- What hangs below a folder follows it to another namespace. The folder itself has moved already; those below are still in the old one.
WITH RECURSIVE below AS (
    SELECT $1::uuid AS file_id
    UNION ALL
    SELECT child.file_id
    FROM below
    CROSS JOIN LATERAL (
        SELECT f.file_id FROM files f WHERE f.ns = $2::uuid AND f.parent_folder_id = below.file_id AND NOT f.is_deleted
        UNION ALL
        SELECT f.file_id FROM files f WHERE f.ns = $2::uuid AND f.parent_folder_id = below.file_id AND f.is_deleted
    ) AS child
)
UPDATE files f
SET ns = $3::uuid, owner_user_id = $4::uuid
FROM below
WHERE f.file_id = below.file_id AND f.file_id <> $1::uuid
