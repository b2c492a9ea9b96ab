-- $1 ns, $2 window millis or null, $3 deltas a second or null, $4 muted, $5 who, $6 folders that may have settings. The revision's row is locked until this is
-- committed: so revisions become visible in their order. No row: there are too many folders with settings.
WITH next AS (
    UPDATE folder_settings_revision SET revision = revision + 1
    WHERE EXISTS (SELECT 1 FROM folder_settings WHERE ns = $1) OR (SELECT count(*) FROM folder_settings) < $6
    RETURNING revision
)
INSERT INTO folder_settings AS known (ns, window_millis, max_deltas_per_second, muted, revision, changed_by)
SELECT $1, $2, $3, $4, next.revision, $5 FROM next
ON CONFLICT (ns) DO UPDATE
SET window_millis = excluded.window_millis, max_deltas_per_second = excluded.max_deltas_per_second, muted = excluded.muted,
    revision = excluded.revision, changed_at = now(), changed_by = excluded.changed_by
RETURNING ns, window_millis, max_deltas_per_second, muted, revision, changed_at, (SELECT name FROM users WHERE user_id = $5) AS changed_by_name
