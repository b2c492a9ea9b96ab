-- $1 share, $2 file, $3 grantee or null, $4 permission, $5 expiry or null, $6 who shares.
INSERT INTO shares (share_id, file_id, grantee_user_id, permission, expires_at, created_by)
VALUES ($1, $2, $3, $4, $5, $6)
RETURNING created_at
