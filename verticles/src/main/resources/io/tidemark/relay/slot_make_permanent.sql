SELECT slot_name FROM pg_copy_logical_replication_slot(?, ?, FALSE)
