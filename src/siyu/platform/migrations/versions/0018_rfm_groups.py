"""What RFM sorts people into are RFM groups; a value class is a step of a ladder."""

from alembic import op

revision = "0018"
down_revision = "0017"

STATEMENTS = """
ALTER TABLE value_rules RENAME TO rfm_rules;
ALTER TABLE rfm_rules RENAME COLUMN classes TO groups;
ALTER TABLE rfm_rules RENAME CONSTRAINT pk_value_rules TO pk_rfm_rules;
ALTER TABLE rfm_rules RENAME CONSTRAINT uq_value_rules_tenant_id TO uq_rfm_rules_tenant_id;
ALTER INDEX ix_value_rules_tenant_id RENAME TO ix_rfm_rules_tenant_id;
UPDATE boards SET tiles = replace(tiles::text, '"classes": [', '"groups": [')::jsonb;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(STATEMENTS)
