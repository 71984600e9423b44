"""Events that other systems tell of: declared kinds, known people, once under a key."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from siyu.app import create_app
from siyu.customers.service import Account, Newcomer, meet_all
from siyu.organisation import service as organisation
from siyu.organisation.service import Grantor
from siyu.platform.access import Actor
from siyu.platform.log import EventRow
from siyu.platform.runtime import Runtime

AT = "2026-11-16T11:30:00+08:00"


@pytest.fixture
def client(runtime: Runtime, brand: UUID) -> Iterator[TestClient]:
    """A client of the brand's other system; Ann has the mall id u1."""
    rights = frozenset(runtime.registry.permissions)
    founded = organisation.found_tenant(
        runtime, name="Mall", owner_login=uuid4().hex, password=uuid4().hex
    )
    with runtime.work(founded.tenant_id, actor=Actor.system("test")) as work:
        meet_all(work, [Newcomer((Account("mall_id", "u1"),), evidence="mall")])
        _, secret = organisation.add_token(
            work,
            user_id=founded.owner_id,
            name="mall",
            permissions=rights,
            by=Grantor(rights, rights),
        )
    with TestClient(create_app(runtime)) as client:
        client.headers["authorization"] = f"Bearer {secret}"
        kind = {"name": "app.opened", "en": "opened the app", "zh": "打开应用"}
        assert client.put("/api/event-kinds", json=kind).status_code == 200
        yield client


def event(**more: Any) -> dict[str, Any]:
    return {"event": "app.opened", "at": AT, "kind": "mall_id", "value": "u1", **more}


def send(client: TestClient, rows: list[Any], key: str = "k") -> Any:
    return client.post("/api/events", json=rows, headers={"idempotency-key": key})


def kept(runtime: Runtime) -> list[EventRow]:
    with runtime.sessions.begin() as session:
        return list(session.scalars(select(EventRow).where(EventRow.name == "HappenedOutside")))


def test_an_event_stands_on_the_persons_timeline(client: TestClient, runtime: Runtime) -> None:
    answer = send(client, [event(number=3)]).json()
    assert answer["taken"] == 1
    (row,) = kept(runtime)
    assert row.happened_at.isoformat() == "2026-11-16T03:30:00+00:00"
    assert row.payload["number"] == 3
    told = client.get(f"/api/customers/{row.customer_id}/timeline?kind=HappenedOutside").json()
    assert told["items"][0]["sentence"] == "Opened the app 打开应用."


def test_each_event_that_does_not_fit_is_answered_with_its_mend(
    client: TestClient, runtime: Runtime
) -> None:
    future = (runtime.clock.now() + timedelta(minutes=6)).isoformat()
    rows = [
        event(event="unknown"),
        event(value="u2"),
        event(kind="phone"),
        event(at="2026-11-16T11:30:00"),
        event(at=future),
        event(number="three"),
        {"event": "app.opened"},
        7,
        event(),
    ]
    told = send(client, rows).json()["rows"]
    assert [row["problem"] and row["problem"]["code"] for row in told] == [
        "NoSuchEventKind",
        "NoSuchAccount",
        "NoSuchAccount",
        "EventTimeUnfit",
        "EventTimeUnfit",
        "EventUnfit",
        "EventUnfit",
        "EventUnfit",
        None,
    ]
    assert len(kept(runtime)) == 1


def test_a_retry_counts_once_and_a_key_is_needed(client: TestClient, runtime: Runtime) -> None:
    first, again = send(client, [event()] * 30), send(client, [event()] * 30)
    assert first.content == again.content
    assert len(kept(runtime)) == 30
    assert client.post("/api/events", json=[event()]).json()["code"] == "KeyNeeded"
