-- $1 file, $2 the last share of the page before, $3 how many.
SELECT s.share_id, s.file_id, g.name AS grantee, s.permission, s.expires_at, c.name AS created_by, s.created_at
FROM shares s
JOIN users c ON c.user_id = s.created_by
LEFT JOIN users g ON g.user_id = s.grantee_user_id
WHERE s.file_id = $1 AND s.share_id > $2 AND (s.expires_at IS NULL OR s.expires_at > now())
ORDER BY s.share_id
LIMIT $3
