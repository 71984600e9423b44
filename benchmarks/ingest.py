"""The ingest API: batches of 500 events over HTTP into a full log, against bare COPY beside it."""

import http.client
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import text

from benchmarks import log
from benchmarks.callbacks import free_port, start, until_ready
from benchmarks.figure import Figure
from siyu.app import create_runtime
from siyu.customers.events import HappenedOutside
from siyu.customers.service import Account, Newcomer, meet_all
from siyu.organisation import service as organisation
from siyu.organisation.service import Grantor
from siyu.platform import embedded, schema
from siyu.platform.access import Actor
from siyu.platform.log import COPY, copied
from siyu.platform.runtime import Runtime
from siyu.platform.settings import Settings

NAMES = ("ingest.rate",)
BATCH, PEOPLE, CLIENTS = 500, 2_000, 4
SECONDS = 15.0
COPIES = 60
AT = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)
ACTOR = Actor.system("bench")


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as made:
        server = embedded.start(Path(made, "data"))
        settings = Settings(
            database_url=server.url, secret_key="00" * 32, data_dir=Path(made), web_port=free_port()
        )
        runtime = create_runtime(settings)
        schema.upgrade(runtime.engine)
        log.fill(runtime)
        web = start(settings)
        try:
            until_ready(settings.web_port, web)
            yield _measured(runtime)
        finally:
            web.terminate()
            web.wait(20)
            runtime.engine.dispose()
            server.stop()


def _measured(runtime: Runtime) -> Figure:
    tenant, secret = _shop(runtime)
    took = [_copied(runtime, tenant) for _ in range(COPIES)]
    per_second = _sent(runtime.settings.web_port, secret)
    with runtime.sessions.begin() as session:
        named = text("SELECT count(*) FROM events WHERE name = 'HappenedOutside' AND actor <> :by")
        kept = session.scalar(named, {"by": ACTOR.name}) or 0
    if not kept:
        raise AssertionError("no event was kept")
    return Figure(
        name="ingest.rate",
        value=round(per_second),
        unit="events/s",
        ratio=round(per_second / (BATCH / median(took)), 3),
        bar="≥0.4",
        data=f"{kept:,} events in batches of {BATCH} by {CLIENTS} clients, 2 web processes, into"
        f" {log.ROWS:,} rows; ratio to one bare COPY after another; asked for ≥15,000/s",
    )


def _shop(runtime: Runtime) -> tuple[UUID, str]:
    """A brand whose people have mall ids, and a key of its mall."""
    made = organisation.found_tenant(runtime, name="Bench", owner_login="bench", password="b" * 16)
    rights = frozenset(runtime.registry.permissions)
    with runtime.work(made.tenant_id, actor=ACTOR) as work:
        accounts = (Account("mall_id", f"u{number}") for number in range(PEOPLE))
        meet_all(work, [Newcomer((one,), evidence="bench") for one in accounts])
        _, secret = organisation.add_token(
            work, user_id=made.owner_id, name="b", permissions=rights, by=Grantor(rights, rights)
        )
    _declare(runtime.settings.web_port, str(secret))
    return made.tenant_id, str(secret)


def _declare(port: int, secret: str) -> None:
    kind = {"name": "app.opened", "en": "opened the app", "zh": "打开应用"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"authorization": f"Bearer {secret}", "content-type": "application/json"}
    connection.request("PUT", "/api/event-kinds", msgspec.json.encode(kind), headers)
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(answer.read())


def _sent(port: int, secret: str) -> float:
    """Events acknowledged a second."""
    counts, began = [0] * CLIENTS, time.monotonic()
    clients = [
        threading.Thread(target=_send, args=(port, secret, counts, at, began + SECONDS))
        for at in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return sum(counts) / (time.monotonic() - began)


def _send(port: int, secret: str, counts: list[int], at: int, until: float) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    body, sent = _body(at), 0
    while time.monotonic() < until:
        headers = {"authorization": f"Bearer {secret}", "idempotency-key": f"{at}-{sent}"}
        connection.request("POST", "/api/events", body, headers)
        answer = connection.getresponse()
        told = answer.read()
        if answer.status != 200 or not told.startswith(b'{"taken":500,'):
            raise RuntimeError(told[:300])
        sent += 1
        counts[at] += BATCH


def _body(client: int) -> bytes:
    rows = [
        {
            "event": "app.opened",
            "at": AT,
            "kind": "mall_id",
            "value": f"u{(client * BATCH + number) % PEOPLE}",
            "number": number,
        }
        for number in range(BATCH)
    ]
    return msgspec.json.encode({"rows": rows})


def _copied(runtime: Runtime, tenant: UUID) -> float:
    """The same rows, rendered beforehand, by COPY and one commit."""
    events = [
        (HappenedOutside(customer_id=uuid4(), kind_id=tenant, number=number), AT)
        for number in range(BATCH)
    ]
    lines = copied(tenant, ACTOR.name, events)
    connection = runtime.engine.raw_connection()
    began = time.perf_counter()
    with connection.cursor().copy(COPY) as copy:
        copy.write(lines)
    connection.commit()
    took = time.perf_counter() - began
    connection.close()
    return took
