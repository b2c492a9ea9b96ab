-- $1 namespaces, $2 after which entry of each, $3 entries of each at most.
SELECT n.ns, n.epoch, j.seq, j.file_id, j.change, (extract(epoch FROM j.committed_at) * 1000000)::bigint AS committed_at_micros
FROM unnest($1::uuid[], $2::bigint[]) AS missed (ns, after)
JOIN namespaces n ON n.ns = missed.ns
CROSS JOIN LATERAL (SELECT * FROM journal WHERE ns = n.ns AND seq > missed.after AND seq <= n.head_seq ORDER BY seq LIMIT $3) AS j
ORDER BY n.ns, j.seq
