-- $1 ids, $2 names: people may be named before they ever came. Sorted, so that two calls wait for each other in one order.
INSERT INTO users (user_id, name)
SELECT user_id, name
FROM unnest($1::uuid[], $2::text[]) AS named (user_id, name)
ORDER BY user_id
ON CONFLICT DO NOTHING
