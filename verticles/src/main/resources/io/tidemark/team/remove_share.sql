-- $1 share.
DELETE FROM shares WHERE share_id = $1
