SELECT sha256, size_bytes
FROM blocks
WHERE sha256 = ANY ($1::text[])
