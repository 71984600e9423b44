"""A receiver, and a brand that tells it things."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from siyu.app import create_app
from siyu.platform.clock import FixedClock
from siyu.platform.settings import Settings
from tests.webhooks.receiver import Receiver, receiving
from tests.webhooks.scene import Scene, founded


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Receivers of these tests stand on this machine."""
    return settings.model_copy(update={"webhook_networks": "127.0.0.0/8"})


@pytest.fixture
def scene(settings: Settings, clock: FixedClock, receiver: Receiver) -> Iterator[Scene]:
    with founded(settings, clock, receiver) as scene:
        with TestClient(create_app(scene.runtime), raise_server_exceptions=False) as client:
            scene.client = client
            yield scene
