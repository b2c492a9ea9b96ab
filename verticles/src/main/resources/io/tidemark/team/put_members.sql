-- $1 namespace, $2 users, $3 roles, $4 expiries. Rows that say the same already stay untouched: the relay sends what changes only.
-- Who comes back after the membership ran out has joined anew, and so has who is renewed in its last seconds: a node whose clock is a
-- little ahead has ended that one already, and what was delivered of it does not count any more.
INSERT INTO members (ns, user_id, role, expires_at)
SELECT $1, user_id, role, expires_at
FROM unnest($2::uuid[], $3::text[], $4::timestamptz[]) AS put (user_id, role, expires_at)
ON CONFLICT (ns, user_id) DO UPDATE
SET role = excluded.role, expires_at = excluded.expires_at,
    added_at = CASE WHEN members.expires_at <= clock_timestamp() + INTERVAL '5 seconds' THEN clock_timestamp() ELSE members.added_at END
WHERE (members.role, members.expires_at) IS DISTINCT FROM (excluded.role, excluded.expires_at)
