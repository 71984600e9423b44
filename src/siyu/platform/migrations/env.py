"""Runs migrations on the connection that `schema.upgrade` holds."""

from alembic import context

config = context.config
context.configure(
    connection=config.attributes["connection"],
    target_metadata=config.attributes["metadata"],
    include_name=lambda name, kind, _parents: (
        kind != "table" or not str(name).startswith("procrastinate_")
    ),
    compare_server_default=False,
)
with context.begin_transaction():
    context.run_migrations()
