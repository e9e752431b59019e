-- What conversations can be about. Examples are a JSON array of texts. The version is that of the workspace at the intent's last change.
CREATE TABLE intent (
    workspace_id BIGINT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    examples TEXT NOT NULL,
    example_count INTEGER NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, code)
) {clustered};

-- The version goes up with every change of a workspace's intents or threshold: it names the classifier they make.
CREATE TABLE intent_classifier (
    workspace_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    threshold DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (workspace_id)
) {clustered};

-- Null for an intent that was given; and which version judged last, whatever came of it.
ALTER TABLE conversation ADD COLUMN intent_confidence DOUBLE PRECISION;
ALTER TABLE conversation ADD COLUMN intent_judged_by BIGINT;
