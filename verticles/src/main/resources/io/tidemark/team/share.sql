-- $1 share, $2 who asks. is_visible: a link is for whoever knows its id; another share is for the two it is between, and for those who may
-- write where the file lies.
SELECT s.share_id, s.file_id, g.name AS grantee, s.permission, s.expires_at, c.name AS created_by, s.created_at,
       s.grantee_user_id IS NULL OR s.grantee_user_id = $2 OR s.created_by = $2 OR coalesce(m.role <> 'viewer', FALSE) AS is_visible,
       coalesce(s.grantee_user_id = $2, FALSE) OR s.created_by = $2 OR coalesce(m.role = 'owner', FALSE) AS is_removable
FROM shares s
JOIN files f USING (file_id)
JOIN users c ON c.user_id = s.created_by
LEFT JOIN users g ON g.user_id = s.grantee_user_id
LEFT JOIN members m ON m.ns = f.ns AND m.user_id = $2 AND (m.expires_at IS NULL OR m.expires_at > now())
WHERE s.share_id = $1 AND (s.expires_at IS NULL OR s.expires_at > now())
