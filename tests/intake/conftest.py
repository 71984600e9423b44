"""A brand with a shelf, and the keys of its people."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient

from siyu.app import create_app
from siyu.organisation import service as organisation
from siyu.organisation.service import Grantor
from siyu.platform.access import Actor
from siyu.platform.runtime import Runtime
from tests.intake.shelf import shelf, with_shelf, work_off


@dataclass
class Brand:
    """A tenant, and a client that speaks as its owner unless told otherwise."""

    runtime: Runtime
    client: TestClient
    tenant_id: UUID
    owner_id: UUID

    def work(self) -> Any:
        return self.runtime.work(self.tenant_id, actor=Actor.system("test"))

    def key(self, *without: str) -> str:
        rights = frozenset(self.runtime.registry.permissions)
        with self.work() as work:
            _, secret = organisation.add_token(
                work,
                user_id=self.owner_id,
                name=uuid4().hex,
                permissions=rights - set(without),
                by=Grantor(rights, rights),
            )
        return str(secret)

    def act(self) -> list[str]:
        """Let a worker do what waits."""
        return work_off(self.runtime)

    @property
    def shelf(self) -> dict[str, int]:
        return shelf(self.runtime, self.tenant_id)

    def upload(self, content: bytes, *, name: str = "shelf.csv", **headers: str) -> Any:
        return self.client.post(
            f"/api/imports?intake=shelf&name={name}", content=content, headers=headers
        )

    def imported(self, content: bytes, **headers: str) -> Any:
        """Upload a file and run it; the import as it stands afterwards."""
        made = self.upload(content, **headers)
        assert made.status_code == 201, made.text
        started = self.client.post(f"/api/imports/{made.json()['id']}/run")
        assert started.status_code == 202, started.text
        self.act()
        return self.client.get(f"/api/imports/{made.json()['id']}").json()


@pytest.fixture
def brand(runtime: Runtime) -> Iterator[Brand]:
    runtime = replace(runtime, registry=with_shelf(runtime.registry))
    made = organisation.found_tenant(
        runtime, name="Fawn", owner_login=uuid4().hex, password=uuid4().hex
    )
    with TestClient(create_app(runtime), raise_server_exceptions=False) as client:
        brand = Brand(runtime, client, made.tenant_id, made.owner_id)
        client.headers["authorization"] = f"Bearer {brand.key()}"
        client.headers["accept-language"] = "en"
        yield brand
