-- $1 user. What is left of a membership is told, not when it ends: this clock and a node's need not agree.
SELECT n.ns, n.kind, n.name, m.role, n.epoch, n.head_seq,
       (extract(epoch FROM m.added_at) * 1000000)::bigint AS joined_micros,
       (extract(epoch FROM m.expires_at - now()) * 1000)::bigint AS left_millis
FROM members m
JOIN namespaces n USING (ns)
WHERE m.user_id = $1 AND (m.expires_at IS NULL OR m.expires_at > now())
ORDER BY n.kind DESC, n.name, n.ns
LIMIT 10000
