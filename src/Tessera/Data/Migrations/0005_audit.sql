-- What was changed of definitions and keys, by whom and when. Only ever appended to; each entry's hash covers the one before it.
CREATE TABLE audit_entry (
    workspace_id BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    key_id TEXT,
    request_id TEXT,
    kind INTEGER NOT NULL,
    object_id TEXT NOT NULL,
    before_change TEXT,
    after_change TEXT,
    hash TEXT NOT NULL,
    PRIMARY KEY (workspace_id, sequence)
) {clustered};

CREATE INDEX audit_entry_by_object ON audit_entry (workspace_id, kind, object_id, sequence);

-- How far each workspace's chain has come: without it, taking entries off the end would leave no trace.
CREATE TABLE audit_head (
    workspace_id BIGINT NOT NULL PRIMARY KEY,
    sequence BIGINT NOT NULL,
    hash TEXT NOT NULL
);

INSERT INTO audit_head (workspace_id, sequence, hash) SELECT workspace_id, 0, '' FROM workspace;
