"""What `/metrics` and the logs tell of requests, and of the work that waits."""

import io
import json
import logging
from collections.abc import Iterator
from uuid import uuid4

import pytest
import structlog
from fastapi.testclient import TestClient
from prometheus_client import REGISTRY

from siyu.app import create_app
from siyu.organisation import service as organisation
from siyu.platform import telemetry
from siyu.platform.access import Actor
from siyu.platform.database import connect
from siyu.platform.measures import Measures
from siyu.platform.runtime import Runtime

LOGIN, PASSWORD = "canary-login", "canary pass phrase"
CANARIES = (PASSWORD, "13800138000", "canary@example.com", "金丝雀")


def count(route: str, status: str) -> float:
    labels = {"method": "GET", "route": route, "status": status}
    return REGISTRY.get_sample_value("siyu_http_requests_total", labels) or 0


def test_a_request_is_counted_under_its_route_not_its_address(runtime: Runtime) -> None:
    route = "/api/customers/{customer_id}"
    before = count(route, "401"), count("/healthz", "200")
    client = TestClient(create_app(runtime))
    client.get("/api/customers/a")
    client.get("/api/customers/b")
    client.get("/healthz")
    assert (count(route, "401"), count("/healthz", "200")) == (before[0] + 2, before[1] + 1)


def told(runtime: Runtime) -> dict[tuple[str, str], float]:
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in Measures(runtime).collect()
        for sample in family.samples
    }


def test_work_that_waits_is_told_from_the_record(runtime: Runtime) -> None:
    founded = organisation.found_tenant(runtime, name="Fawn", owner_login=LOGIN, password=PASSWORD)
    with runtime.work(founded.tenant_id, actor=Actor.system("test")) as work:
        work.enqueue("customers.sync")
        work.enqueue("customers.sync")
    found = told(runtime)
    assert found["siyu_jobs", "todo"] == 2
    assert found["siyu_jobs", "failed"] == 0
    assert found["siyu_listener_behind_events", "tour"] == 0
    assert found["siyu_database_connections", "used"] == 0


def test_a_record_that_is_away_leaves_gauges_out_and_breaks_nothing(runtime: Runtime) -> None:
    away = runtime.settings.model_copy()
    lost = Runtime(**(vars(runtime) | {"settings": away, "engine": connect(AWAY)}))
    assert {name for name, _ in told(lost)} == {"siyu_database_connections"}


AWAY = "postgresql+psycopg://nobody@127.0.0.1:1/none"


@pytest.fixture
def logged(runtime: Runtime) -> Iterator[io.StringIO]:
    """Everything the process logs, at the lowest level."""
    kept, handlers = io.StringIO(), logging.getLogger().handlers[:]
    level = logging.getLogger().level
    telemetry.set_up_logs("DEBUG")
    logging.getLogger().handlers[0].setStream(kept)  # type: ignore[attr-defined]  # a stream's
    yield kept
    logging.getLogger().handlers[:] = handlers
    logging.getLogger().setLevel(level)
    structlog.reset_defaults()


def test_every_line_of_a_request_has_its_id(runtime: Runtime, logged: io.StringIO) -> None:
    client = TestClient(create_app(runtime))
    given = {"X-Request-Id": "from-the-caller"}
    assert client.get("/healthz", headers=given).headers["X-Request-Id"] == "from-the-caller"
    made = client.get("/healthz", headers={"X-Request-Id": "two words\n"}).headers["X-Request-Id"]
    assert len(made) == 32
    structlog.get_logger().info("afterwards")
    (line,) = [line for line in lines(logged) if line["event"] == "afterwards"]
    assert "request_id" not in line


def test_no_value_of_a_person_reaches_the_logs(runtime: Runtime, logged: io.StringIO) -> None:
    organisation.found_tenant(runtime, name="Fawn", owner_login=LOGIN, password=PASSWORD)
    # `with`: the callbacks' connections belong to one event loop.
    with TestClient(create_app(runtime), raise_server_exceptions=False) as client:
        say_canaries(client)
    told_of = logged.getvalue()
    assert "callback refused" in told_of
    assert [canary for canary in CANARIES if canary in told_of] == []


def say_canaries(client: TestClient) -> None:
    """Names, phones and secrets by every kind of door."""
    given = {"login": LOGIN, "password": PASSWORD}
    client.post("/api/session", json=given | {"password": f"{PASSWORD} wrong"})
    assert client.post("/api/session", json=given).is_success
    for canary in CANARIES:
        client.get("/api/customers", params={"q": canary})
        client.post("/api/users", json={"name": canary, "login": canary, "password": canary})
        rule = {"name": canary, "level": "default", "text": canary}
        client.post("/api/welcome-rules", json=rule)
        client.post(f"/callbacks/wecom/{uuid4()}", content=canary.encode())


def lines(logged: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in logged.getvalue().splitlines() if line.startswith("{")]
