"""The events of a person are found by their names in the index: those of other names are not read.

Where somebody comes into segments and goes, most of their events are told by segments, and no
condition asks for these.
"""

from alembic import op

revision = "0020"
down_revision = "0019"

STATEMENTS = """
DROP INDEX ix_events_customer_happened;
CREATE INDEX ix_events_customer_happened ON events (customer_id, happened_at, id, name)
    WHERE customer_id IS NOT NULL;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(STATEMENTS)
