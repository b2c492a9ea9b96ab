-- $1 namespace, $2 who asks. No row for those who are not members.
SELECT n.name, m.role, n.epoch, n.head_seq, n.created_at,
       (SELECT count(*) FROM members o WHERE o.ns = n.ns AND (o.expires_at IS NULL OR o.expires_at > now())) AS members
FROM namespaces n
JOIN members m USING (ns)
WHERE n.ns = $1 AND n.kind = 'folder' AND m.user_id = $2 AND (m.expires_at IS NULL OR m.expires_at > now())
