SELECT v.version_id, v.size_bytes, v.client_mtime, v.committed_at, v.device_id, u.name, v.block_sha256s,
       ARRAY (SELECT b.size_bytes
              FROM unnest(v.block_sha256s) WITH ORDINALITY AS wanted (sha256, place)
              LEFT JOIN blocks b ON b.sha256 = wanted.sha256
              ORDER BY wanted.place)
FROM file_versions v
LEFT JOIN users u ON u.user_id = v.user_id
WHERE v.file_id = $1::uuid AND v.version_id = $2::bigint
