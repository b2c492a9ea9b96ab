SELECT i.user_id, i.key, i.fingerprint, i.status, i.answer
FROM unnest($1::uuid[], $2::text[]) AS wanted (user_id, key)
JOIN idempotency i ON i.user_id = wanted.user_id AND i.key = wanted.key
