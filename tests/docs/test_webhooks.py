"""The check that the guide shows takes what we sign, and nothing else."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from siyu.channels.webhook import protocol
from siyu.messaging.webhooks.jobs import KEPT_DAYS
from siyu.messaging.webhooks.rules import JITTER, WAITS
from siyu.messaging.webhooks.service import MOST_DAYS, MOST_REPLAYED
from siyu.platform.clock import real_now

GUIDES = Path(__file__).parents[2] / "docs" / "guides"
OLD, NEW = (protocol.written(one * 32) for one in (b"o", b"n"))
BODY = '{"type":"欢迎"}'.encode()


@pytest.fixture(params=["webhooks.md", "webhooks.zh.md"])
def shown(request: pytest.FixtureRequest) -> Callable[..., bool]:
    """The function that a guide shows, as a reader would paste it."""
    (program,) = re.findall(r"```python\n(.*?)```", (GUIDES / request.param).read_text(), re.S)
    names: dict[str, Any] = {}
    exec(program, names)
    return names["is_from_siyu"]  # type: ignore[no-any-return]


def test_what_we_sign_passes_the_guides_check(shown: Callable[..., bool]) -> None:
    headers = protocol.headers([NEW, OLD], "msg_1", real_now(), BODY)
    assert shown(NEW, headers, BODY)
    assert shown(OLD, headers, BODY)


def test_what_was_changed_or_is_old_does_not(shown: Callable[..., bool]) -> None:
    headers = protocol.headers([NEW], "msg_1", real_now(), BODY)
    assert not shown(OLD, headers, BODY)
    assert not shown(NEW, headers, BODY + b" ")
    assert not shown(NEW, {**headers, "webhook-id": "msg_2"}, BODY)
    old = protocol.headers([NEW], "msg_1", real_now() - timedelta(minutes=6), BODY)
    assert not shown(NEW, old, BODY)


def test_the_guide_tells_the_waits_and_bounds_of_the_code() -> None:
    text = " ".join((GUIDES / "webhooks.md").read_text().split())
    hours = [int(wait / timedelta(hours=1)) for wait in WAITS[3:]]
    told = ", ".join(map(str, hours[:-1]))
    assert f"after 5 seconds, 5 minutes, 30 minutes, {told} and {hours[-1]} hours" in text
    assert JITTER == 0.2
    assert f"up to {MOST_DAYS} days and {MOST_REPLAYED:,} events" in text
    assert f"log is kept for {KEPT_DAYS} days" in text
