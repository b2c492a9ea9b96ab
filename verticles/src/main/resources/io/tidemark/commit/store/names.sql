-- LATERAL and LIMIT fix the order: each wanted name is looked up, however small a table was when this was planned.
SELECT f.file_id, f.ns, f.owner_user_id, f.parent_folder_id, f.kind, f.name, f.name_key, f.is_deleted, f.version_id, f.size_bytes, f.conflict_of
FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS wanted (ns, parent_folder_id, name_key)
CROSS JOIN LATERAL (
    SELECT file_id, ns, owner_user_id, parent_folder_id, kind, name, name_key, is_deleted, version_id, size_bytes, conflict_of
    FROM files
    WHERE name_place(ns, parent_folder_id, name_key) = name_place(wanted.ns, wanted.parent_folder_id, wanted.name_key) AND NOT is_deleted
    LIMIT 1
) AS f
