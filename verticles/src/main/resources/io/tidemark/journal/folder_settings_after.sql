-- $1 revision, $2 limit
SELECT ns, window_millis, max_deltas_per_second, muted, revision
FROM folder_settings
WHERE revision > $1
ORDER BY revision
LIMIT $2
