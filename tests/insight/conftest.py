"""One warehouse process for all tests of insight."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from siyu.platform.runtime import Runtime
from siyu.platform.work import Work
from tests.insight.store import Scene, Store
from tests.warehouse_process import warehouse_process


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with warehouse_process(tmp_path_factory.mktemp("insight")) as process:
        made = Store(process.door("insight"), f"{process.url}/insight")
        made.warehouse.create()
        made.merge(uuid4())
        made.warehouse.command("SYSTEM RELOAD DICTIONARY insight.standing")
        yield made
        made.warehouse.close()


@pytest.fixture
def scene(store: Store, work: Work, runtime: Runtime) -> Scene:
    return Scene(store, work, runtime)
