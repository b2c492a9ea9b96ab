-- $1 namespace, $2 after, $3 entries at most, $4 bytes at most. One row with seq NULL if there is nothing after $2; none if there is no
-- such namespace. One statement, so that head and entries are of one moment.
SELECT n.epoch, n.head_seq, n.kept_after, j.seq, j.file_id, j.change, j.committed_at_micros
FROM namespaces n
LEFT JOIN LATERAL (
    SELECT *
    FROM (
        SELECT seq, file_id, change, (extract(epoch FROM committed_at) * 1000000)::bigint AS committed_at_micros,
               sum(octet_length(change)) OVER (ORDER BY seq ROWS UNBOUNDED PRECEDING) AS bytes
        FROM (SELECT * FROM journal WHERE ns = n.ns AND seq > $2 AND seq <= n.head_seq ORDER BY seq LIMIT $3) AS first
    ) AS sized
    WHERE bytes - octet_length(change) < $4 OR bytes = octet_length(change)
) AS j ON TRUE
WHERE n.ns = $1
ORDER BY j.seq
