"""A real PostgreSQL for every test: the embedded one, or SIYU_TEST_DATABASE_URL's server."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

import pytest
from sqlalchemy import make_url, text
from xdist.remote import Producer

from siyu.app import create_runtime
from siyu.platform import embedded, schema
from siyu.platform.access import Actor
from siyu.platform.clock import FixedClock
from siyu.platform.database import Base, connect
from siyu.platform.runtime import Runtime
from siyu.platform.settings import Settings
from siyu.platform.work import Work, begin
from tests.spreading import BySharedPlace, slow_first

MONDAY_NOON = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)
"""12:00 on a Monday in Shanghai."""


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> BySharedPlace | None:
    return BySharedPlace(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    slow_first(items)


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """A PostgreSQL server for this test process."""
    given = os.environ.get("SIYU_TEST_DATABASE_URL")
    if given:
        yield given
        return
    # Not below pytest's own directory, which every run of pytest closes to other accounts.
    with TemporaryDirectory(prefix="siyu-test-") as place:
        server = embedded.start(Path(place))
        _unhurried(server.url)
        yield server.url
        server.stop()


def _unhurried(url: str) -> None:
    """Let the server of these tests forget a power cut; what is killed here are processes."""
    admin = connect(url).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("ALTER SYSTEM SET fsync = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    admin.dispose()


@pytest.fixture(scope="session")
def database_url(server_url: str) -> Iterator[str]:
    """A database of this test process, with all tables."""
    name = f"siyu_test_{uuid4().hex[:12]}"
    admin = connect(server_url).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    url = make_url(server_url).set(database=name).render_as_string(hide_password=False)
    engine = connect(url)
    create_runtime(Settings(database_url=url, secret_key="00" * 32))
    schema.upgrade(engine)
    engine.dispose()
    yield url
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MONDAY_NOON)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(database_url=database_url, secret_key="00" * 32, data_dir=tmp_path)


@pytest.fixture
def runtime(settings: Settings, clock: FixedClock) -> Iterator[Runtime]:
    """A runtime over an empty database; whatever a test commits is gone after it."""
    runtime = create_runtime(settings, clock=clock)
    yield runtime
    emptied(runtime)
    runtime.engine.dispose()


@pytest.fixture
def tenant_id() -> UUID:
    return uuid4()


@pytest.fixture
def work(runtime: Runtime, tenant_id: UUID) -> Iterator[Work]:
    """A Work that is rolled back when the test ends."""
    with suppress(_Undone), begin(
        runtime.sessions,
        tenant_id,
        clock=runtime.clock,
        secrets=runtime.secrets,
        actor=Actor.system("test"),
    ) as work:  # fmt: skip
        yield work
        raise _Undone


class _Undone(Exception):
    """Ends a test's Work without keeping it."""


QUEUE = ("events", "periodic_defers", "jobs", "workers")


def emptied(runtime: Runtime) -> None:
    """Delete every row: for the few that a test leaves, far quicker than truncating all tables."""
    with runtime.engine.begin() as connection:
        connection.exec_driver_sql(_every_row())


@cache
def _every_row() -> str:
    """All of it in one statement's time on the way, those that refer to others first."""
    tables = [f"procrastinate_{one}" for one in QUEUE]
    tables += [table.name for table in reversed(Base.metadata.sorted_tables)]
    return ";".join(f"DELETE FROM {one}" for one in tables)  # noqa: S608
