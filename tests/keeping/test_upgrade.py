"""A shop of version 0.1, with everything in it, is brought to the present form of the tables.

`shop-0.1.siyu` was made by `siyu backup` of a demo shop at the first form of the tables; it is
never made anew. Restoring it goes through every step since, as an upgrade in place does.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from psycopg import connect
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url, text

from siyu.app import create_app, create_runtime
from siyu.platform import archive, database, schema
from siyu.platform.archive import Manifest
from siyu.platform.restore import restore
from siyu.platform.settings import Settings
from siyu.platform.snapshot import conninfo

OLD = Path(__file__).with_name("shop-0.1.siyu")
# A restore itself moves these: places in the log, and what is due at the next start.
MOVED = {"listener_cursors", "schedules"}
# What an upgrade means to change: rights that came with it, and work it leaves for later.
REWRITTEN = {"roles": {"permissions"}}
ADDED_TO = {"later_jobs"}


@pytest.fixture(scope="module")
def upgraded(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    name = f"siyu_upgraded_{uuid4().hex[:8]}"
    admin = database.connect(server_url).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    url = make_url(server_url).set(database=name).render_as_string(hide_password=False)
    settings = Settings(database_url=url, data_dir=tmp_path_factory.mktemp("upgraded") / "shop")
    restore(settings, settings.data_dir, OLD)
    yield settings
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def test_every_row_reads_as_it_did(upgraded: Settings) -> None:
    with archive.verified(OLD) as (packed, manifest), connect(
        conninfo(upgraded.database_url)
    ) as record:  # fmt: skip
        assert manifest.revision == "0001"
        assert manifest.tables["events"].rows > 400
        assert manifest.tables["wecom_inbound"].rows > 6
        for table in manifest.tables.keys() - MOVED:
            columns = SQL(", ").join(map(Identifier, manifest.tables[table].columns))
            asked = SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(columns, Identifier(table))
            with record.cursor() as cursor, cursor.copy(asked) as copied:
                now = b"".join(copied).splitlines()
            then = packed.read(f"record/{table}").splitlines()
            named = manifest.tables[table].columns
            now, then = (left_alone(table, named, rows) for rows in (now, then))
            assert set(then) - set(now) == set(), table
            assert len(now) == len(then) or table in ADDED_TO, table


def left_alone(table: str, columns: Sequence[str], rows: list[bytes]) -> list[bytes]:
    """The rows without the columns that an upgrade means to rewrite."""
    kept = [at for at, name in enumerate(columns) if name not in REWRITTEN.get(table, ())]
    return [b"\t".join(row.split(b"\t")[at] for at in kept) for row in rows]


def test_the_rights_of_a_role_are_added_to_and_none_is_taken(upgraded: Settings) -> None:
    with archive.verified(OLD) as (packed, manifest), connect(
        conninfo(upgraded.database_url)
    ) as record:  # fmt: skip
        named = manifest.tables["roles"].columns
        at, key = named.index("permissions"), named.index("key")
        then = {
            row.split(b"\t")[key].decode(): set(
                row.split(b"\t")[at].decode().strip("{}").split(",")
            )
            for row in packed.read("record/roles").splitlines()
        }
        now = record.execute("SELECT key, permissions FROM roles").fetchall()
        assert all(then[name] <= set(rights) for name, rights in now)


def test_the_shop_works_on_it(upgraded: Settings) -> None:
    runtime = create_runtime(upgraded)
    with TestClient(create_app(runtime)) as shop:
        password = json.loads((upgraded.data_dir / "kept.json").read_text())["owner_password"]
        entered = shop.post("/api/session", json={"login": "owner", "password": password})
        assert entered.status_code < 300, entered.text
        lost = shop.get("/api/customers", params={"state": "lost"}).json()["items"]
        assert len(lost) == 1
        told = shop.get(f"/api/customers/{lost[0]['id']}/timeline").json()["items"]
        assert {"FriendAdded", "WelcomeSent", "FriendLost"} <= {one["kind"] for one in told}
        for path in ("live-codes", "deliveries", "users", "nodes", "tags", "wecom/connection"):
            assert shop.get(f"/api/{path}").status_code == 200, path
    runtime.engine.dispose()


def test_an_upgrade_that_is_done_changes_nothing(upgraded: Settings) -> None:
    engine = database.connect(upgraded.database_url)
    before = counts(upgraded)
    schema.upgrade(engine)
    engine.dispose()
    assert counts(upgraded) == before


def counts(settings: Settings) -> dict[str, int]:
    manifest: Manifest
    with archive.verified(OLD) as (_, manifest), connect(conninfo(settings.database_url)) as record:
        found = {}
        for table in manifest.tables:
            asked = SQL("SELECT count(*) FROM {}").format(Identifier(table))
            row = record.execute(asked).fetchone()
            found[table] = row[0] if row else 0
    return found
