SELECT wanted.file_id, wanted.version_id, array_to_string(v.block_sha256s, ','), v.size_bytes, v.client_mtime
FROM unnest($1::uuid[], $2::bigint[]) AS wanted (file_id, version_id)
CROSS JOIN LATERAL (
    SELECT block_sha256s, size_bytes, client_mtime
    FROM file_versions
    WHERE file_versions.file_id = wanted.file_id AND file_versions.version_id = wanted.version_id
    LIMIT 1
) AS v
