"""Brings a database to the present form of the tables."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from procrastinate.schema import SchemaManager
from sqlalchemy import Engine, inspect, text

from siyu.platform import audit, demo_clock, jobs, listeners, log, schedules, tour
from siyu.platform.database import Base
from siyu.platform.exports import models as exports
from siyu.platform.intake import models as intake

MIGRATIONS = Path(__file__).parent / "migrations"
UPGRADE_LOCK = 0x51197
PLATFORM_TABLES = (audit, demo_clock, exports, intake, jobs, listeners, log, schedules, tour)
"""The platform's modules with rows, named so that their tables are known here."""


def upgrade(engine: Engine) -> None:
    """Apply what is missing; many processes may ask at once, one does it."""
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
        if not inspect(connection).has_table("procrastinate_jobs"):
            raw = connection.connection.cursor()
            raw.execute(SchemaManager.get_schema())
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        config.attributes["metadata"] = Base.metadata
        command.upgrade(config, "head")
