-- $1 users. As namespaces_of_user.sql, for many at once.
SELECT m.user_id, n.ns, n.kind, n.name, m.role, n.epoch, n.head_seq,
       (extract(epoch FROM m.added_at) * 1000000)::bigint AS joined_micros,
       (extract(epoch FROM m.expires_at - now()) * 1000)::bigint AS left_millis
FROM unnest($1::uuid[]) AS asked (user_id)
JOIN members m USING (user_id)
JOIN namespaces n USING (ns)
WHERE m.expires_at IS NULL OR m.expires_at > now()
ORDER BY m.user_id, n.kind DESC, n.name, n.ns
