SELECT v.version_id, v.size_bytes, v.client_mtime, v.committed_at, v.device_id, u.name
FROM file_versions v
LEFT JOIN users u ON u.user_id = v.user_id
WHERE v.file_id = $1::uuid AND v.version_id < $2::bigint
ORDER BY v.version_id DESC
LIMIT $3::int
