-- $1 ns, $2 limit. A node reports an open storm every few seconds: one that is silent is down, and the storm over as far as anybody knows.
SELECT storm_id, ns, epoch, from_seq, to_seq, started_at, last_at, peak_per_second, nodes, now() - reported_at < interval '15 seconds' AS reported_lately
FROM folder_storms
WHERE ns = $1
ORDER BY started_at DESC, storm_id
LIMIT $2
