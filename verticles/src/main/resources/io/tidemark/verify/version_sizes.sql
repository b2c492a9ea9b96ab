-- Versions whose blocks, all of them known, do not add up to their size.
SELECT v.file_id, v.version_id, v.size_bytes, sizes.total
FROM file_versions v
CROSS JOIN LATERAL (
    SELECT coalesce(sum(b.size_bytes), 0) AS total, count(b.sha256) AS known
    FROM unnest(v.block_sha256s) AS block
    LEFT JOIN blocks b ON b.sha256 = block
) AS sizes
WHERE sizes.known = cardinality(v.block_sha256s) AND sizes.total <> v.size_bytes
ORDER BY v.file_id, v.version_id
