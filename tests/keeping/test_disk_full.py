"""A full disk stops the shop with a sentence; with room again it goes on and nothing is missing."""

from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import httpx
import pytest
from clickhouse_connect.driver.exceptions import DatabaseError

from siyu.app import create_runtime
from siyu.channels.wecom.events import WecomConnected
from siyu.kit.errors import Unreachable
from siyu.kit.ids import new_id
from siyu.platform import embedded, projection, schema
from siyu.platform.access import Actor
from siyu.platform.archive import written
from siyu.platform.data_dir import DiskFull
from siyu.platform.projection import NotAllStaged
from siyu.platform.runtime import Runtime
from siyu.platform.settings import Settings
from siyu.platform.warehouse import Warehouse
from tests.crash.test_friend_add_kill import assert_one_of_each, settled
from tests.keeping.small_disk import SmallDisk, small_disk
from tests.stories.shop import Shop
from tests.warehouse_process import warehouse_process

ADDS = 4
MEGABYTES = 160
ROUNDS = 4_000
EVENTS = 5_000


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    with small_disk(MEGABYTES) as disk:
        yield disk


class Server:
    """A PostgreSQL on the small disk. One that found no room for its own log has stopped."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._running = embedded.start(place)
        self.url = self._running.url

    def go_on(self) -> None:
        """As the supervisor does: start it again, and again until there is room."""
        if self._running.process.poll() is not None:
            self._running.held.let_go()
            self._running = embedded.start(self._place)

    def stop(self) -> None:
        self._running.stop()


@pytest.fixture
def server(disk: SmallDisk) -> Iterator[Server]:
    server = Server(disk.place / "shop")
    yield server
    server.stop()


@pytest.fixture
def runtime_on(disk: SmallDisk, server: Server) -> Iterator[Runtime]:
    """A runtime over a PostgreSQL that lives on the small disk."""
    settings = Settings(database_url=server.url, data_dir=disk.place / "shop")
    runtime = create_runtime(settings)
    schema.upgrade(runtime.engine)
    yield runtime
    runtime.engine.dispose()


def test_callbacks_wait_for_room_and_none_is_lost_or_doubled(
    disk: SmallDisk, server: Server, runtime_on: Runtime
) -> None:
    with Shop(runtime_on) as shop:
        shop.connect()
        shop.run_job("sync_directory")
        shop.welcome_rule()
        shop.sandbox.policy(callback_tries=60)
        shop.work()
        told = refused_for_room(shop, disk)
        assert told.status_code == 507
        assert told.json()["code"] == "RecordFull"
        assert "磁盘已满" in told.json()["message"]
        friends = {shop.sandbox.friend()[1] for _ in range(ADDS)}
        shop.eventually(lambda: refuses_callbacks(shop, disk), 30)
        disk.free()
        server.go_on()
        shop.eventually(lambda: settled(shop, ADDS), 300)
        assert_one_of_each(shop, friends, ADDS)
        for one in shop.sandbox.callbacks():
            assert [tried["status"] for tried in one["tries"]].count(200) == 1
            assert one["tries"][-1]["status"] == 200


def refused_for_room(shop: Shop, disk: SmallDisk) -> httpx.Response:
    """The first answer to a change that finds no room; what went before was kept."""
    for number in range(ROUNDS):
        disk.fill()
        body = {"name": f"Rule {number}", "level": "default", "text": token_hex(900)}
        answer = shop.http.post("welcome-rules", json=body, headers={"accept-language": "zh-CN"})
        if answer.status_code >= 500:
            return answer
    raise AssertionError("the disk never was full")


def refuses_callbacks(shop: Shop, disk: SmallDisk) -> bool:
    """Servers remove old files of theirs, so the disk is kept full."""
    disk.fill()
    return 507 in statuses(shop)


def statuses(shop: Shop) -> set[int | None]:
    return {tried["status"] for one in shop.sandbox.callbacks() for tried in one["tries"]}


def test_the_warehouse_waits_for_room_and_catches_up(runtime: Runtime) -> None:
    with small_disk(64) as disk, warehouse_process(disk.place / "warehouse") as process:
        warehouse = process.door()
        warehouse.create()
        written_events = until_no_room(runtime, warehouse, disk)
        disk.free()
        while projection.project(runtime.engine, warehouse):
            continue
        for what in ("count()", "uniqExact(id)"):
            assert warehouse.value(f"SELECT {what} FROM events") == written_events  # noqa: S608
        warehouse.close()


def until_no_room(runtime: Runtime, warehouse: Warehouse, disk: SmallDisk) -> int:
    """Emit and project until the warehouse refuses for want of room; how many were emitted."""
    tenant_id = new_id()
    for round in range(1, ROUNDS):
        with runtime.work(tenant_id, actor=Actor.system("test")) as work:
            for _ in range(EVENTS):
                work.emit(WecomConnected(connection_id=new_id(), agent_id=1))
        disk.fill()
        try:
            projection.project(runtime.engine, warehouse)
        except (NotAllStaged, DatabaseError, Unreachable):
            return round * EVENTS
    raise AssertionError("the disk never was full")


def test_a_backup_onto_a_full_disk_leaves_nothing(disk: SmallDisk) -> None:
    disk.fill()
    file: Path = disk.place / "a.siyu"
    with pytest.raises(DiskFull) as refused, written(file) as writing:
        writing.add("record/rows", [bytes(1 << 20)])
    assert str(disk.place) in refused.value.sentence("en")
    assert [one.name for one in disk.place.iterdir()] == ["filler"]
