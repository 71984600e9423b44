"""A brand with a site."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from siyu.app import create_app
from siyu.platform.runtime import Runtime
from tests.insight.tracking.scene import Scene, founded


@pytest.fixture
def scene(runtime: Runtime) -> Iterator[Scene]:
    with TestClient(create_app(runtime), raise_server_exceptions=False) as client:
        yield founded(runtime, client)
