"""The population plays a day in a minute; home and the sandbox tell the same figures."""

from collections.abc import Iterator
from typing import Any

import pytest

from siyu.app import create_runtime
from siyu.platform.runtime import Runtime
from siyu.platform.settings import Settings
from tests.conftest import emptied
from tests.stories.shop import Shop

FAST, SECONDS, SOME = 1440, 90, 8


@pytest.fixture
def demo_runtime(settings: Settings) -> Iterator[Runtime]:
    shown = settings.model_copy(update={"demo": True, "demo_key": "k"})
    runtime = create_runtime(shown)
    yield runtime
    emptied(runtime)
    runtime.engine.dispose()


def test_home_agrees_with_the_sandboxs_own_record(demo_runtime: Runtime) -> None:
    with Shop(demo_runtime) as shop:
        shop.connect()
        shop.run_job("sync_directory")
        shop.welcome_rule()
        shop.work()
        for store in [one for one in shop.get("nodes")["items"] if one["kind"] == "store"]:
            staff = shop.get("staff", node=store["id"])["items"][:5]
            shop.live_code([one["id"] for one in staff], name=store["name"], node_id=store["id"])
        shop.sandbox.do("play", on=True)
        shop.sandbox.do("clock", rate=FAST)
        # By night nobody comes: until the day that is shown has seen some.
        shop.eventually(lambda: added_today(shop) >= SOME, SECONDS)
        shop.sandbox.do("clock", rate=1)
        shop.sandbox.do("play", on=False)
        shop.eventually(lambda: figures_agree(shop), 25)
        assert shop.get("acquisition/today")["new_friends"] > 0


def added_today(shop: Shop) -> int:
    day = shop.sandbox.read("now")["day"]
    return int(shop.sandbox.read("record", day=day)["added"])


def figures_agree(shop: Shop) -> bool:
    home = shop.get("acquisition/today")
    record = shop.sandbox.read("record", day=home["day"])
    return told_by_home(home) == told_by_sandbox(record)


def told_by_home(home: dict[str, Any]) -> tuple[int, int, int, int]:
    sent = sum(one["count"] for one in home["welcomes"] if one["outcome"] == "sent")
    return home["new_friends"], home["deleted_by_customer"], home["deleted_by_staff"], sent


def told_by_sandbox(record: dict[str, Any]) -> tuple[int, int, int, int]:
    return (
        record["added"],
        record["deleted_by_customer"],
        record["deleted_by_staff"],
        record["welcomes"]["sent"],
    )
