-- What definitions were, version by version, in the form they are sent and given out. Kept when a definition is deleted: one made anew
-- under its id counts on from there, so that no version number ever means two things.
CREATE TABLE definition_version (
    workspace_id BIGINT NOT NULL,
    kind INTEGER NOT NULL,
    object_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    made_at BIGINT NOT NULL,
    key_id TEXT,
    request_id TEXT,
    content TEXT NOT NULL,
    PRIMARY KEY (workspace_id, kind, object_id, version)
) {clustered};

-- Requests that came with an Idempotency-Key and had an effect, with their answers. The status is null until the answer is known, which
-- the commit of the effect can't wait for. The hash of path and key is of one length, whatever theirs is.
CREATE TABLE idempotent_request (
    workspace_id BIGINT NOT NULL,
    key_hash TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    status INTEGER,
    content_type TEXT,
    entity_tag TEXT,
    body {bytes},
    PRIMARY KEY (workspace_id, key_hash)
);

CREATE INDEX idempotent_request_by_time ON idempotent_request (made_at);
