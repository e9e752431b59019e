-- Every row belongs to a workspace, and every primary key but the two that name workspaces begins with it.
-- Times are BIGINT microseconds since 1970-01-01T00:00:00Z. JSON is kept as text, so that it reads the same from both databases.

CREATE TABLE workspace (
    workspace_id {number},
    name TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

-- Secrets are kept as SHA-256 of 32 random bytes. While a key is rotated, the previous secret works until its time.
CREATE TABLE access_key (
    key_id TEXT NOT NULL PRIMARY KEY,
    workspace_id BIGINT NOT NULL REFERENCES workspace (workspace_id),
    secret_hash {bytes} NOT NULL,
    previous_secret_hash {bytes},
    previous_secret_until BIGINT,
    scopes INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);

-- A conversation, or the metadata of one that hasn't come yet (then started_at is null).
CREATE TABLE conversation (
    workspace_id BIGINT NOT NULL,
    conversation_id TEXT NOT NULL,
    external_id TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    started_at BIGINT,
    agent_external_id TEXT,
    agent_name TEXT,
    customer_external_id TEXT,
    customer_name TEXT,
    metadata TEXT,
    intent_code TEXT,
    intent_name TEXT,
    lob_id TEXT,
    lob_name TEXT,
    group_id TEXT,
    group_name TEXT,
    agent_routing_code TEXT,
    campaign TEXT,
    device_type TEXT,
    platform TEXT,
    company_segment TEXT,
    company_subdivision TEXT,
    business_rule TEXT,
    entry_type TEXT,
    operating_system TEXT,
    browser_type TEXT,
    browser_version TEXT,
    attributes TEXT,
    PRIMARY KEY (workspace_id, conversation_id)
) {clustered};

CREATE UNIQUE INDEX conversation_by_external_id ON conversation (workspace_id, external_id);

-- The metadata events that carried an id of the client's: the same id with the same content again does nothing.
CREATE TABLE metadata_event (
    workspace_id BIGINT NOT NULL,
    kind INTEGER NOT NULL,
    event_id TEXT NOT NULL,
    content_hash {bytes} NOT NULL,
    PRIMARY KEY (workspace_id, kind, event_id)
) {clustered};

CREATE TABLE message (
    workspace_id BIGINT NOT NULL,
    conversation_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    sender_role INTEGER NOT NULL,
    sender_external_id TEXT NOT NULL,
    text TEXT NOT NULL,
    client_timestamp BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, conversation_id, message_id)
) {clustered};

CREATE TABLE segment (
    workspace_id BIGINT NOT NULL,
    segment_id TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, segment_id)
) {clustered};

-- The fields of a segment, in its order: the only place that links the two.
CREATE TABLE segment_field (
    workspace_id BIGINT NOT NULL,
    segment_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    field_id TEXT NOT NULL,
    PRIMARY KEY (workspace_id, segment_id, position)
) {clustered};

CREATE INDEX segment_field_by_field ON segment_field (workspace_id, field_id);

-- SEGMENT('...') in a segment's query: a directed graph without cycles.
CREATE TABLE segment_reference (
    workspace_id BIGINT NOT NULL,
    segment_id TEXT NOT NULL,
    referenced_id TEXT NOT NULL,
    PRIMARY KEY (workspace_id, segment_id, referenced_id)
) {clustered};

CREATE INDEX segment_reference_by_referenced ON segment_reference (workspace_id, referenced_id);

CREATE TABLE structured_data_field (
    workspace_id BIGINT NOT NULL,
    field_id TEXT NOT NULL,
    name TEXT NOT NULL,
    category_id TEXT NOT NULL,
    kind INTEGER NOT NULL,
    active INTEGER NOT NULL,
    definition TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, field_id)
) {clustered};

-- One answered request for structured data: a set of values, written once.
CREATE TABLE structured_data (
    workspace_id BIGINT NOT NULL,
    set_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    agent_external_id TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, set_id)
) {clustered};

CREATE INDEX structured_data_by_conversation ON structured_data (workspace_id, conversation_id, created_at);

CREATE TABLE structured_data_value (
    workspace_id BIGINT NOT NULL,
    set_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    field_id TEXT NOT NULL,
    field_name TEXT NOT NULL,
    field_version INTEGER NOT NULL,
    segment_ids TEXT NOT NULL,
    outcome INTEGER NOT NULL,
    value TEXT,
    normalized TEXT,
    message_id TEXT,
    quote_start INTEGER,
    quote_end INTEGER,
    quote TEXT,
    extractor TEXT NOT NULL,
    extractor_version TEXT NOT NULL,
    PRIMARY KEY (workspace_id, set_id, position)
) {clustered};

-- How far the import of a file has come, by a fingerprint of the file.
CREATE TABLE import_progress (
    workspace_id BIGINT NOT NULL,
    fingerprint TEXT NOT NULL,
    lines BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, fingerprint)
) {clustered};
