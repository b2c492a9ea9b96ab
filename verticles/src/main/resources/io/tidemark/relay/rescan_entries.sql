-- What some namespaces have after the given places.
SELECT j.ns, j.seq, j.epoch, j.file_id, j.change, (extract(epoch FROM j.committed_at) * 1000000)::bigint AS committed_at_micros
FROM unnest(?::uuid[], ?::bigint[]) AS missed (ns, after)
JOIN journal j ON j.ns = missed.ns AND j.seq > missed.after
ORDER BY j.ns, j.seq
