-- $1: a locked namespace, $2: what was committed before this instant goes, $3: entries to look at.
-- Only from the beginning and without a hole: an older entry behind a younger one, as clocks may have it, waits for that one.
WITH oldest AS (
    SELECT seq, committed_at
    FROM journal
    WHERE ns = $1 AND seq > (SELECT kept_after FROM namespaces WHERE ns = $1)
    ORDER BY seq
    LIMIT $3
), young AS (
    SELECT min(seq) AS seq FROM oldest WHERE committed_at >= $2
), newest_old AS (
    SELECT max(oldest.seq) AS seq FROM oldest, young WHERE young.seq IS NULL OR oldest.seq < young.seq
), gone AS (
    DELETE FROM journal WHERE ns = $1 AND seq <= (SELECT seq FROM newest_old) RETURNING 1
), kept AS (
    UPDATE namespaces n SET kept_after = newest_old.seq FROM newest_old WHERE n.ns = $1 AND newest_old.seq IS NOT NULL
)
SELECT count(*) AS entries FROM gone
