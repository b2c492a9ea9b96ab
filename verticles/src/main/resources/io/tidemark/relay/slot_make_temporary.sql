-- A name of its own for each connection, so that two nodes can do this at once.
SELECT slot_name
FROM pg_create_logical_replication_slot(left(?, 40) || '_new_' || pg_backend_pid(), 'pgoutput', TRUE)
