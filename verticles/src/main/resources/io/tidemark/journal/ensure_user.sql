-- $1 user id, $2 name, $3 home. Foreign keys are checked at the end of the statement, so one statement will do.
WITH new_user AS (
    INSERT INTO users (user_id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING
), new_home AS (
    INSERT INTO namespaces (ns, kind, name, owner_user_id) VALUES ($3, 'home', $2, $1) ON CONFLICT DO NOTHING
)
INSERT INTO members (ns, user_id, role) VALUES ($3, $1, 'owner') ON CONFLICT DO NOTHING
