-- $1: hashes, $2: their sizes. Sorted, so that two nodes that add the same blocks wait for each other in one order.
INSERT INTO blocks (sha256, size_bytes)
SELECT sha256, size_bytes
FROM unnest($1::text[], $2::bigint[]) AS added (sha256, size_bytes)
ORDER BY sha256
ON CONFLICT (sha256) DO NOTHING
