-- The rows come sorted: two transactions that share keys then take them in one order.
INSERT INTO idempotency (user_id, key, fingerprint, status, answer, created_at)
SELECT w.user_id, w.key, w.fingerprint, w.status, w.answer, $6::timestamptz
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::integer[], $5::text[]) AS w (user_id, key, fingerprint, status, answer)
