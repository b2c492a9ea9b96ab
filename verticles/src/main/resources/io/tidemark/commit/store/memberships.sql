-- The range says the same as an equation, and that a user with memberships without number must not be found by the user's index.
SELECT wanted.ns, wanted.user_id, m.role
FROM unnest($1::uuid[], $2::uuid[]) AS wanted (ns, user_id)
CROSS JOIN LATERAL (
    SELECT role, expires_at
    FROM members
    WHERE members.ns = wanted.ns AND members.user_id BETWEEN wanted.user_id AND wanted.user_id
    LIMIT 1
) AS m
WHERE m.expires_at IS NULL OR m.expires_at > now()
