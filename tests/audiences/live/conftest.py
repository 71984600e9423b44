"""A brand with a store, two advisers, people who buy, and a warehouse process of its own."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from siyu.app import create_app
from siyu.organisation import service as organisation
from siyu.organisation.service import Department, Grantor, Member
from siyu.platform.clock import FixedClock
from siyu.platform.runtime import Runtime
from tests.audiences.live.scene import TEST, Scene
from tests.customers.asking import Asking
from tests.warehouse_process import WarehouseProcess, warehouse_process


@pytest.fixture(scope="package")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarehouseProcess]:
    with warehouse_process(tmp_path_factory.mktemp("warehouse")) as process:
        yield process


@pytest.fixture
def scene(runtime: Runtime, process: WarehouseProcess, clock: FixedClock) -> Iterator[Scene]:
    runtime.warehouse = process.door(f"w{uuid4().hex}")
    brand = organisation.found_tenant(
        runtime, name="Fawn", owner_login="owner", password="a long pass phrase"
    ).tenant_id
    departments = [Department(id=1, name="Fawn"), Department(id=2, parent_id=1, name="Jing'an")]
    members = [
        Member(userid=one, name=one.title(), department_ids=(2,), status=1)
        for one in ("lin", "zhao")
    ]
    with runtime.work(brand, actor=TEST) as work:
        organisation.sync_directory(work, departments, members, read_at=runtime.clock.now())
    yield Scene(runtime, brand, clock)
    runtime.warehouse.close()


@pytest.fixture
def asking(scene: Scene) -> Iterator[Asking]:
    """The brand's API, asked with every right."""
    rights = frozenset(scene.runtime.registry.permissions)
    with scene.work() as work:
        owner = organisation.user_lines(work)[0]
        _, key = organisation.add_token(
            work, user_id=owner.id, name="test", permissions=rights, by=Grantor(rights, rights)
        )
    with TestClient(create_app(scene.runtime)) as client:
        yield Asking(scene.runtime, scene.tenant_id, client, key)
