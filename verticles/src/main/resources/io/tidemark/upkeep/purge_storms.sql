-- $1 before, $2 rows
DELETE FROM folder_storms WHERE storm_id IN (SELECT storm_id FROM folder_storms WHERE reported_at < $1 LIMIT $2)
