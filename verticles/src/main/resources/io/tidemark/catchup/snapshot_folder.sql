SELECT 1 FROM files WHERE ns = $1 AND file_id = $2 AND kind = 'folder' AND NOT is_deleted
