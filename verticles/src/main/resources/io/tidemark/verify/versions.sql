SELECT file_id, version_id, size_bytes FROM file_versions ORDER BY file_id, version_id
