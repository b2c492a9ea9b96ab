-- $1: a day of the first month. Three months: should upkeep fail for weeks, commits still find their partition.
SELECT ensure_version_partition(month::date)
FROM generate_series(date_trunc('month', $1::date), date_trunc('month', $1::date) + INTERVAL '2 months', INTERVAL '1 month') AS month
