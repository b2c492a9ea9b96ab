SELECT m.ns, m.user_id, m.role
FROM unnest($1::uuid[], $2::uuid[]) AS wanted (ns, user_id)
JOIN members m ON m.ns = wanted.ns AND m.user_id = wanted.user_id
WHERE m.expires_at IS NULL OR m.expires_at > now()
