"""Whatever is sent to a site's address, it is answered without a 500 and nothing else breaks."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siyu.app import create_app, create_runtime
from siyu.insight.tracking import service, wire
from siyu.platform.clock import FixedClock
from siyu.platform.settings import Settings
from tests.conftest import MONDAY_NOON, emptied
from tests.insight.tracking.scene import NOW_MS, Scene, ago, founded, hexed
from tests.proofs import rounds

FINE = {204, 429}
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
ANYTHING = st.recursive(
    PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)
FIELDS = ("i", "t", "k", "p", "v", "s", "x", "y", "z", "u", "r")
KINDS = st.sampled_from(["page", "leave", "click", "event", "identify"])


@st.composite
def events(draw: st.DrawFn) -> dict[str, Any]:
    """An event in order, of which some parts are anything."""
    whole = ago(draw(KINDS), v=hexed(), s=hexed(), x="buy", y=1, z={"pieces": 1}, u={"state": "a"})
    broken = draw(st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=3))
    words = {"p": st.text(), "x": st.text(), "r": st.text(), "u": UTM, "y": st.floats()}
    said = {name: draw(how) for name, how in words.items() if draw(st.booleans())}
    return whole | said | broken


UTM = st.dictionaries(st.sampled_from(["utm_source", "state", "gclid"]), st.text(max_size=90))


@pytest.fixture(scope="module")
def scene(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    place = tmp_path_factory.mktemp("rubbish")
    settings = Settings(database_url=database_url, secret_key="00" * 32, data_dir=place)
    runtime = create_runtime(settings, clock=FixedClock(MONDAY_NOON))
    with TestClient(create_app(runtime), raise_server_exceptions=False) as client:
        yield founded(runtime, client)
    emptied(runtime)
    runtime.engine.dispose()


def unhurried(function: Any) -> Any:
    """So many examples as this run asks for, without a deadline."""
    return settings(
        max_examples=rounds(2_000, 60),
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )(function)


@unhurried
@given(st.binary(max_size=400))
def test_bytes(scene: Scene, body: bytes) -> None:
    service.pace.cache_clear()
    assert scene.post(body).status_code in FINE


@unhurried
@given(ANYTHING)
def test_json_of_any_shape(scene: Scene, told: Any) -> None:
    service.pace.cache_clear()
    assert scene.post(json.dumps(told)).status_code in FINE


@unhurried
@given(st.lists(events() | ANYTHING, max_size=6), ANYTHING | st.just(1), ANYTHING | st.just(NOW_MS))
def test_our_own_shape_with_anything_in_it(
    scene: Scene, told: list[Any], agreed: Any, now: Any
) -> None:
    service.pace.cache_clear()
    body = json.dumps({"n": now, "c": agreed, "e": told})
    assert scene.post(body).status_code in FINE


def test_half_a_surrogate_and_the_end_of_all_text(scene: Scene) -> None:
    service.pace.cache_clear()
    for odd in ("\\ud800", "\\u0000", "\\udc00\\ud800"):
        for name in ("p", "x", "r"):
            event = json.dumps(ago("click", v=hexed(), s=hexed(), x="buy"))
            told = event[:-1] + f', "{name}": "/{odd}"}}'
            assert scene.post(f'{{"n": {NOW_MS}, "c": 1, "e": [{told}]}}').status_code == 204


def test_what_is_nested_without_end(scene: Scene) -> None:
    assert wire.sending(b"[" * 60_000) is None
    assert wire.sending(b'{"n": 1, "e": ' + b"[" * 50_000) is None
    assert scene.post(b'{"n": 1, "e": ' + b"[" * 50_000).status_code == 204
