CREATE TABLE chat_messages (
    tenant_id UUID NOT NULL,
    customer_id UUID NOT NULL,
    identity_id UUID NOT NULL,
    staff_id UUID,
    direction VARCHAR(16) NOT NULL,
    said_at TIMESTAMP WITH TIME ZONE NOT NULL,
    text BYTEA NOT NULL,
    source VARCHAR NOT NULL,
    source_key VARCHAR NOT NULL,
    kept_until TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_chat_messages PRIMARY KEY (id),
    CONSTRAINT uq_chat_messages_tenant_id_source_source_key
        UNIQUE (tenant_id, source, source_key)
);
CREATE INDEX ix_chat_messages_customer ON chat_messages (tenant_id, customer_id, said_at, id);
CREATE INDEX ix_chat_messages_kept_until ON chat_messages (tenant_id, kept_until);

CREATE TABLE chat_refusals (
    tenant_id UUID NOT NULL,
    customer_id UUID,
    mark BYTEA NOT NULL,
    reason VARCHAR(32) NOT NULL,
    forgotten_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID NOT NULL,
    CONSTRAINT pk_chat_refusals PRIMARY KEY (id),
    CONSTRAINT uq_chat_refusals_tenant_id_mark UNIQUE (tenant_id, mark)
);
CREATE INDEX ix_chat_refusals_customer ON chat_refusals (tenant_id, customer_id);
CREATE INDEX ix_chat_refusals_forgotten_at ON chat_refusals (tenant_id, forgotten_at);

CREATE TABLE chat_archives (
    tenant_id UUID NOT NULL,
    retention_days INTEGER NOT NULL,
    last_came_at TIMESTAMP WITH TIME ZONE,
    last_kept_at TIMESTAMP WITH TIME ZONE,
    id UUID NOT NULL,
    CONSTRAINT pk_chat_archives PRIMARY KEY (id),
    CONSTRAINT uq_chat_archives_tenant_id UNIQUE (tenant_id)
);

-- What people write is read by those whom someone gave the right to it; a role that people changed
-- is left alone.
UPDATE roles SET permissions = permissions || '{!chats.read}'::varchar[]
    WHERE key IN ('analyst', 'store_manager') AND '*.read' = ANY (permissions);
