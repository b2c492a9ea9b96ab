-- $1 how far back, in seconds; $2 how many at most.
SELECT user_id, user_name, device, (extract(epoch FROM not_before) * 1000)::bigint AS not_before_millis
FROM revocations
WHERE revoked_at > now() - make_interval(secs => $1::double precision)
ORDER BY revoked_at
LIMIT $2
