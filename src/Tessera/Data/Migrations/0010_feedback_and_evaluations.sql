-- What people say of values that were given out: one of each key on each value. The agent is empty for a set that read the whole conversation.
CREATE TABLE feedback (
    workspace_id BIGINT NOT NULL,
    feedback_id TEXT NOT NULL,
    set_id TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    agent_external_id TEXT NOT NULL,
    field_id TEXT NOT NULL,
    field_version INTEGER NOT NULL,
    given TEXT,
    given_normalized TEXT,
    thumbs INTEGER,
    correction TEXT,
    comment TEXT,
    key_id TEXT NOT NULL,
    changed_by TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, feedback_id)
) {clustered};

CREATE UNIQUE INDEX feedback_by_author ON feedback (workspace_id, set_id, field_id, key_id);
CREATE INDEX feedback_by_conversation ON feedback (workspace_id, conversation_id, agent_external_id, field_id);

-- What is known to be true: of a stored conversation, or of a transcript that came with its labels. What isn't is empty. Accepted values and
-- opinions are JSON.
CREATE TABLE labelled_case (
    workspace_id BIGINT NOT NULL,
    case_id TEXT NOT NULL,
    set_name TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    agent_external_id TEXT NOT NULL,
    transcript_id TEXT NOT NULL,
    field_id TEXT NOT NULL,
    field_version INTEGER NOT NULL,
    accepted TEXT NOT NULL,
    status INTEGER NOT NULL,
    origin INTEGER NOT NULL,
    opinions TEXT,
    key_id TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, case_id)
) {clustered};

CREATE UNIQUE INDEX labelled_case_by_place ON labelled_case (workspace_id, set_name, conversation_id, agent_external_id, transcript_id, field_id);

-- Transcripts that came with their labels, redacted; named by a hash of their text. Messages are JSON.
CREATE TABLE labelled_transcript (
    workspace_id BIGINT NOT NULL,
    transcript_id TEXT NOT NULL,
    external_id TEXT,
    messages TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, transcript_id)
) {clustered};

-- Evaluations: what was asked for (JSON, with the definitions of all fields), and what came of it (JSON).
CREATE TABLE evaluation (
    workspace_id BIGINT NOT NULL,
    evaluation_id TEXT NOT NULL,
    plan TEXT NOT NULL,
    status INTEGER NOT NULL,
    reason TEXT,
    report TEXT,
    key_id TEXT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    PRIMARY KEY (workspace_id, evaluation_id)
) {clustered};

CREATE INDEX evaluation_by_status ON evaluation (status);

-- The cases of an evaluation with their labels (JSON) as they were when it was made.
CREATE TABLE evaluation_case (
    workspace_id BIGINT NOT NULL,
    evaluation_id TEXT NOT NULL,
    place INTEGER NOT NULL,
    conversation_id TEXT NOT NULL,
    agent_external_id TEXT NOT NULL,
    transcript_id TEXT NOT NULL,
    labels TEXT NOT NULL,
    PRIMARY KEY (workspace_id, evaluation_id, place)
) {clustered};

-- What each candidate answered to each case, and how it was judged (JSON).
CREATE TABLE evaluation_answer (
    workspace_id BIGINT NOT NULL,
    evaluation_id TEXT NOT NULL,
    place INTEGER NOT NULL,
    candidate INTEGER NOT NULL,
    judgements TEXT NOT NULL,
    microseconds BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, evaluation_id, place, candidate)
) {clustered};
