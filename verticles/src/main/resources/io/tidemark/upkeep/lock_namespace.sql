-- As a commit does: whoever restores a file meanwhile comes before or after, never between.
SELECT 1 FROM namespaces WHERE ns = $1 FOR UPDATE
