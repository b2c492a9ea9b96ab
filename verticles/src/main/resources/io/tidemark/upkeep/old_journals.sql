-- $1: namespaces after this one, $2: what was committed before this instant is old, $3: namespaces to look at.
SELECT page.ns, coalesce(oldest.committed_at < $2, FALSE) AS is_old
FROM (SELECT ns, kept_after FROM namespaces WHERE ns > $1 AND head_seq > kept_after ORDER BY ns LIMIT $3) AS page
LEFT JOIN LATERAL (
    SELECT committed_at FROM journal WHERE journal.ns = page.ns AND seq > page.kept_after ORDER BY seq LIMIT 1
) AS oldest ON TRUE
ORDER BY page.ns
