-- What the owners of team folders have set for their pushes. Every node reads what is new here twice a second, by revision. The one row of
-- folder_settings_revision is locked by whoever sets something: so revisions become visible in their order, and no reader passes one over.
CREATE TABLE folder_settings_revision (
    only_row BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (only_row),
    revision BIGINT  NOT NULL DEFAULT 0
);
INSERT INTO folder_settings_revision DEFAULT VALUES;

-- NULL: the default. A row stays when all is set back, for nodes that have not seen that yet.
CREATE TABLE folder_settings (
    ns                    UUID        PRIMARY KEY REFERENCES namespaces ON DELETE CASCADE,
    window_millis         INTEGER CHECK (window_millis BETWEEN 100 AND 5000),
    max_deltas_per_second INTEGER CHECK (max_deltas_per_second BETWEEN 1 AND 100),
    muted                 BOOLEAN     NOT NULL DEFAULT FALSE,
    revision              BIGINT      NOT NULL,
    changed_at            TIMESTAMPTZ NOT NULL DEFAULT now(),
    changed_by            UUID        NOT NULL REFERENCES users
);
CREATE UNIQUE INDEX folder_settings_news ON folder_settings (revision);

-- Times when a folder was so hot that most of its pushes were saved. A row is what all nodes saw of one storm: they see the same entries,
-- so that journals' numbers tell whether two speak of the same, whatever their clocks say.
CREATE TABLE folder_storms (
    storm_id        UUID        PRIMARY KEY,
    ns              UUID        NOT NULL REFERENCES namespaces ON DELETE CASCADE,
    epoch           INTEGER     NOT NULL,
    from_seq        BIGINT      NOT NULL,
    to_seq          BIGINT      NOT NULL,
    started_at      TIMESTAMPTZ NOT NULL,
    last_at         TIMESTAMPTZ NOT NULL,
    peak_per_second BIGINT      NOT NULL,
    -- node → {"suppressed": pushes that it saved, "open": whether it is still under way there}
    nodes           JSONB       NOT NULL,
    reported_at     TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX folder_storms_ns ON folder_storms (ns, started_at DESC, storm_id);
CREATE INDEX folder_storms_reported ON folder_storms (reported_at);
