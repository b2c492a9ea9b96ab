SELECT database, database = current_database() AS is_ours, active, coalesce(wal_status = 'lost', FALSE) AS is_lost
FROM pg_replication_slots
WHERE slot_name = ?
