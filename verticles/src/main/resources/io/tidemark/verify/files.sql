SELECT f.file_id, f.ns, f.kind, f.parent_folder_id, f.name, f.version_id, f.size_bytes, f.is_deleted, f.conflict_of, n.kept_after
FROM files f
LEFT JOIN namespaces n ON n.ns = f.ns
ORDER BY f.file_id
