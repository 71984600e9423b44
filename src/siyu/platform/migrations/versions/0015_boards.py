"""Boards of questions, and the brand's own value classes."""

from alembic import op

revision = "0015"
down_revision = "0014"

STATEMENTS = """
CREATE TABLE boards (
    owner_id UUID NOT NULL,
    name VARCHAR NOT NULL,
    shared BOOLEAN NOT NULL,
    tiles JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_boards PRIMARY KEY (id),
    CONSTRAINT uq_boards_tenant_id_owner_id_name UNIQUE (tenant_id, owner_id, name)
);
CREATE INDEX ix_boards_tenant_id ON boards (tenant_id);
CREATE TABLE value_rules (
    classes JSONB NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_value_rules PRIMARY KEY (id),
    CONSTRAINT uq_value_rules_tenant_id UNIQUE (tenant_id)
);
CREATE INDEX ix_value_rules_tenant_id ON value_rules (tenant_id);
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(STATEMENTS)
