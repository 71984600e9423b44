DROP INDEX ix_relations_staff;
CREATE INDEX ix_relations_staff ON relations (tenant_id, staff_id, added_at) INCLUDE (customer_id);
CREATE INDEX ix_relations_added ON relations (tenant_id, added_at, customer_id);
CREATE INDEX ix_relations_ended ON relations (customer_id)
    WHERE customer_deleted_at IS NOT NULL OR staff_deleted_at IS NOT NULL;

ALTER TABLE tag_groups DROP CONSTRAINT uq_tag_groups_tenant_id_name;
ALTER TABLE tag_groups ADD COLUMN told_name VARCHAR;
ALTER TABLE tag_groups ADD COLUMN named_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE tag_groups ADD COLUMN gone_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE tag_groups ADD COLUMN refusal INTEGER;
UPDATE tag_groups SET told_name = name WHERE wecom_id IS NOT NULL;
CREATE UNIQUE INDEX uq_tag_groups_name ON tag_groups (tenant_id, name) WHERE gone_at IS NULL;

ALTER TABLE tags DROP CONSTRAINT uq_tags_group_id_name;
ALTER TABLE tags ADD COLUMN told_name VARCHAR;
ALTER TABLE tags ADD COLUMN named_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE tags ADD COLUMN refusal INTEGER;
UPDATE tags SET told_name = name WHERE wecom_id IS NOT NULL;
CREATE UNIQUE INDEX uq_tags_name ON tags (group_id, name) WHERE gone_at IS NULL;

ALTER TABLE tag_assignments ADD COLUMN until TIMESTAMP WITH TIME ZONE;
ALTER TABLE tag_assignments ADD COLUMN tag_batch_id UUID;
CREATE INDEX ix_tag_assignments_tag ON tag_assignments (tag_id, customer_id);
CREATE INDEX ix_tag_assignments_until ON tag_assignments (until) WHERE until IS NOT NULL;
CREATE INDEX ix_tag_assignments_batch ON tag_assignments (tag_batch_id) WHERE tag_batch_id IS NOT NULL;
DROP INDEX ix_tag_assignments_tag_id;

ALTER TABLE wecom_writes ALTER COLUMN relation_id DROP NOT NULL;
ALTER TABLE wecom_writes ALTER COLUMN customer_id DROP NOT NULL;
ALTER TABLE wecom_writes ADD COLUMN tag_group_id UUID;
ALTER TABLE wecom_writes ADD COLUMN tag_batch_id UUID;
ALTER TABLE wecom_writes ADD COLUMN told_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE wecom_writes DROP CONSTRAINT uq_wecom_writes_relation_id_what_tag_id;
ALTER TABLE wecom_writes ADD CONSTRAINT uq_wecom_writes_relation_id_what_tag_id_tag_group_id
    UNIQUE NULLS NOT DISTINCT (relation_id, what, tag_id, tag_group_id);
DROP INDEX ix_wecom_writes_due;
CREATE INDEX ix_wecom_writes_due ON wecom_writes (next_try_at) WHERE told_at IS NULL;
CREATE INDEX ix_wecom_writes_told ON wecom_writes (told_at) WHERE told_at IS NOT NULL;
CREATE INDEX ix_wecom_writes_tag ON wecom_writes (tag_id);

CREATE TABLE tag_readings (
    read_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_tag_readings PRIMARY KEY (id),
    CONSTRAINT uq_tag_readings_tenant_id UNIQUE (tenant_id)
);
CREATE INDEX ix_tag_readings_tenant_id ON tag_readings (tenant_id);

CREATE TABLE tag_batches (
    act VARCHAR NOT NULL,
    tag_ids UUID[] NOT NULL,
    until TIMESTAMP WITH TIME ZONE,
    state VARCHAR NOT NULL,
    total INTEGER NOT NULL,
    reached INTEGER NOT NULL,
    counts JSONB NOT NULL,
    actor VARCHAR NOT NULL,
    undoes_id UUID,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    finished_at TIMESTAMP WITH TIME ZONE,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_tag_batches PRIMARY KEY (id)
);
CREATE INDEX ix_tag_batches_tenant_id ON tag_batches (tenant_id);
CREATE INDEX ix_tag_batches_made ON tag_batches (tenant_id, created_at);
CREATE UNIQUE INDEX uq_tag_batches_undoes ON tag_batches (undoes_id) WHERE undoes_id IS NOT NULL;

CREATE TABLE tag_batch_rows (
    tag_batch_id UUID NOT NULL,
    place INTEGER NOT NULL,
    customer_id UUID NOT NULL,
    result VARCHAR,
    wecom VARCHAR,
    refusal INTEGER,
    before JSONB,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_tag_batch_rows PRIMARY KEY (id),
    CONSTRAINT uq_tag_batch_rows_tag_batch_id_place UNIQUE (tag_batch_id, place)
);
CREATE INDEX ix_tag_batch_rows_tenant_id ON tag_batch_rows (tenant_id);
CREATE INDEX ix_tag_batch_rows_customer ON tag_batch_rows (customer_id, tag_batch_id);

CREATE TABLE saved_views (
    name VARCHAR NOT NULL,
    owner_id UUID NOT NULL,
    shared BOOLEAN NOT NULL,
    filters JSONB NOT NULL,
    columns VARCHAR[] NOT NULL,
    sort VARCHAR NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_saved_views PRIMARY KEY (id)
);
CREATE INDEX ix_saved_views_tenant_id ON saved_views (tenant_id);
CREATE INDEX ix_saved_views_owner ON saved_views (tenant_id, owner_id);

CREATE TABLE default_views (
    user_id UUID NOT NULL,
    saved_view_id UUID NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_default_views PRIMARY KEY (id),
    CONSTRAINT uq_default_views_tenant_id_user_id UNIQUE (tenant_id, user_id)
);
CREATE INDEX ix_default_views_tenant_id ON default_views (tenant_id);

INSERT INTO later_jobs (tenant_id, job, key, due_at, args)
    SELECT id, 'customers.mark_names', 'mark_names', TIMESTAMPTZ '2000-01-01', '{}' FROM tenants
    ON CONFLICT DO NOTHING;
