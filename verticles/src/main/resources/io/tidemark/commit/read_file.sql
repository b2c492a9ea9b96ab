-- A file or folder and those above it, upwards, with what the caller may do: as a member, or by a share on any of them.
WITH RECURSIVE up AS (
    SELECT f.file_id, f.ns, f.parent_folder_id, f.kind, f.name, f.is_deleted, f.version_id, f.size_bytes, f.conflict_of, f.created_at,
           f.deleted_at, 0 AS height
    FROM files f
    WHERE f.file_id = $1::uuid
    UNION ALL
    SELECT f.file_id, f.ns, f.parent_folder_id, f.kind, f.name, f.is_deleted, f.version_id, f.size_bytes, f.conflict_of, f.created_at,
           f.deleted_at, up.height + 1
    FROM up
    JOIN files f ON f.file_id = up.parent_folder_id
    WHERE up.height < 256
)
SELECT up.*, m.role,
       EXISTS (SELECT FROM shares s
               WHERE s.file_id = up.file_id AND s.grantee_user_id = $2::uuid AND (s.expires_at IS NULL OR s.expires_at > now())) AS shared
FROM up
LEFT JOIN members m ON m.ns = up.ns AND m.user_id = $2::uuid AND (m.expires_at IS NULL OR m.expires_at > now())
ORDER BY up.height
