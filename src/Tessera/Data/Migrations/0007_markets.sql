-- Market segments, and the products, services and brand voices they lean on: one table, as they differ in their content alone.
-- content, questions and citations are JSON. search_text is the name and the description in small letters.
CREATE TABLE market_entity (
    workspace_id BIGINT NOT NULL,
    o_id TEXT NOT NULL,
    kind INTEGER NOT NULL,
    name TEXT NOT NULL,
    internal_name TEXT NOT NULL,
    description TEXT NOT NULL,
    primary_url TEXT,
    content TEXT NOT NULL,
    questions TEXT NOT NULL,
    citations TEXT NOT NULL,
    search_text TEXT NOT NULL,
    is_default INTEGER NOT NULL,
    unrecognized INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    archived_at BIGINT,
    deleted_at BIGINT,
    PRIMARY KEY (workspace_id, o_id)
) {clustered};

CREATE INDEX market_entity_by_age ON market_entity (workspace_id, kind, created_at);

-- The offerings a market segment is for.
CREATE TABLE market_link (
    workspace_id BIGINT NOT NULL,
    segment_o_id TEXT NOT NULL,
    offering_o_id TEXT NOT NULL,
    PRIMARY KEY (workspace_id, segment_o_id, offering_o_id)
) {clustered};

CREATE INDEX market_link_by_offering ON market_link (workspace_id, offering_o_id);

-- What a draft was made of, as it was then: a page is kept with its hash, so that the draft can be made again.
CREATE TABLE market_source (
    workspace_id BIGINT NOT NULL,
    entity_o_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    type INTEGER NOT NULL,
    value TEXT NOT NULL,
    final_url TEXT,
    content_hash {bytes} NOT NULL,
    read_at BIGINT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (workspace_id, entity_o_id, position)
) {clustered};

CREATE TABLE market_resource (
    workspace_id BIGINT NOT NULL,
    o_id TEXT NOT NULL,
    name TEXT NOT NULL,
    mode INTEGER NOT NULL,
    url TEXT,
    final_url TEXT,
    filename TEXT,
    media_type TEXT NOT NULL,
    content_hash {bytes} NOT NULL,
    metadata TEXT NOT NULL,
    search_text TEXT NOT NULL,
    text TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    PRIMARY KEY (workspace_id, o_id)
) {clustered};

CREATE INDEX market_resource_by_age ON market_resource (workspace_id, created_at);

-- The company whose workspace it is: what segments are drafted for where no offering is named.
CREATE TABLE market_company (
    workspace_id BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    description TEXT NOT NULL,
    content TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);
