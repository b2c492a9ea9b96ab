SELECT wanted.user_id, wanted.key, i.fingerprint, i.status, i.answer
FROM unnest($1::uuid[], $2::text[]) AS wanted (user_id, key)
CROSS JOIN LATERAL (
    SELECT fingerprint, status, answer
    FROM idempotency
    WHERE idempotency.user_id = wanted.user_id AND idempotency.key = wanted.key
    LIMIT 1
) AS i
