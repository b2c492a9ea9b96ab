INSERT INTO file_versions (file_id, version_id, block_sha256s, size_bytes, client_mtime, committed_at, device_id, owner_user_id, user_id)
SELECT w.file_id, w.version_id, string_to_array(w.blocks, ','), w.size_bytes, w.client_mtime, $8::timestamptz, w.device_id, w.owner_user_id,
       w.user_id
FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::bigint[], $5::timestamptz[], $6::text[], $7::uuid[], $9::uuid[])
    AS w (file_id, version_id, blocks, size_bytes, client_mtime, device_id, owner_user_id, user_id)
