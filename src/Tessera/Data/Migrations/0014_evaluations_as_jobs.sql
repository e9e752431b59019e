-- An evaluation is a job with its id. What it does is the job's definition, and where it stands the job's state: completed is done,
-- interrupted is failed, and those that were under way wait for their next turn.
INSERT INTO job (workspace_id, job_id, kind, state, priority, subject, definition, progress, attempts, due_at, fence, lease_until, asked, reason,
    created_by, created_at, updated_at)
SELECT e.workspace_id, e.evaluation_id, 4, CASE e.status WHEN 3 THEN 4 WHEN 4 THEN 6 WHEN 5 THEN 5 ELSE 1 END, 2, NULL, e.plan,
    '{"done":' || (SELECT COUNT(*) FROM evaluation_answer a WHERE a.workspace_id = e.workspace_id AND a.evaluation_id = e.evaluation_id) || '}',
    0, e.created_at, CASE e.status WHEN 1 THEN 0 ELSE 1 END, NULL, 0, e.reason,
    COALESCE(e.key_id, ''), e.created_at, COALESCE(e.finished_at, e.created_at)
FROM evaluation e;

-- What came of an evaluation (JSON): there once it is completed.
CREATE TABLE evaluation_report (
    workspace_id BIGINT NOT NULL,
    evaluation_id TEXT NOT NULL,
    report TEXT NOT NULL,
    PRIMARY KEY (workspace_id, evaluation_id)
) {clustered};

INSERT INTO evaluation_report (workspace_id, evaluation_id, report)
SELECT workspace_id, evaluation_id, report FROM evaluation WHERE status = 3;

DROP TABLE evaluation;
