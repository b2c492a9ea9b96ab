-- In one order for everybody, so that no two transactions wait for each other. NO KEY: members and files may still be added by others.
SELECT ns, owner_user_id, epoch, head_seq
FROM namespaces
WHERE ns = ANY ($1::uuid[])
ORDER BY ns
FOR NO KEY UPDATE
