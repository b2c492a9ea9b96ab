-- Of some folders, those that exist, and whether they or a folder above them are in the trash.
WITH RECURSIVE up AS (
    SELECT wanted.folder AS folder, f.parent_folder_id, f.is_deleted
    FROM unnest(?::uuid[]) AS wanted (folder)
    JOIN files f ON f.file_id = wanted.folder
    UNION
    SELECT up.folder, f.parent_folder_id, f.is_deleted
    FROM up
    JOIN files f ON f.file_id = up.parent_folder_id
)
SELECT folder, bool_or(is_deleted) AS in_trash FROM up GROUP BY folder
