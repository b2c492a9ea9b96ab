-- $1 namespace, $2 user. A statement of its own after the lock, so that it sees what was committed while the lock was waited for.
SELECT role
FROM members
WHERE ns = $1 AND user_id = $2 AND (expires_at IS NULL OR expires_at > now())
