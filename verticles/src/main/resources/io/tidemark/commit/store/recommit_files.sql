-- Touches no indexed column: the new row stays on its page and no index is written.
UPDATE files f
SET version_id = w.version_id, size_bytes = w.size_bytes
FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS w (file_id, version_id, size_bytes)
WHERE f.file_id = w.file_id
