-- $1 namespace. Held to the end of the transaction: role changes of one folder come one after the other, and after commits under way.
SELECT ns
FROM namespaces
WHERE ns = $1 AND kind = 'folder'
FOR NO KEY UPDATE
