SELECT pg_logical_emit_message(TRUE, 'tidemark.tick', ?::bytea)
