-- The entities whose policies a workspace has changed; the others have the defaults of Redaction/RedactionEntity. Policies are bits.
CREATE TABLE redaction_policy (
    workspace_id BIGINT NOT NULL,
    entity_id TEXT NOT NULL,
    policies INTEGER NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, entity_id)
) {clustered};

CREATE TABLE custom_vocabulary (
    workspace_id BIGINT NOT NULL,
    vocabulary_id TEXT NOT NULL,
    phrase TEXT NOT NULL,
    sounds_like TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, vocabulary_id)
) {clustered};
