-- How a model's answer was held against the transcript, and what another extractor said of the same field (JSON).
ALTER TABLE structured_data_value ADD COLUMN quote_exact INTEGER;
ALTER TABLE structured_data_value ADD COLUMN claim TEXT;
ALTER TABLE structured_data_value ADD COLUMN reason TEXT;
ALTER TABLE structured_data_value ADD COLUMN other TEXT;

-- Which extractor a workspace wants for which field (JSON). No row: the defaults.
CREATE TABLE extraction_policy (
    workspace_id BIGINT NOT NULL PRIMARY KEY,
    policy TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- What a model said of one field in one transcript, by a hash of all that could change the answer.
CREATE TABLE extraction_cache (
    workspace_id BIGINT NOT NULL,
    cache_key TEXT NOT NULL,
    answer TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, cache_key)
) {clustered};

CREATE INDEX extraction_cache_by_age ON extraction_cache (created_at);

-- Every call of a model. Costs are millionths of the operator's currency. Segments and fields are JSON arrays of ids.
CREATE TABLE model_call (
    workspace_id BIGINT NOT NULL,
    call_id TEXT NOT NULL,
    called_at BIGINT NOT NULL,
    model TEXT NOT NULL,
    conversation_id TEXT,
    job_id TEXT,
    segment_ids TEXT NOT NULL,
    field_ids TEXT NOT NULL,
    outcome INTEGER NOT NULL,
    input_tokens BIGINT NOT NULL,
    output_tokens BIGINT NOT NULL,
    estimated INTEGER NOT NULL,
    cost BIGINT NOT NULL,
    milliseconds BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, call_id)
) {clustered};

CREATE INDEX model_call_by_time ON model_call (workspace_id, called_at);

-- What a workspace may spend in a day and in a month of UTC; null is without bound.
CREATE TABLE model_budget (
    workspace_id BIGINT NOT NULL PRIMARY KEY,
    daily_tokens BIGINT,
    daily_cost BIGINT,
    monthly_tokens BIGINT,
    monthly_cost BIGINT,
    updated_at BIGINT NOT NULL
);
