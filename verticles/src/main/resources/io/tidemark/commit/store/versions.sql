SELECT v.file_id, v.version_id, array_to_string(v.block_sha256s, ','), v.size_bytes, v.client_mtime
FROM unnest($1::uuid[], $2::bigint[]) AS wanted (file_id, version_id)
JOIN file_versions v ON v.file_id = wanted.file_id AND v.version_id = wanted.version_id
