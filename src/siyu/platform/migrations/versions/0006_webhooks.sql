-- Webhooks: endpoints, deliveries, tries; answers kept under idempotency keys; events by day.

CREATE TABLE webhook_endpoints (
    url VARCHAR NOT NULL,
    description VARCHAR NOT NULL,
    events TEXT[] NOT NULL,
    secret_sealed BYTEA NOT NULL,
    previous_secret_sealed BYTEA,
    previous_until TIMESTAMP WITH TIME ZONE,
    enabled BOOLEAN NOT NULL,
    switched_off VARCHAR(32),
    switched_off_at TIMESTAMP WITH TIME ZONE,
    failing_since TIMESTAMP WITH TIME ZONE,
    from_xid BIGINT NOT NULL,
    from_id BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_webhook_endpoints PRIMARY KEY (id)
);
CREATE INDEX ix_webhook_endpoints_tenant_id ON webhook_endpoints (tenant_id);
CREATE TABLE webhook_deliveries (
    endpoint_id UUID NOT NULL,
    message_id VARCHAR NOT NULL,
    event VARCHAR NOT NULL,
    body VARCHAR NOT NULL,
    happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    enqueued_at TIMESTAMP WITH TIME ZONE NOT NULL,
    outcome VARCHAR(32) NOT NULL,
    answer VARCHAR(32),
    claim UUID,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    attempts INTEGER NOT NULL,
    replays INTEGER NOT NULL,
    done_at TIMESTAMP WITH TIME ZONE,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_webhook_deliveries PRIMARY KEY (id),
    CONSTRAINT uq_webhook_deliveries_endpoint_id_message_id UNIQUE (endpoint_id, message_id),
    CONSTRAINT fk_webhook_deliveries_endpoint_id FOREIGN KEY(endpoint_id) REFERENCES webhook_endpoints (id) ON DELETE CASCADE
);
CREATE INDEX ix_webhook_deliveries_due ON webhook_deliveries (endpoint_id, due_at) WHERE outcome = 'waiting';
CREATE INDEX ix_webhook_deliveries_enqueued ON webhook_deliveries (enqueued_at);
CREATE INDEX ix_webhook_deliveries_tenant_enqueued ON webhook_deliveries (tenant_id, enqueued_at, id);
CREATE INDEX ix_webhook_deliveries_tenant_id ON webhook_deliveries (tenant_id);
CREATE TABLE webhook_tries (
    delivery_id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    answer VARCHAR(32) NOT NULL,
    status INTEGER,
    milliseconds INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_webhook_tries PRIMARY KEY (id),
    CONSTRAINT fk_webhook_tries_delivery_id FOREIGN KEY(delivery_id) REFERENCES webhook_deliveries (id) ON DELETE CASCADE
);
CREATE INDEX ix_webhook_tries_delivery ON webhook_tries (delivery_id, at);
CREATE INDEX ix_webhook_tries_tenant_id ON webhook_tries (tenant_id);
CREATE TABLE kept_answers (
    actor VARCHAR NOT NULL,
    key VARCHAR NOT NULL,
    fingerprint BYTEA NOT NULL,
    status INTEGER NOT NULL,
    media_type VARCHAR,
    body_sealed BYTEA NOT NULL,
    kept_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_kept_answers PRIMARY KEY (id),
    CONSTRAINT uq_kept_answers_tenant_id_actor_key UNIQUE (tenant_id, actor, key)
);
CREATE INDEX ix_kept_answers_kept_at ON kept_answers (kept_at);
CREATE INDEX ix_kept_answers_tenant_id ON kept_answers (tenant_id);
CREATE INDEX ix_events_happened ON events USING brin (happened_at);
