SELECT sha256, size_bytes FROM blocks ORDER BY sha256 COLLATE "C"
