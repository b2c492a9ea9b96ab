UPDATE files f
SET ns = w.ns, owner_user_id = w.owner_user_id, parent_folder_id = w.parent_folder_id, name = w.name, name_key = w.name_key,
    is_deleted = w.is_deleted, version_id = w.version_id, size_bytes = w.size_bytes,
    deleted_at = CASE WHEN w.is_deleted THEN $10::timestamptz END
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::boolean[], $8::bigint[], $9::bigint[])
    AS w (file_id, ns, owner_user_id, parent_folder_id, name, name_key, is_deleted, version_id, size_bytes)
WHERE f.file_id = w.file_id
