SELECT ns, seq, epoch FROM journal ORDER BY ns, seq
