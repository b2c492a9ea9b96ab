-- $1 namespace, $2 seqs. Those that are not kept any more are left out.
SELECT seq, extract(epoch FROM clock_timestamp() - committed_at)::double precision AS age_seconds
FROM journal
WHERE ns = $1 AND seq = ANY ($2)
