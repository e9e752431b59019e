-- Market segments that watch conversations: which, by the query of a segment that was made for it, and the fields its questions became
-- (JSON). Whatever changes it gives it a higher revision: scores of an earlier one are due anew.
CREATE TABLE market_watch (
    workspace_id BIGINT NOT NULL,
    market_o_id TEXT NOT NULL,
    segment_id TEXT NOT NULL,
    query TEXT NOT NULL,
    questions TEXT NOT NULL,
    next_field INTEGER NOT NULL,
    revision BIGINT NOT NULL,
    activated_by TEXT NOT NULL,
    activated_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, market_o_id)
) {clustered};

-- How well a conversation fits a market segment that watches it. rank sorts the best first: ten less the score in tenths, and the
-- conversation. set_id is the set of structured data with the answers. rescore_at: when it is due anew, as messages came since.
CREATE TABLE market_fit (
    workspace_id BIGINT NOT NULL,
    conversation_id TEXT NOT NULL,
    market_o_id TEXT NOT NULL,
    score DOUBLE PRECISION NOT NULL,
    rank TEXT NOT NULL,
    set_id TEXT NOT NULL,
    revision BIGINT NOT NULL,
    scored_at BIGINT NOT NULL,
    rescore_at BIGINT,
    PRIMARY KEY (workspace_id, conversation_id, market_o_id)
) {clustered};

CREATE INDEX market_fit_by_rank ON market_fit (workspace_id, market_o_id, rank);
CREATE INDEX market_fit_by_revision ON market_fit (workspace_id, market_o_id, revision, conversation_id);
CREATE INDEX market_fit_due ON market_fit (workspace_id, market_o_id, rescore_at) WHERE rescore_at IS NOT NULL;

-- The market segment that a segment or a field was made for, and that alone changes it; null for those people made.
ALTER TABLE segment ADD COLUMN owner TEXT;
ALTER TABLE structured_data_field ADD COLUMN owner TEXT;

-- How sure the answer to a qualifying question is.
ALTER TABLE structured_data_value ADD COLUMN confidence INTEGER;
