-- $1 namespace, $2 user.
DELETE FROM members WHERE ns = $1 AND user_id = $2
