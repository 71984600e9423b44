"""The migrations make what the models say, once, whoever asks."""

from collections.abc import Iterator
from threading import Thread
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, make_url, text

from siyu.platform import schema
from siyu.platform.database import Base, connect


@pytest.fixture
def empty(server_url: str) -> Iterator[Engine]:
    """An empty database of its own."""
    name = f"siyu_schema_{uuid4().hex[:8]}"
    admin = connect(server_url).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    engine = connect(make_url(server_url).set(database=name).render_as_string(hide_password=False))
    yield engine
    engine.dispose()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def ours(_thing: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    return kind != "table" or not str(name).startswith(("procrastinate_", "alembic_"))


def test_migrations_equal_the_models(empty: Engine) -> None:
    schema.upgrade(empty)
    with empty.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": ours, "compare_type": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_many_processes_may_migrate_at_once(empty: Engine) -> None:
    failed: list[Exception] = []

    def migrate() -> None:
        try:
            schema.upgrade(empty)
        except Exception as error:
            failed.append(error)

    threads = [Thread(target=migrate) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
