SELECT file_id, ns, seq, change FROM journal ORDER BY file_id, ns, seq
