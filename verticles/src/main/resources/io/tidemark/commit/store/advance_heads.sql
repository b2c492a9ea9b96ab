UPDATE namespaces n
SET head_seq = w.head_seq
FROM unnest($1::uuid[], $2::bigint[]) AS w (ns, head_seq)
WHERE n.ns = w.ns
