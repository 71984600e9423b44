"""A shop is backed up while friends are added, loses its disk, and goes on from the backup."""

import random
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from psycopg import connect
from psycopg.sql import SQL, Identifier

from siyu.platform import archive, embedded
from siyu.platform.archive import Manifest
from siyu.platform.snapshot import conninfo
from siyu.platform.warehouse import Warehouse
from tests.keeping.installation import Installation, siyu
from tests.sandbox.running import until

PORT, ELSEWHERE = 18240, 18260
ADDS_BEFORE, ADDS_AFTER = 6, 4


@pytest.fixture
def place() -> Iterator[Path]:
    """Not below pytest's own directory, which every run of pytest closes to other accounts."""
    with TemporaryDirectory(prefix="siyu-keeping-") as place:
        yield Path(place)


class Crowd:
    """People who become an adviser's friends, one after the other, until told to stop."""

    def __init__(self, shop: Installation, seed: int) -> None:
        self._shop, self._draw = shop, random.Random(seed)
        self.userid = shop.wecom.get("/sandbox/api/staff").json()["items"][0]["userid"]
        way = {"type": 1, "scene": 2, "skip_verify": True, "user": [self.userid]}
        self._code = shop.asked("externalcontact/add_contact_way", way)["config_id"]
        self.friends: list[str] = []
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._add)

    def _add(self) -> None:
        while not self._stopping.is_set():
            self.friends.append(self._shop.befriend(self._code, self.userid))
            time.sleep(self._draw.random() * 0.1)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(60)


def test_a_shop_goes_on_from_a_backup_taken_under_load(place: Path) -> None:
    file, gone, home = place / "shop.siyu", place / "gone", place / "home"
    with Installation(gone, PORT) as shop:
        password = shop.kept["owner_password"]
        shop.sign_in(password)
        crowd = Crowd(shop, seed=4)
        crowd.start()
        until(lambda: len(crowd.friends) >= ADDS_BEFORE, 60)
        first = shop.customer(crowd.friends[0])
        timeline = told(shop.settled_timeline(first["id"]))
        answered = callbacks(shop)
        made = siyu("backup", file, "--data", gone)
        assert made.returncode == 0, made.stderr
        so_many = len(crowd.friends)
        until(lambda: len(crowd.friends) >= so_many + ADDS_AFTER, 60)
        crowd.stop()
    shutil.rmtree(gone)

    put_back = siyu("restore", file, "--data", home)
    assert put_back.returncode == 0, put_back.stderr
    with archive.verified(file) as (_, manifest):
        assert rows(home, manifest) == {name: held.rows for name, held in manifest.tables.items()}
    with Installation(home, ELSEWHERE) as shop:
        assert shop.port != PORT
        shop.sign_in(password)
        # What a worker decides of them since, such as their stage, comes on top.
        since = told(shop.get(f"customers/{first['id']}/timeline")["items"])
        assert [one for one in since if one in timeline] == timeline
        for person in answered:
            until(lambda: shop.get("customers", q=person)["items"], 60)  # noqa: B023
        until(lambda: known_friends(shop, crowd.friends) == wecom_friends(shop, crowd), 90)
        new = shop.befriend(crowd_code(shop, crowd.userid), crowd.userid)
        shop.settled_timeline(shop.customer(new)["id"])
        until(lambda: events_in_warehouse(shop) == events_in_record(home), 60)


def told(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A timeline but for the places in the log, which are numbered anew."""
    return [{name: value for name, value in one.items() if name != "id"} for one in items]


def callbacks(shop: Installation) -> set[str]:
    """Whose friendship was told by a callback that Siyu has acknowledged."""
    items = shop.wecom.get("/sandbox/callbacks").json()["items"]
    told = [one["plain"] for one in items if one["state"] == "delivered"]
    marks = ("<ExternalUserID><![CDATA[", "]]>")
    return {
        plain.split(marks[0])[1].split(marks[1])[0] for plain in told if "add_external" in plain
    }


def rows(place: Path, manifest: Manifest) -> dict[str, int]:
    """How many rows each table of the restored record has."""
    with embedded.reached(place) as url, connect(conninfo(url)) as record:
        return {
            table: count(record.execute(SQL("SELECT count(*) FROM {}").format(Identifier(table))))
            for table in manifest.tables
        }


def count(cursor: object) -> int:
    (number,) = cursor.fetchone()  # type: ignore[attr-defined]  # a cursor of psycopg
    return int(number)


def known_friends(shop: Installation, people: list[str]) -> set[str]:
    return {one for one in people if shop.get("customers", q=one, state="friend")["items"]}


def wecom_friends(shop: Installation, crowd: Crowd) -> set[str]:
    return shop.friends_in_wecom(crowd.userid) & set(crowd.friends)


def crowd_code(shop: Installation, userid: str) -> str:
    way = {"type": 1, "scene": 2, "skip_verify": True, "user": [userid]}
    return str(shop.asked("externalcontact/add_contact_way", way)["config_id"])


def events_in_record(place: Path) -> int:
    with embedded.reached(place) as url, connect(conninfo(url)) as record:
        return count(record.execute("SELECT count(*) FROM events"))


def events_in_warehouse(shop: Installation) -> int:
    store = Warehouse(f"http://127.0.0.1:{shop.port_of('warehouse')}", shop.kept["warehouse_key"])
    try:
        return int(store.value("SELECT count() FROM events"))
    finally:
        store.close()
