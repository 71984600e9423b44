"""What an OpenTelemetry collector is told, and that it holds nobody up."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from siyu.channels.wecom.errors import WecomRefused
from siyu.organisation import service as organisation
from siyu.organisation.events import PublicationRecalled
from siyu.platform import http, jobs, listeners, traces, worker
from siyu.platform.access import Actor, Principal
from siyu.platform.declarations import Job
from siyu.platform.http import DoWork
from siyu.platform.jobs import JobRun
from siyu.platform.runtime import Runtime
from siyu.platform.traces import BadTracesUrl
from tests.channels.replies import Recorded, refusal

CANARIES = ("13800138000", "canary pass phrase", "金丝雀", "wm-canary")
NOBODY_THERE = "http://127.0.0.1:1"


class Collected:
    """A collector on loopback that keeps what it is sent."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        kept = self.bodies

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                kept.append(self.rfile.read(int(self.headers["content-length"])))
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def spans(self) -> dict[str, Any]:
        """Everything told so far, by name."""
        traces.end()
        found = {}
        for body in self.bodies:
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                for scope in resource.scope_spans:
                    found.update({span.name: span for span in scope.spans})
        return found


def told(span: Any) -> dict[str, str]:
    return {one.key: one.value.string_value or str(one.value.int_value) for one in span.attributes}


@pytest.fixture
def collected() -> Iterator[Collected]:
    collected = Collected()
    traces.begin(collected.url, "siyu-test")
    yield collected
    traces.end()
    collected.server.shutdown()
    collected.server.server_close()


router = APIRouter()


@router.post("/people/{person}")
def sweep(person: str, work: DoWork) -> None:
    work.enqueue("sweep", name=person)


@router.get("/bug/{person}")
def bug(person: str) -> None:
    raise ValueError(person)


def ran(_run: JobRun, *, name: str) -> None:
    assert name == "金丝雀"


@pytest.fixture
def shop(runtime: Runtime) -> Runtime:
    declared = replace(runtime.registry, jobs={"sweep": Job("sweep", ran, "Sweep", "打扫")})
    return replace(runtime, registry=declared)


@pytest.fixture
def client(shop: Runtime) -> TestClient:
    founded = organisation.found_tenant(shop, name="Fawn", owner_login="a", password=CANARIES[1])
    principal = Principal(founded.tenant_id, Actor("user:1"), frozenset())
    app = http.web(shop, lambda *_given: principal, title="Test", version="1")
    app.include_router(router)
    client = TestClient(app, raise_server_exceptions=False)
    client.cookies.set(http.COOKIE, "somebody")
    client.headers["x-request-id"] = "from-the-caller"
    return client


def work_off(runtime: Runtime) -> None:
    """Run the jobs that wait, as a worker does."""

    async def work() -> None:
        app = worker.queue(runtime)
        async with app.open_async():
            await app.run_worker_async(
                queues=[jobs.QUEUE], wait=False, install_signal_handlers=False, listen_notify=False
            )

    asyncio.run(work())


def test_a_job_belongs_to_the_trace_of_the_request_that_queued_it(
    collected: Collected, shop: Runtime, client: TestClient
) -> None:
    assert client.post("/people/金丝雀?phone=13800138000", json={"a": CANARIES[1]}).is_success
    work_off(shop)
    found = collected.spans()
    request, job = found["POST /people/{person}"], found["job sweep"]
    assert (job.trace_id, job.parent_span_id) == (request.trace_id, request.span_id)
    assert told(request)["siyu.request_id"] == told(job)["siyu.request_id"] == "from-the-caller"
    assert told(request)["siyu.tenant_id"] == told(job)["siyu.tenant_id"]
    assert told(request)["siyu.status"] == "200"
    with shop.sessions.begin() as session:
        tenant = told(job)["siyu.tenant_id"]
        (line,) = jobs.lines(session, UUID(tenant), status=None, cursor=None).items
    assert line.status == "succeeded"


def test_nothing_of_a_person_reaches_the_collector(
    collected: Collected, shop: Runtime, client: TestClient
) -> None:
    client.post("/people/金丝雀?phone=13800138000", json={"a": CANARIES[1]})
    assert client.get("/bug/金丝雀").status_code == 500
    work_off(shop)
    with pytest.raises(WecomRefused):
        remark(refusal(84061, "金丝雀"))
    found = collected.spans()
    assert told(found["GET /bug/{person}"])["error.type"] == "ValueError"
    sent = b"".join(collected.bodies)
    assert [canary for canary in CANARIES if canary.encode() in sent] == []


def remark(*replies: Any) -> None:
    client = Recorded(externalcontact__remark=list(replies)).client()
    client.customers.remark("a", "wm-canary", remark="13800138000")


def test_a_call_to_wecom_is_told_with_its_code_and_time(collected: Collected) -> None:
    with pytest.raises(WecomRefused):
        remark(refusal(84061))
    span = collected.spans()["wecom externalcontact/remark"]
    assert told(span)["siyu.errcode"] == "84061"
    assert "siyu.milliseconds" in told(span)


def test_a_listeners_batch_is_told_with_its_tenant(collected: Collected, runtime: Runtime) -> None:
    founded = organisation.found_tenant(runtime, name="Fawn", owner_login="a", password="b" * 12)
    with runtime.work(founded.tenant_id, actor=Actor.system("test")) as work:
        work.emit(PublicationRecalled(publication_id=uuid4(), node_id=uuid4()))
    listeners.settle(runtime, runtime.registry.listeners["webhooks"])
    found = told(collected.spans()["listener webhooks"])
    assert found == {"siyu.tenant_id": str(founded.tenant_id), "siyu.events": "1"}


def test_a_collector_that_is_away_neither_slows_nor_fails_anything(
    shop: Runtime, client: TestClient
) -> None:
    traces.begin(NOBODY_THERE, "siyu-test")
    began = time.monotonic()
    for _ in range(20):
        assert client.post("/people/金丝雀").is_success
    work_off(shop)
    answered = time.monotonic()
    traces.end()
    assert answered - began < 10
    assert time.monotonic() - answered < 3


def test_without_the_setting_a_job_takes_nothing_along() -> None:
    assert traces.carried() == {}


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(BadTracesUrl):
        traces.begin("localhost:4318", "siyu-test")


UNSET = """
import sys, fastapi
brought = {name for name in sys.modules if name.startswith("opentelemetry")}
import siyu.app
from siyu.platform import traces, worker
traces.begin("", "siyu-test")
with traces.span("SERVER", "GET /"):
    pass
loaded = {name for name in sys.modules if name.startswith("opentelemetry")} - brought
print(sorted(loaded), "opentelemetry.sdk" in sys.modules, "siyu.platform.collector" in sys.modules)
"""
MISSING = """
import sys
sys.modules["opentelemetry.sdk"] = None
from siyu.platform import traces
try:
    traces.begin("http://localhost:4318", "siyu-test")
except traces.TracesNotInstalled as problem:
    print(problem.sentence("en"))
"""


def said(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    return done.stdout.strip() or done.stderr


def test_unset_nothing_is_imported_beyond_what_fastapi_brings() -> None:
    assert said(UNSET) == "[] False False"


def test_set_without_the_packages_says_how_to_install_them() -> None:
    assert said(MISSING).endswith("missing: pip install 'siyu[traces]'.")
