-- Files and folders whose folder is not there, is no folder, or is in another namespace.
SELECT f.file_id, f.ns, f.parent_folder_id, p.kind AS parent_kind, p.ns AS parent_ns
FROM files f
LEFT JOIN files p ON p.file_id = f.parent_folder_id
WHERE f.parent_folder_id IS NOT NULL AND (p.file_id IS NULL OR p.kind <> 'folder' OR p.ns <> f.ns)
ORDER BY f.file_id
