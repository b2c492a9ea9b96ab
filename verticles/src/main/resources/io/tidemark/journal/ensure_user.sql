-- $1 user id, $2 name, $3 home. Answers which of the user's tokens are revoked. Foreign keys are checked at the end of the statement, so one statement will do.
-- A home's id comes from its user's name, so another database has the same: the epoch, in seconds since 2020, is what tells a home from
-- one that was there before a database was made anew. What devices and Redis still remember of that one is then not taken for this one's.
WITH new_user AS (
    INSERT INTO users (user_id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING
), new_home AS (
    INSERT INTO namespaces (ns, kind, name, owner_user_id, epoch)
    VALUES ($3, 'home', $2, $1, extract(epoch FROM now())::integer - 1577836800) ON CONFLICT DO NOTHING
), new_member AS (
    INSERT INTO members (ns, user_id, role) VALUES ($3, $1, 'owner') ON CONFLICT DO NOTHING
)
SELECT device, (extract(epoch FROM not_before) * 1000)::bigint AS not_before_millis FROM revocations WHERE user_id = $1
