-- $1 file, $2 who asks. No row for those who are not members of its namespace.
SELECT f.ns, f.is_deleted, m.role
FROM files f
JOIN members m USING (ns)
WHERE f.file_id = $1 AND m.user_id = $2 AND (m.expires_at IS NULL OR m.expires_at > now())
