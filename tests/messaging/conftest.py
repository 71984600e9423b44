"""A sandbox for this test process, and a tenant connected to it for each test."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from siyu.platform.runtime import Runtime
from tests.messaging.scene import Scene, Wecom, running_sandbox


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Wecom]:
    with running_sandbox() as wecom:
        yield wecom


@pytest.fixture
def wecom(sandbox: Wecom) -> Iterator[Wecom]:
    """The sandbox without trouble, before and after."""
    sandbox.end_trouble()
    yield sandbox
    sandbox.end_trouble()


@pytest.fixture
def scene(runtime: Runtime, wecom: Wecom, tenant_id: UUID) -> Scene:
    scene = Scene(runtime, wecom, tenant_id)
    scene.connect()
    return scene
