"""A sandbox for each module of tests, without faults and with WeCom's own policy."""

from collections.abc import Iterator

import pytest

from tests.sandbox.receiving import AES_KEY, TOKEN, Receiver, receiver
from tests.sandbox.running import Running

__all__ = ["receiver"]


@pytest.fixture(scope="module")
def shared() -> Iterator[Running]:
    with Running(seed=7) as running:
        yield running


@pytest.fixture
def sandbox(shared: Running) -> Iterator[Running]:
    """The module's sandbox without faults and with WeCom's own policy."""
    fresh = shared.read("policy")
    yield shared
    shared.faults()
    shared.policy(**fresh)


@pytest.fixture
def listening(sandbox: Running, receiver: Receiver) -> Running:
    """A sandbox whose callbacks go to the receiver."""
    saved = sandbox.do("callback", url=receiver.url, token=TOKEN, aes_key=AES_KEY)
    assert saved == {"saved": True}
    sandbox.policy(callback_retry_seconds=0.05)
    return sandbox
