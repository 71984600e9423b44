"""A POST under an Idempotency-Key is done once and answered alike."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi import APIRouter, Request
from fastapi.routing import iter_route_contexts
from sqlalchemy import func, select, text, update
from starlette.testclient import TestClient

from docs import code
from siyu.kit.errors import Conflict
from siyu.platform import http, kept_answers
from siyu.platform.access import Actor, Principal
from siyu.platform.audit import AuditEntry
from siyu.platform.clock import real_now
from siyu.platform.http import DoWork, TheRuntime
from siyu.platform.kept_answers import KeptAnswer
from siyu.platform.keyed import KeyedRoute, keyed
from siyu.platform.runtime import Runtime

router = APIRouter()
TENANT = uuid4()
GATE = threading.Event()
ENTERED = threading.Event()
# What does its work outside a Work of its own: reads, calls, sets a value, or signs in.
WITHOUT_A_WORK = {
    "POST /api/tag-rules/words/trial",
    "POST /api/clock",
    "POST /api/imports",
    "POST /api/session",
    "POST /api/session/departures",
    "POST /api/session/links",
    "POST /api/session/returns",
    "POST /api/sign-in-ways/check",
    "POST /api/wecom/doctor",
    "POST /api/welcome-rules/check",
}


@router.post("/umbrellas", status_code=201)
def lend(body: dict[str, int], work: DoWork) -> dict[str, str]:
    """Leaves a row, and answers what is never the same twice."""
    work.audit("umbrella.lent", "umbrella", body["size"])
    return {"secret": uuid4().hex}


@router.post("/refused")
def refused(work: DoWork) -> None:
    work.audit("umbrella.lent", "umbrella", 0)
    raise Conflict


@router.post("/slow")
def slow(work: DoWork) -> dict[str, str]:
    work.audit("umbrella.lent", "umbrella", 0)
    ENTERED.set()
    assert GATE.wait(10)
    return {"secret": uuid4().hex}


@router.post("/spoil")
def spoil(work: DoWork) -> str:
    """Answers well, and breaks a deferred constraint when it commits."""
    work.session.execute(text("CREATE TEMP TABLE t (a int UNIQUE DEFERRABLE INITIALLY DEFERRED)"))
    work.session.execute(text("INSERT INTO t VALUES (1), (1)"))
    return "fine"


@router.post("/empty", status_code=204)
def empty(work: DoWork) -> None:
    work.audit("umbrella.lent", "umbrella", 0)


@router.post("/itself")
def itself(request: Request, runtime: TheRuntime) -> str:
    """Works in no Work of the request; its key is passed over."""
    with runtime.work(TENANT, actor=Actor("user:1")) as work:
        work.audit("umbrella.lent", "umbrella", 0)
    return request.headers["idempotency-key"]


def principal(_runtime: Runtime, cookie: str | None, bearer: str | None) -> Principal | None:
    return Principal(TENANT, Actor(f"user:{bearer or 1}"), frozenset()) if cookie else None


@pytest.fixture
def client(runtime: Runtime) -> Iterator[TestClient]:
    app = http.web(runtime, principal, title="Test", version="1")
    outer = APIRouter(prefix="/api")
    outer.include_router(keyed(router))
    app.include_router(outer)
    with TestClient(app, raise_server_exceptions=False) as client:
        client.cookies.set(http.COOKIE, "somebody")
        yield client


def post(client: TestClient, path: str, key: str, body: Any = None, who: str = "1") -> Any:
    headers = {"idempotency-key": key, "authorization": f"Bearer {who}"}
    return client.post(f"/api{path}", json={"size": 1} if body is None else body, headers=headers)


def lent(runtime: Runtime) -> int:
    with runtime.sessions.begin() as session:
        return session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def test_the_same_again_gives_the_first_answer_and_does_nothing(
    client: TestClient, runtime: Runtime
) -> None:
    first, second = (post(client, "/umbrellas", "a") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert second.headers["content-type"] == first.headers["content-type"]
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert lent(runtime) == 1


def test_without_a_key_it_is_done_each_time(client: TestClient, runtime: Runtime) -> None:
    for _ in range(2):
        assert client.post("/api/umbrellas", json={"size": 1}).status_code == 201
    assert lent(runtime) == 2


def test_an_empty_answer_is_kept_too(client: TestClient, runtime: Runtime) -> None:
    answers = [post(client, "/empty", "a") for _ in range(2)]
    assert [(one.status_code, one.content) for one in answers] == [(204, b"")] * 2
    assert lent(runtime) == 1


def test_another_body_or_path_under_the_key_is_refused(
    client: TestClient, runtime: Runtime
) -> None:
    post(client, "/umbrellas", "a")
    for told in (post(client, "/umbrellas", "a", {"size": 2}), post(client, "/empty", "a")):
        assert (told.status_code, told.json()["code"]) == (422, "KeyReused")
    assert lent(runtime) == 1


def test_keys_are_ones_own(client: TestClient, runtime: Runtime) -> None:
    first, second = (post(client, "/umbrellas", "a", who=who) for who in ("1", "2"))
    assert first.content != second.content
    assert lent(runtime) == 2


def test_a_refusal_is_not_kept(client: TestClient, runtime: Runtime) -> None:
    for _ in range(2):
        answer = post(client, "/refused", "a")
        assert (answer.status_code, answer.headers.get("idempotency-replayed")) == (409, None)
    assert lent(runtime) == 0


def test_an_answer_that_did_not_commit_is_not_kept(client: TestClient) -> None:
    assert [post(client, "/spoil", "a").status_code for _ in range(2)] == [409, 409]


def test_two_at_once_are_done_once(client: TestClient, runtime: Runtime) -> None:
    GATE.clear()
    ENTERED.clear()
    first: list[Any] = []
    running = threading.Thread(target=lambda: first.append(post(client, "/slow", "a")))
    running.start()
    assert ENTERED.wait(10)
    busy = post(client, "/slow", "a")
    assert (busy.status_code, busy.json()["code"]) == (409, "KeyInUse")
    GATE.set()
    running.join()
    assert post(client, "/slow", "a").content == first[0].content
    assert lent(runtime) == 1


def test_many_at_once_are_done_once(client: TestClient, runtime: Runtime) -> None:
    answers: list[Any] = []
    together = threading.Barrier(8)

    def ask() -> None:
        together.wait()
        answers.append(post(client, "/umbrellas", "a"))

    asking = [threading.Thread(target=ask) for _ in range(8)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    assert {one.status_code for one in answers} <= {201, 409}
    assert len({one.content for one in answers if one.status_code == 201}) == 1
    assert lent(runtime) == 1


def test_a_week_later_the_key_is_free_and_the_answer_forgotten(
    client: TestClient, runtime: Runtime
) -> None:
    post(client, "/umbrellas", "a")
    with runtime.sessions.begin() as session:
        long_ago = real_now() - kept_answers.KEPT - timedelta(seconds=1)
        session.execute(update(KeptAnswer).values(kept_at=long_ago))
    post(client, "/umbrellas", "a")
    assert lent(runtime) == 2
    post(client, "/umbrellas", "b")
    with runtime.sessions.begin() as session:
        session.execute(update(KeptAnswer).where(KeptAnswer.key == "a").values(kept_at=long_ago))
    kept_answers.forget(runtime)
    with runtime.sessions.begin() as session:
        assert [row.key for row in session.scalars(select(KeptAnswer))] == ["b"]


def test_what_is_kept_is_sealed(client: TestClient, runtime: Runtime) -> None:
    secret = post(client, "/umbrellas", "a").json()["secret"]
    with runtime.sessions.begin() as session:
        (row,) = session.scalars(select(KeptAnswer))
        assert secret.encode() not in row.body_sealed
        assert secret in runtime.secrets.open(row.body_sealed)


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb"])
def test_an_odd_key_is_refused(client: TestClient, runtime: Runtime, key: str) -> None:
    answer = post(client, "/umbrellas", key)
    assert (answer.status_code, answer.json()["code"]) == (422, "BadKey")
    assert lent(runtime) == 0


def test_without_a_work_the_key_is_passed_over(client: TestClient, runtime: Runtime) -> None:
    assert [post(client, "/itself", "a").json() for _ in range(2)] == ["a", "a"]
    assert lent(runtime) == 2


def test_every_post_of_the_api_takes_a_key_but_those_without_a_work() -> None:
    app = code.application()
    takes, works = set(), set()
    for context in iter_route_contexts(app.routes):
        if "POST" in (context.methods or ()) and str(context.path).startswith("/api/"):
            name = f"POST {context.path_format}"
            takes |= {name} if isinstance(context.original_route, KeyedRoute) else set()
            if works_in_a_work(context.dependant):
                works.add(name)
    assert takes == works | WITHOUT_A_WORK


def works_in_a_work(dependant: Any) -> bool:
    return any(one.call is http.open_work or works_in_a_work(one) for one in dependant.dependencies)
