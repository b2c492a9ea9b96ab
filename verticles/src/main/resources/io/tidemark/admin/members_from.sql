-- $1 namespace, $2 the first name, $3 how many.
SELECT u.name, (extract(epoch FROM m.added_at) * 1000000)::bigint AS joined_micros
FROM members m
JOIN users u USING (user_id)
WHERE m.ns = $1 AND u.name >= $2 AND (m.expires_at IS NULL OR m.expires_at > now())
ORDER BY u.name
LIMIT $3
