"""Which tests share a process, and in which order the processes take them up."""

import pytest
from xdist.remote import Producer
from xdist.scheduler.loadfile import LoadFileScheduling

BROWSER = "tests/browser"
SLOW = ("tests/keeping", "tests/crash", BROWSER, "tests/stories", "tests/contract", "tests/intake")
"""Begun first, so that no process is left alone with a slow file at the end."""


class BySharedPlace(LoadFileScheduling):  # type: ignore[misc]
    """A file at a time, in the order collected; the browser tests, which share a running shop, as
    one."""

    def __init__(self, config: pytest.Config, log: Producer) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else super()._split_scope(nodeid)


def slow_first(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(SLOW))
