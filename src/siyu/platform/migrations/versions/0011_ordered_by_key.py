"""The key of customers has along what lists of known ids are put in order by."""

from alembic import op

revision = "0011"
down_revision = "0010"

STATEMENTS = """
ALTER TABLE customers DROP CONSTRAINT pk_customers;
ALTER TABLE customers ADD CONSTRAINT pk_customers PRIMARY KEY (id) INCLUDE (tenant_id, met_at);
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(STATEMENTS)
