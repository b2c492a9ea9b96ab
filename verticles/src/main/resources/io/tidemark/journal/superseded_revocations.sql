-- $1 user id, $2 from when on all tokens count, in milliseconds: what was said of single devices before is said by that.
DELETE FROM revocations WHERE user_id = $1 AND device <> '' AND not_before <= to_timestamp($2::double precision / 1000)
