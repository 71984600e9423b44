"""Whatever is asked of the API, by its description or against it, it answers without a 500.

schemathesis draws requests for every operation, well formed and broken; half of them name rows
that are there. Cursors are drawn besides, for a random text is hardly ever one.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from docs import code
from siyu.app import create_app, create_runtime
from siyu.kit.pages import encode_cursor
from siyu.platform.clock import FixedClock
from siyu.platform.settings import Settings
from tests.architecture import ladder
from tests.architecture.test_access_ladder import Brand, brand, without_warehouse
from tests.conftest import MONDAY_NOON, emptied
from tests.proofs import rounds

EXAMPLES = rounds(150, 3)
# What another system is asked through us may not answer; that is said with 502.
FINE = {*range(200, 500), 502}
ODD = ["", "\0", "2026-02-30", "0001-01-01T00:00:00+14:00", "-1", str(2**64), "nan", "\ud800", "é"]


@cache
def description() -> Any:
    return schemathesis.openapi.from_dict(code.application().openapi())


def operations() -> list[str]:
    return [f"{method} {path}" for method, path, _ in code.routes(code.application())]


@pytest.fixture(scope="module")
def asked(
    database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Brand, str]]:
    """A brand whose every row may be asked for, and its owner's key."""
    settings = Settings(
        database_url=database_url, secret_key="00" * 32, data_dir=tmp_path_factory.mktemp("fuzz")
    )
    runtime = create_runtime(settings, clock=FixedClock(MONDAY_NOON))
    with TestClient(create_app(runtime), raise_server_exceptions=False) as client:
        made = brand(runtime, client, "自家")
        yield made, made.key(made.rights)
    emptied(runtime)
    runtime.engine.dispose()


@pytest.mark.parametrize("mode", GenerationMode, ids=lambda mode: mode.value)
@pytest.mark.parametrize("operation", operations())
def test_no_request_breaks_it(
    asked: tuple[Brand, str], operation: str, mode: GenerationMode
) -> None:
    method, path = operation.split(" ")
    drawn = description()[path][method]
    cases = drawn.as_strategy(generation_mode=mode)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases, st.booleans())
    def ask(case: Any, there: bool) -> None:
        made, key = asked
        if there and case.path_parameters:
            case.path_parameters = {
                name: str(value) for name, value in made.plant(sorted(case.path_parameters)).items()
            }
        sent(made, case, key)

    try:
        ask()
    except Unsatisfiable:
        pytest.skip("nothing of this operation can be broken")


def sent(made: Brand, case: Any, key: str) -> None:
    asked_for = case.as_transport_kwargs(base_url="http://testserver")
    headers = {**(asked_for.pop("headers", None) or {}), "authorization": f"Bearer {key}"}
    asked_for.pop("cookies", None)
    answer = made.client.request(headers=headers, **asked_for)
    assert answer.status_code in FINE, f"{asked_for}: {answer.status_code} {answer.text}"


@pytest.mark.parametrize("route", [one for one in operations() if one.startswith("GET")])
def test_no_cursor_breaks_it(asked: tuple[Brand, str], route: str) -> None:
    made, key = asked
    path = route.removeprefix("GET ")
    told = code.application().openapi()["paths"][path]["get"].get("parameters", ())
    if "cursor" not in {one["name"] for one in told}:
        pytest.skip("not paged")
    ids = made.plant(ladder.Route("GET", path, None, None).parameters)
    for cursor in cursors():
        answer = made.client.get(
            path.format_map(ids),
            params={"cursor": cursor},
            headers={"authorization": f"Bearer {key}"},
        )
        fine = answer.status_code in {200, 422} or without_warehouse(answer)
        assert fine, f"{cursor}: {answer.text}"


def cursors() -> Iterator[str]:
    """Such as ours are, of parts that ours do not have."""
    for odd in ODD:
        yield encode_cursor(odd)
        yield encode_cursor(odd, uuid4())
        yield encode_cursor(MONDAY_NOON, odd)
        yield encode_cursor(odd, odd, odd)
    yield from ("e30", "W10", "bnVsbA", "%%%", "-", "[]")
