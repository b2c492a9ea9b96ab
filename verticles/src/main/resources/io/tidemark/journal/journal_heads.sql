SELECT ns, epoch, head_seq FROM namespaces WHERE ns = ANY ($1)
