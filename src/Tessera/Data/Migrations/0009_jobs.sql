-- What extraction last gave of each field, and how well market segments fit (JSON objects of texts): queries ask for both.
ALTER TABLE conversation ADD COLUMN ended_at BIGINT;
ALTER TABLE conversation ADD COLUMN extracted_values TEXT;
ALTER TABLE conversation ADD COLUMN fit_scores TEXT;

-- The job that had a set extracted; null where a request did.
ALTER TABLE structured_data ADD COLUMN job_id TEXT;

-- Work that goes on beside requests. Who takes a job leases it: until lease_until it is his, as long as the fence is the number he was
-- given. subject names what a job is about where there may be only one open job about it. definition, progress and report are JSON.
CREATE TABLE job (
    workspace_id BIGINT NOT NULL,
    job_id TEXT NOT NULL,
    kind INTEGER NOT NULL,
    state INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    subject TEXT,
    definition TEXT NOT NULL,
    progress TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due_at BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    lease_until BIGINT,
    asked INTEGER NOT NULL,
    reason TEXT,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, job_id)
) {clustered};

-- Finds the workspaces that have work due, and of each the job that comes next.
CREATE INDEX job_by_turn ON job (state, workspace_id, priority, due_at, job_id);

CREATE UNIQUE INDEX job_by_subject ON job (workspace_id, kind, subject) WHERE subject IS NOT NULL AND state IN (1, 2, 3);
