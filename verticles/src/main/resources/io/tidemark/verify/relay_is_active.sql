-- Whether a relay is at work on this database.
SELECT EXISTS (SELECT 1 FROM pg_replication_slots WHERE database = current_database() AND active AND slot_name LIKE 'tidemark_relay%') AS active
