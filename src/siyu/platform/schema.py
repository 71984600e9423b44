"""Brings a database to the present form of the tables."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, Engine, inspect, text

from siyu.kit.errors import Conflict
from siyu.platform import audit, demo_clock, jobs, kept_answers, listeners, log, schedules, tour
from siyu.platform.database import Base
from siyu.platform.exports import models as exports
from siyu.platform.intake import models as intake

MIGRATIONS = Path(__file__).parent / "migrations"
UPGRADE_LOCK = 0x51197
PLATFORM_TABLES = (
    audit, demo_clock, exports, intake, jobs, kept_answers, listeners, log, schedules, tour
)  # fmt: skip
"""The platform's modules with rows, named so that their tables are known here."""
REVISION = "SELECT version_num FROM alembic_version"


class SchemaNewer(Conflict):
    """The database is in a form ({found}) that this program does not know; run the Siyu that
    made it, or a newer one. Nothing was changed.

    数据库的表结构（{found}）比本程序新；请运行建立它的 Siyu 或更新的版本。没有任何改动。
    """


def upgrade(engine: Engine, *, to: str = "head") -> None:
    """Apply what is missing up to a revision, all of it or nothing.

    Many processes may ask at once, one does it. Raises SchemaNewer.
    """
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
        _refuse_newer(connection)
        if not inspect(connection).has_table("procrastinate_jobs"):
            raw = connection.connection.cursor()
            raw.execute(SchemaManager.get_schema())
        config = _config()
        config.attributes["connection"] = connection
        config.attributes["metadata"] = Base.metadata
        command.upgrade(config, to)


def knows(revision: str) -> bool:
    """Whether this program has the step that leads to `revision`."""
    steps = ScriptDirectory.from_config(_config()).walk_revisions()
    return revision in {step.revision for step in steps}


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _refuse_newer(connection: Connection) -> None:
    if not inspect(connection).has_table("alembic_version"):
        return
    found = connection.execute(text(REVISION)).scalar()
    if found is not None and not knows(found):
        raise SchemaNewer(found=found)
