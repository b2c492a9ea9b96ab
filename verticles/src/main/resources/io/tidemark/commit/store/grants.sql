SELECT s.file_id, s.grantee_user_id, s.permission
FROM unnest($1::uuid[], $2::uuid[]) AS wanted (file_id, user_id)
JOIN shares s ON s.file_id = wanted.file_id AND s.grantee_user_id = wanted.user_id
WHERE s.expires_at IS NULL OR s.expires_at > now()
