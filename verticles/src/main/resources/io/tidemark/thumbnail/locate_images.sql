-- For each wanted file and version (0: the newest), in order: whether it is there, whether the user may read it (as a member, or by a
-- share on it or on a folder above it), and the blocks of that version.
WITH RECURSIVE wanted AS (
    SELECT w.place, w.file_id, w.version
    FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY AS w (file_id, version, place)
), found AS (
    SELECT DISTINCT f.file_id, f.ns, f.parent_folder_id, f.kind, f.version_id,
           EXISTS (SELECT FROM members m
                   WHERE m.ns = f.ns AND m.user_id = $3::uuid AND (m.expires_at IS NULL OR m.expires_at > now())) AS is_member
    FROM wanted w
    JOIN files f ON f.file_id = w.file_id
), up AS (
    SELECT f.file_id AS root, f.file_id, f.parent_folder_id, 0 AS height
    FROM found f
    WHERE NOT f.is_member
    UNION ALL
    SELECT up.root, f.file_id, f.parent_folder_id, up.height + 1
    FROM up
    JOIN files f ON f.file_id = up.parent_folder_id
    WHERE up.height < 256
), shared AS (
    SELECT DISTINCT up.root
    FROM up
    JOIN shares s ON s.file_id = up.file_id
    WHERE s.grantee_user_id = $3::uuid AND (s.expires_at IS NULL OR s.expires_at > now())
)
SELECT f.kind, (f.is_member OR shared.root IS NOT NULL) AS may_read, v.size_bytes, v.block_sha256s
FROM wanted w
LEFT JOIN found f ON f.file_id = w.file_id
LEFT JOIN shared ON shared.root = f.file_id
LEFT JOIN LATERAL (SELECT fv.size_bytes, fv.block_sha256s
                   FROM file_versions fv
                   WHERE fv.file_id = f.file_id AND fv.version_id = CASE WHEN w.version = 0 THEN f.version_id ELSE w.version END
                   LIMIT 1) v ON TRUE
ORDER BY w.place
