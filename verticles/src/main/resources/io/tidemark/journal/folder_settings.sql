-- $1 ns
SELECT ns, window_millis, max_deltas_per_second, muted, revision, changed_at, name AS changed_by_name
FROM folder_settings JOIN users ON user_id = changed_by
WHERE ns = $1
