"""People written down once, such as those behind a figure, for segments to ask of."""

from alembic import op

revision = "0019"
down_revision = "0018"

STATEMENTS = """
CREATE TABLE people_lists (
    name VARCHAR NOT NULL,
    people BIGINT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    made_by VARCHAR NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_people_lists PRIMARY KEY (id)
);
CREATE INDEX ix_people_lists_tenant_id ON people_lists (tenant_id);
CREATE TABLE listed_people (
    list_id UUID NOT NULL,
    customer_id UUID NOT NULL,
    id UUID NOT NULL,
    tenant_id UUID NOT NULL,
    CONSTRAINT pk_listed_people PRIMARY KEY (id),
    CONSTRAINT uq_listed_people_customer_id_list_id UNIQUE (customer_id, list_id)
);
CREATE INDEX ix_listed_people_list_id ON listed_people (list_id);
CREATE INDEX ix_listed_people_tenant_id ON listed_people (tenant_id);
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(STATEMENTS)
