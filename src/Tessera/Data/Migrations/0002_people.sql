-- What is known of customers and agents, whichever conversations they are in. kind is 3 for a customer and 4 for an agent. Both columns
-- of JSON are objects of texts: properties by their names in a query, attributes by their own.
CREATE TABLE person (
    workspace_id BIGINT NOT NULL,
    kind INTEGER NOT NULL,
    person_id TEXT NOT NULL,
    properties TEXT NOT NULL,
    attributes TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, kind, person_id)
) {clustered};

-- Whom customer metadata last named as the conversation's customer: it goes before the customer the conversation came with.
ALTER TABLE conversation ADD COLUMN named_customer_id TEXT;

-- The conversations that change with a customer or an agent.
CREATE INDEX conversation_by_customer
    ON conversation (workspace_id, (COALESCE(named_customer_id, customer_external_id)), conversation_id);

CREATE INDEX conversation_by_agent ON conversation (workspace_id, agent_external_id, conversation_id);
