UPDATE files
SET is_deleted = TRUE
WHERE file_id = ANY ($1::uuid[])
