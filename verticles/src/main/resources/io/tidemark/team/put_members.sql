-- $1 namespace, $2 users, $3 roles, $4 expiries. Rows that say the same already stay untouched: the relay sends what changes only.
INSERT INTO members (ns, user_id, role, expires_at)
SELECT $1, user_id, role, expires_at
FROM unnest($2::uuid[], $3::text[], $4::timestamptz[]) AS put (user_id, role, expires_at)
ON CONFLICT (ns, user_id) DO UPDATE SET role = excluded.role, expires_at = excluded.expires_at
WHERE (members.role, members.expires_at) IS DISTINCT FROM (excluded.role, excluded.expires_at)
