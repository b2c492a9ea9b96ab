-- $1 user id, $2 name, $3 device or '', $4 when the presented token was issued (seconds; 0: unknown), $5 how many a user may have.
-- Tokens tell their time in whole seconds: the second that has begun is over for all of them, which also outlaws a new token of that
-- second. A clock of the issuer that is ahead must not save the token that was presented. No row: the user has too many.
INSERT INTO revocations (user_id, user_name, device, not_before, revoked_at)
SELECT $1, $2, $3, greatest(date_trunc('second', clock_timestamp()), to_timestamp($4::double precision)) + interval '1 second', clock_timestamp()
WHERE $3 = '' OR (SELECT count(*) FROM revocations WHERE user_id = $1 AND device <> $3) < $5
ON CONFLICT (user_id, device) DO UPDATE
SET not_before = greatest(revocations.not_before, excluded.not_before), revoked_at = excluded.revoked_at
RETURNING (extract(epoch FROM not_before) * 1000)::bigint AS not_before_millis
