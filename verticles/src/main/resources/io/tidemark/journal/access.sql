SELECT n.ns, n.kind, n.name, m.role, n.epoch, n.head_seq
FROM members m
JOIN namespaces n USING (ns)
WHERE m.user_id = $1 AND m.ns = $2 AND (m.expires_at IS NULL OR m.expires_at > now())
