SELECT file_id, ns
FROM files
WHERE file_id = ANY ($1::uuid[])
