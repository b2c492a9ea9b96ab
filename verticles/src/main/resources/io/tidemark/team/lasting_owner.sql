-- $1 namespace. An owner whose time runs out does not count: the folder would be nobody's without anybody leaving.
SELECT 1 FROM members WHERE ns = $1 AND role = 'owner' AND expires_at IS NULL LIMIT 1
