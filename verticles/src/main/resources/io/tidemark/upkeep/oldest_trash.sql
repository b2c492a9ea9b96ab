-- $1: what was deleted before this instant. The namespace whose turn it is.
SELECT ns FROM files WHERE is_deleted AND deleted_at < $1 ORDER BY deleted_at LIMIT 1
