SELECT block COLLATE "C" AS sha256, min(v.file_id::text || ' version ' || v.version_id) AS used_by
FROM file_versions v
CROSS JOIN LATERAL unnest(v.block_sha256s) AS block
GROUP BY block COLLATE "C"
ORDER BY block COLLATE "C"
