-- $1: hashes. Of these, the ones that the store has.
SELECT sha256, size_bytes
FROM blocks
WHERE sha256 = ANY ($1::text[])
