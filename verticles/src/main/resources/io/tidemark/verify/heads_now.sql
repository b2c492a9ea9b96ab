SELECT ns, epoch, head_seq, kept_after FROM namespaces WHERE ns = ANY (?::uuid[])
