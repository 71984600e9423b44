"""What comes in and what is taken away: imports, the log of exports."""

from alembic import op

revision = "0003"
down_revision = "0002"

TABLES = """
CREATE TABLE imports (
    intake VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL,
    format VARCHAR NOT NULL,
    encoding VARCHAR NOT NULL,
    delimiter VARCHAR NOT NULL,
    headings VARCHAR[] NOT NULL,
    columns JSONB NOT NULL,
    size_bytes BIGINT NOT NULL,
    state VARCHAR NOT NULL,
    actor VARCHAR NOT NULL,
    reach JSONB,
    language VARCHAR NOT NULL,
    uploaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    total_rows INTEGER,
    trial BYTEA,
    position INTEGER NOT NULL,
    read_bytes BIGINT NOT NULL,
    taken INTEGER NOT NULL,
    merged INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    given_back INTEGER NOT NULL,
    kept INTEGER NOT NULL,
    problem VARCHAR,
    swept_at TIMESTAMP WITH TIME ZONE,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_imports PRIMARY KEY (id)
);
CREATE INDEX ix_imports_tenant_id ON imports (tenant_id);
CREATE TABLE import_batches (
    import_id UUID NOT NULL,
    position INTEGER NOT NULL,
    memos BYTEA,
    refusals BYTEA,
    undone BOOLEAN NOT NULL,
    kept BYTEA,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_import_batches PRIMARY KEY (id),
    CONSTRAINT uq_import_batches_import_id_position UNIQUE (import_id, position)
);
CREATE INDEX ix_import_batches_tenant_id ON import_batches (tenant_id);
CREATE TABLE export_runs (
    export VARCHAR NOT NULL,
    format VARCHAR NOT NULL,
    columns VARCHAR[] NOT NULL,
    filter BYTEA NOT NULL,
    filtered_by VARCHAR[] NOT NULL,
    whole BOOLEAN NOT NULL,
    state VARCHAR NOT NULL,
    actor VARCHAR NOT NULL,
    reach JSONB,
    language VARCHAR NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    rows INTEGER NOT NULL,
    total_rows INTEGER,
    size_bytes BIGINT,
    fetched INTEGER NOT NULL,
    problem VARCHAR,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_export_runs PRIMARY KEY (id)
);
CREATE INDEX ix_export_runs_asked ON export_runs (tenant_id, asked_at, id);
CREATE INDEX ix_export_runs_tenant_id ON export_runs (tenant_id);
CREATE TABLE event_kinds (
    name VARCHAR NOT NULL,
    en VARCHAR NOT NULL,
    zh VARCHAR NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_event_kinds PRIMARY KEY (id),
    CONSTRAINT uq_event_kinds_tenant_id_name UNIQUE (tenant_id, name)
);
CREATE INDEX ix_event_kinds_tenant_id ON event_kinds (tenant_id);
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(TABLES)
