"""Tag rules by words of a chat have no segment."""

from alembic import op

revision = "0017"
down_revision = "0016"

STATEMENTS = """
ALTER TABLE tag_rules ALTER COLUMN segment_id DROP NOT NULL;
ALTER TABLE tag_rules ADD COLUMN words JSONB;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(STATEMENTS)
