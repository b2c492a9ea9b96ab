SELECT wanted.place, (extract(epoch FROM j.committed_at) * 1000)::bigint AS committed_at_millis
FROM unnest(?::integer[], ?::uuid[], ?::bigint[]) AS wanted (place, ns, seq)
CROSS JOIN LATERAL (SELECT committed_at FROM journal WHERE ns = wanted.ns AND seq = wanted.seq LIMIT 1) AS j
