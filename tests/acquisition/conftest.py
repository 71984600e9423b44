"""A brand with a store and three advisers, and the same connected to a running sandbox."""

from collections.abc import Iterator

import pytest

from siyu.platform.runtime import Runtime
from tests.acquisition.shop import Shop, connected_shop, founded_shop
from tests.messaging.scene import Wecom, running_sandbox


@pytest.fixture
def shop(runtime: Runtime) -> Shop:
    return founded_shop(runtime, ["ann", "bo", "cai"])


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Wecom]:
    with running_sandbox() as wecom:
        yield wecom


@pytest.fixture
def open_shop(runtime: Runtime, sandbox: Wecom) -> Iterator[Shop]:
    """A shop whose WeCom is the sandbox, without trouble before and after."""
    sandbox.end_trouble()
    yield connected_shop(runtime, sandbox)
    sandbox.end_trouble()
