-- Tokens that were issued before not_before are not accepted any more: all of the user's, or those for one device. A hub of the version
-- before does not know of it and goes on accepting them.
CREATE TABLE revocations (
    user_id    UUID         NOT NULL,
    user_name  VARCHAR(128) NOT NULL,
    -- Empty: all.
    device     VARCHAR(128) NOT NULL,
    not_before TIMESTAMPTZ  NOT NULL,
    -- When it was last told: nodes read what is new.
    revoked_at TIMESTAMPTZ  NOT NULL,
    PRIMARY KEY (user_id, device)
);
CREATE INDEX revocations_recent ON revocations (revoked_at);
