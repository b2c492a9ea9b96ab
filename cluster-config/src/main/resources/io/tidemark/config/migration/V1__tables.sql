-- The journal of each namespace is the truth; everything else can be rebuilt from it or is about people.
-- Users are strings outside and UUIDs inside (name-based, the same on every node).

CREATE TABLE users (
    user_id    UUID PRIMARY KEY,
    name       VARCHAR(128) NOT NULL UNIQUE,
    created_at TIMESTAMPTZ  NOT NULL DEFAULT now()
);

-- head_seq is advanced in the transaction that writes the journal entries: the row lock is what makes a journal hole-free.
CREATE TABLE namespaces (
    ns            UUID PRIMARY KEY,
    kind          TEXT         NOT NULL CHECK (kind IN ('home', 'folder')),
    name          VARCHAR(255) NOT NULL,
    owner_user_id UUID         NOT NULL REFERENCES users,
    epoch         INTEGER      NOT NULL DEFAULT 1,
    head_seq      BIGINT       NOT NULL DEFAULT 0,
    created_at    TIMESTAMPTZ  NOT NULL DEFAULT now()
) WITH (fillfactor = 60);

-- The owner of a home is a member of it too: one place to ask who may do what.
CREATE TABLE members (
    ns         UUID        NOT NULL REFERENCES namespaces ON DELETE CASCADE,
    user_id    UUID        NOT NULL REFERENCES users,
    role       TEXT        NOT NULL CHECK (role IN ('viewer', 'editor', 'owner')),
    expires_at TIMESTAMPTZ,
    added_at   TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (ns, user_id)
);
CREATE INDEX members_user ON members (user_id);

-- Files and folders, by id: a rename or move of a folder touches one row. What lies under a deleted folder stays as it is and cannot be
-- reached; restoring the folder brings it back. No foreign keys: all three refer to what the commit holds locked or has just made, and
-- checking each row again costs a quarter of a file's commit.
CREATE TABLE files (
    file_id          UUID PRIMARY KEY,
    owner_user_id    UUID          NOT NULL,
    parent_folder_id UUID,
    name             VARCHAR(1024) NOT NULL,
    is_deleted       BOOLEAN       NOT NULL DEFAULT FALSE,
    created_at       TIMESTAMPTZ   NOT NULL DEFAULT now(),
    ns               UUID          NOT NULL,
    kind             TEXT          NOT NULL CHECK (kind IN ('file', 'folder')),
    -- The name as names are compared: NFC, case-folded. name itself is for display only.
    name_key         TEXT          NOT NULL,
    version_id       BIGINT        NOT NULL DEFAULT 0,
    size_bytes       BIGINT        NOT NULL DEFAULT 0,
    conflict_of      UUID,
    deleted_at       TIMESTAMPTZ
) WITH (fillfactor = 70);
-- A name in a folder, as one value. Looked up by nothing else than this, on purpose: an index on the three columns would compete with the
-- others that begin with ns or the folder, and a plan that was right for small folders would read a large one from end to end.
CREATE FUNCTION name_place(p_ns UUID, p_folder UUID, p_key TEXT) RETURNS UUID LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN md5(p_ns::text || '/' || coalesce(p_folder::text, '') || '/' || p_key)::uuid;
CREATE UNIQUE INDEX files_name ON files (name_place(ns, parent_folder_id, name_key)) WHERE NOT is_deleted;
-- Deleted children too: for what lies under a folder.
CREATE INDEX files_parent ON files (parent_folder_id);
-- The order in which a snapshot is read.
CREATE INDEX files_ns ON files (ns, file_id) WHERE NOT is_deleted;
CREATE INDEX files_trash ON files (deleted_at) WHERE is_deleted;

CREATE TABLE file_versions (
    version_id    BIGINT      NOT NULL,
    file_id       UUID        NOT NULL,
    block_sha256s TEXT[]      NOT NULL,
    size_bytes    BIGINT      NOT NULL,
    client_mtime  TIMESTAMPTZ,
    committed_at  TIMESTAMPTZ NOT NULL,
    device_id     VARCHAR(128),
    owner_user_id UUID        NOT NULL,
    user_id       UUID        NOT NULL
) PARTITION BY RANGE (committed_at);
CREATE INDEX file_versions_file ON file_versions (file_id, version_id DESC);
CREATE INDEX file_versions_recent ON file_versions (owner_user_id, committed_at DESC);

-- Makes the partition of the month that holds p_day; the hub calls it for this month and the ones to come. Safe to call at any time.
CREATE FUNCTION ensure_version_partition(p_day DATE) RETURNS TEXT LANGUAGE plpgsql AS $$
DECLARE
    v_from DATE := date_trunc('month', p_day)::date;
    v_name TEXT := 'file_versions_' || to_char(v_from, 'YYYY_MM');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('tidemark.file_versions'));
    IF to_regclass(v_name) IS NULL THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF file_versions FOR VALUES FROM (%L) TO (%L)',
                       v_name, v_from::text || ' 00:00:00+00', (v_from + INTERVAL '1 month')::date::text || ' 00:00:00+00');
    END IF;
    RETURN v_name;
END $$;
SELECT ensure_version_partition(CURRENT_DATE), ensure_version_partition((CURRENT_DATE + INTERVAL '1 month')::date),
       ensure_version_partition((CURRENT_DATE + INTERVAL '2 months')::date);

CREATE TABLE shares (
    share_id        UUID PRIMARY KEY,
    file_id         UUID        NOT NULL REFERENCES files ON DELETE CASCADE,
    grantee_user_id UUID REFERENCES users,
    permission      TEXT        NOT NULL CHECK (permission IN ('viewer', 'editor', 'owner')),
    expires_at      TIMESTAMPTZ,
    created_by      UUID        NOT NULL REFERENCES users,
    created_at      TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX shares_file ON shares (file_id);
CREATE INDEX shares_grantee ON shares (grantee_user_id);

-- change is the entry as it goes over the wire, ready to be spliced.
CREATE TABLE journal (
    ns           UUID        NOT NULL,
    seq          BIGINT      NOT NULL,
    epoch        INTEGER     NOT NULL,
    file_id      UUID        NOT NULL,
    change       TEXT        NOT NULL,
    committed_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (ns, seq)
);

-- The dedup index: advisory, the store is the truth. A row is written after the block is safe on disk.
CREATE TABLE blocks (
    sha256     TEXT        PRIMARY KEY,
    size_bytes BIGINT      NOT NULL,
    stored_at  TIMESTAMPTZ NOT NULL DEFAULT now()
);

CREATE TABLE idempotency (
    user_id     UUID        NOT NULL,
    key         VARCHAR(255) NOT NULL,
    fingerprint TEXT        NOT NULL,
    status      INTEGER     NOT NULL,
    answer      TEXT        NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

-- What the relay reads from the WAL.
CREATE PUBLICATION tidemark_journal FOR TABLE journal, members;
