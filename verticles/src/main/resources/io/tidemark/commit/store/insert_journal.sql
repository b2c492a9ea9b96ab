INSERT INTO journal (ns, seq, epoch, file_id, change, committed_at)
SELECT w.ns, w.seq, w.epoch, w.file_id, w.change, $6::timestamptz
FROM unnest($1::uuid[], $2::bigint[], $3::integer[], $4::uuid[], $5::text[]) AS w (ns, seq, epoch, file_id, change)
