-- Pages through the namespaces that have a journal.
SELECT ns, epoch, head_seq FROM namespaces WHERE ns > ? AND head_seq > 0 ORDER BY ns LIMIT ?
