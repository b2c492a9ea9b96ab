SELECT ns, epoch, head_seq, kept_after FROM namespaces ORDER BY ns
