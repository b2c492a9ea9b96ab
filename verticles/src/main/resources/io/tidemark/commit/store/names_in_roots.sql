SELECT f.file_id, f.ns, f.owner_user_id, f.parent_folder_id, f.kind, f.name, f.name_key, f.is_deleted, f.version_id, f.size_bytes, f.conflict_of
FROM unnest($1::uuid[], $2::text[]) AS wanted (ns, name_key)
JOIN files f ON f.ns = wanted.ns AND f.parent_folder_id IS NULL AND f.name_key = wanted.name_key AND NOT f.is_deleted
