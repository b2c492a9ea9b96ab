INSERT INTO files (file_id, ns, owner_user_id, parent_folder_id, kind, name, name_key, is_deleted, version_id, size_bytes, conflict_of,
                   created_at, deleted_at)
SELECT w.file_id, w.ns, w.owner_user_id, w.parent_folder_id, w.kind, w.name, w.name_key, w.is_deleted, w.version_id, w.size_bytes,
       w.conflict_of, $12::timestamptz, CASE WHEN w.is_deleted THEN $12::timestamptz END
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::boolean[], $9::bigint[], $10::bigint[],
            $11::uuid[])
    AS w (file_id, ns, owner_user_id, parent_folder_id, kind, name, name_key, is_deleted, version_id, size_bytes, conflict_of)
