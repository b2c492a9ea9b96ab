-- Stretches of journals as they are now. A row without seq for one of which nothing is there. The ORDER BY within keeps this a look-up
-- for each stretch, whatever the planner takes the tables for.
SELECT wanted.stretch, n.epoch, n.head_seq, n.kept_after, j.seq, j.file_id, j.change, j.committed_at_micros
FROM unnest(?::integer[], ?::uuid[], ?::bigint[], ?::bigint[]) AS wanted (stretch, ns, low, high)
LEFT JOIN namespaces n ON n.ns = wanted.ns
LEFT JOIN LATERAL (
    SELECT seq, file_id, change, (extract(epoch FROM committed_at) * 1000000)::bigint AS committed_at_micros
    FROM journal
    WHERE ns = wanted.ns AND seq BETWEEN wanted.low AND wanted.high
    ORDER BY seq
) AS j ON TRUE
ORDER BY wanted.stretch, j.seq
