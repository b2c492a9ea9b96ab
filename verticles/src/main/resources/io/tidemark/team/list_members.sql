-- $1 namespace, $2 the last name of the page before, $3 how many.
SELECT u.name, m.role, m.expires_at
FROM members m
JOIN users u USING (user_id)
WHERE m.ns = $1 AND u.name > $2 AND (m.expires_at IS NULL OR m.expires_at > now())
ORDER BY u.name
LIMIT $3
