"""Customers and accounts lose indexes that others begin with, and ends of phones are phones'."""

from alembic import op

revision = "0010"
down_revision = "0009"

STATEMENTS = """
DROP INDEX ix_customers_tenant_id;
DROP INDEX ix_identities_tenant_id;
DROP INDEX ix_identities_tail;
CREATE INDEX ix_identities_tail ON identities (tenant_id, tail) WHERE tail IS NOT NULL;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(STATEMENTS)
