SELECT user_id, name FROM users WHERE user_id = ANY (?)
