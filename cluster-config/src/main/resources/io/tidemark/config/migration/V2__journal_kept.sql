-- A journal may let go of its oldest entries: it holds those after kept_after, up to head_seq. A hub of the version before never prunes,
-- and runs on this as it did.
ALTER TABLE namespaces ADD COLUMN kept_after BIGINT NOT NULL DEFAULT 0;
