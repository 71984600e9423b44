"""The web edge: errors are sentences, a failed commit is never a 200, large bodies are refused."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from fastapi import APIRouter
from prometheus_client import REGISTRY
from sqlalchemy import text
from starlette.testclient import TestClient

from siyu.kit.errors import NotFound
from siyu.platform import http
from siyu.platform.access import Actor, Principal
from siyu.platform.body_limit import MOST_BYTES, BodyLimit
from siyu.platform.http import DoWork, needs
from siyu.platform.runtime import Runtime
from siyu.platform.work import no_work_open

router = APIRouter()
TENANT = uuid4()


@router.post("/spoil")
def spoil(work: DoWork) -> str:
    """Answers well, and breaks a deferred constraint when it commits."""
    work.session.execute(text("CREATE TEMP TABLE t (a int UNIQUE DEFERRABLE INITIALLY DEFERRED)"))
    work.session.execute(text("INSERT INTO t VALUES (1), (1)"))
    return "fine"


@router.get("/missing/{id}")
def missing(id: UUID) -> str:
    raise NotFound(what="Umbrella", id=id)


@router.get("/bug")
def bug() -> str:
    raise RuntimeError("the secret is 42")


@router.get("/calls")
def calls(work: DoWork) -> str:
    no_work_open()
    return "called"


@router.get("/guarded", dependencies=[needs("umbrellas.read")])
def guarded() -> str:
    return "in"


@router.post("/keep")
def keep(body: dict[str, str], work: DoWork) -> str:
    work.audit(body["what"], "umbrella", 1)
    return "kept"


@router.get("/number/{number}")
def number(number: int, work: DoWork) -> str:
    return str(work.session.scalar(text("SELECT CAST(:number AS bigint)"), {"number": number}))


@router.post("/echo")
def echo(body: dict[str, int]) -> int:
    return len(body)


def principal(_runtime: Runtime, cookie: str | None, bearer: str | None) -> Principal | None:
    rights = frozenset({"umbrellas.read"} if bearer == "right" else ())
    return Principal(TENANT, Actor("user:1"), rights) if cookie or bearer else None


@pytest.fixture
def client(runtime: Runtime) -> Iterator[TestClient]:
    app = http.web(runtime, principal, title="Test", version="1")
    app.include_router(router)
    with TestClient(BodyLimit(app), raise_server_exceptions=False) as client:
        client.cookies.set(http.COOKIE, "somebody")
        yield client


def test_a_failed_commit_never_answers_200(client: TestClient) -> None:
    answer = client.post("/spoil")
    assert answer.status_code == 409
    assert answer.json()["code"] == "Conflict"


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "There is no Umbrella"), ("zh-CN", "这里没有 Umbrella")]
)
def test_an_error_speaks_the_readers_language(
    client: TestClient, language: str, sentence: str
) -> None:
    id = uuid4()
    answer = client.get(f"/missing/{id}", headers={"accept-language": language})
    assert answer.status_code == 404
    assert answer.json()["message"].startswith(f"{sentence} {id}")
    assert answer.json()["data"] == {"what": "Umbrella", "id": str(id)}


def test_a_bug_tells_nothing_of_itself(client: TestClient) -> None:
    answer = client.get("/bug")
    assert answer.status_code == 500
    assert "42" not in answer.text


def test_a_bug_is_counted_and_found_by_its_request(client: TestClient) -> None:
    def counted() -> float:
        labels = {"method": "GET", "route": "/bug", "status": "500"}
        return REGISTRY.get_sample_value("siyu_http_requests_total", labels) or 0

    before = counted()
    answer = client.get("/bug", headers={"x-request-id": "look-here"})
    assert answer.headers["x-request-id"] == "look-here"
    assert counted() == before + 1


def test_a_route_that_calls_outside_inside_its_work_fails(client: TestClient) -> None:
    assert client.get("/calls").status_code == 500


def test_a_right_is_demanded_and_named(client: TestClient) -> None:
    assert client.get("/guarded").json()["data"] == {"permission": "umbrellas.read"}
    assert client.get("/guarded", headers={"authorization": "Bearer right"}).status_code == 200
    client.cookies.clear()
    assert client.get("/guarded").status_code == 401


def test_a_form_of_another_site_is_refused(client: TestClient) -> None:
    foreign = client.post("/spoil", headers={"origin": "https://elsewhere.example"})
    assert foreign.status_code == 403
    assert foreign.json()["code"] == "ForeignForm"


def test_a_wrong_body_is_told_with_its_place(client: TestClient) -> None:
    answer = client.post("/echo", json={"a": "x"})
    assert answer.status_code == 422
    assert answer.json()["data"]["place"] == "a"


def test_what_no_column_holds_is_refused_not_broken(client: TestClient) -> None:
    answers = [
        client.post("/keep", json={"what": "a\0b"}),
        client.get(f"/number/{2**64}"),
    ]
    assert [(one.status_code, one.json()["code"]) for one in answers] == [(422, "NotKeepable")] * 2
    surrogate = client.post(
        "/keep", content=b'{"what": "\\ud800"}', headers={"content-type": "application/json"}
    )
    assert surrogate.status_code == 422


def test_a_body_that_is_too_large_is_refused_before_it_is_read(client: TestClient) -> None:
    declared = client.post(
        "/echo", content=b"{}", headers={"content-length": str(1024 * 1024 * 1024)}
    )
    assert declared.status_code == 413

    def endless() -> Iterator[bytes]:
        for _ in range(MOST_BYTES // 65536 + 10):
            yield b" " * 65536

    assert client.post("/echo", content=endless()).status_code == 413
    assert client.post("/echo", json={"a": 1}).json() == 1
