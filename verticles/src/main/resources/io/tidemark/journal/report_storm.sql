-- $1 id, $2 ns, $3 epoch, $4 from, $5 to, $6 started, $7 last, $8 peak, $9 nodes. A folder that is gone has no storms.
INSERT INTO folder_storms (storm_id, ns, epoch, from_seq, to_seq, started_at, last_at, peak_per_second, nodes)
SELECT $1, ns, $3, $4, $5, $6, $7, $8, $9 FROM namespaces WHERE ns = $2
ON CONFLICT (storm_id) DO UPDATE
SET to_seq = excluded.to_seq, last_at = excluded.last_at, peak_per_second = excluded.peak_per_second, nodes = excluded.nodes, reported_at = now()
