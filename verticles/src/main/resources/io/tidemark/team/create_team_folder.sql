-- $1 namespace, $2 name, $3 the owner. Foreign keys are checked at the end of the statement, so one statement will do.
WITH folder AS (
    INSERT INTO namespaces (ns, kind, name, owner_user_id) VALUES ($1, 'folder', $2, $3)
    RETURNING created_at
), owner AS (
    INSERT INTO members (ns, user_id, role) VALUES ($1, $3, 'owner')
)
SELECT 'owner' AS role, 1 AS epoch, 0::bigint AS head_seq, created_at, 1::bigint AS members, $2::text AS name
FROM folder
