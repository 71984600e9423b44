"""The connection, the doctor and the callbacks over HTTP."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient

from siyu.channels.wecom.models import Inbound
from siyu.channels.wecom.routes import router
from siyu.channels.wecom.service import Connection
from siyu.platform.access import Actor, Principal
from siyu.platform.clock import real_now
from siyu.platform.http import web
from siyu.platform.runtime import Runtime
from tests.channels.conftest import ACTOR, KEY, TOKEN

GIVEN = {"corp_id": "wwcorp", "agent_id": 7, "secret": "s3cret-of-the-app"}


@pytest.fixture
def http(shop: Runtime, tenant_id: UUID) -> Iterator[TestClient]:
    """The routes as someone with both rights; the bearer `reader` has but one."""

    def authenticate(_runtime: Runtime, _cookie: str | None, token: str | None) -> Principal:
        rights = {"wecom.read"} if token == "reader" else {"wecom.read", "wecom.manage"}
        tenant = uuid4() if token == "stranger" else tenant_id
        return Principal(tenant, Actor.system("test"), frozenset(rights))

    app = web(shop, authenticate, title="t", version="0")
    api = APIRouter(prefix="/api")
    api.include_router(router)
    app.include_router(api)
    with TestClient(app, headers={"X-Siyu": "1", "Accept-Language": "en"}) as client:
        yield client


def as_(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_connection_is_saved_and_read_without_its_secrets(
    http: TestClient, shop: Runtime
) -> None:
    shop.settings.public_url = "https://shop.example/"
    missing = http.get("/api/wecom/connection")
    assert (missing.status_code, missing.json()["code"]) == (404, "NotConnected")
    saved = http.put("/api/wecom/connection", json=GIVEN)
    assert saved.status_code == 200
    assert (len(saved.json()["made_token"]), len(saved.json()["made_aes_key"])) == (32, 43)
    read = http.get("/api/wecom/connection")
    id = read.json()["id"]
    assert read.json()["callback_url"] == f"https://shop.example/callbacks/wecom/{id}"
    assert set(read.json()) == {
        "id",
        "corp_id",
        "agent_id",
        "base_url",
        "state",
        "connected_at",
        "callback_url",
    }
    again = http.put("/api/wecom/connection", json={**GIVEN, "secret": "", "aes_key": KEY})
    assert (again.json()["made_token"], again.json()["made_aes_key"]) == (None, None)
    for answer in (read, again):
        for secret in ("s3cret", KEY, saved.json()["made_token"]):
            assert secret not in answer.text


def test_a_bad_field_is_named_in_the_readers_language_and_not_echoed(http: TestClient) -> None:
    bad = http.put(
        "/api/wecom/connection",
        json={**GIVEN, "aes_key": "short-key"},
        headers={"Accept-Language": "zh-CN"},
    )
    assert (bad.status_code, bad.json()["code"]) == (422, "BadCallbackKey")
    assert "43 位" in bad.json()["message"]
    assert "short-key" not in bad.text
    assert http.get("/api/wecom/connection").status_code == 404


def test_only_who_may_manage_changes_or_examines(http: TestClient) -> None:
    reader = as_("reader")
    assert http.put("/api/wecom/connection", json=GIVEN, headers=reader).status_code == 403
    assert http.post("/api/wecom/doctor", headers=reader).status_code == 403
    again = http.post(f"/api/wecom/inbound/{uuid4()}/run-again", headers=reader)
    assert again.status_code == 403
    assert http.get("/api/wecom/connection", headers=reader).status_code == 404
    assert http.get("/api/wecom/inbound", headers=reader).json()["items"] == []


def test_the_doctor_answers_in_the_readers_language(
    http: TestClient, connection: Connection
) -> None:
    away = {**GIVEN, "base_url": "http://127.0.0.1:9", "callback_token": TOKEN, "aes_key": KEY}
    http.put("/api/wecom/connection", json=away)
    english = http.post("/api/wecom/doctor").json()["items"]
    chinese = http.post("/api/wecom/doctor", headers={"Accept-Language": "zh-CN"}).json()["items"]
    assert [(one["check"], one["state"]) for one in english][:4] == [
        ("clock", "ill"),
        ("credentials", "ill"),
        ("trusted_address", "skipped"),
        ("callback", "ill"),
    ]
    assert english[3]["mend"].startswith("Set SIYU_PUBLIC_URL")
    assert chinese[3]["mend"].startswith("请将 SIYU_PUBLIC_URL")
    nothing = http.post("/api/wecom/doctor", headers=as_("stranger"))
    assert (nothing.status_code, nothing.json()["code"]) == (404, "NotConnected")


def test_a_stopped_callback_is_seen_and_run_again_by_its_own_tenant(
    http: TestClient, shop: Runtime, tenant_id: UUID, connection: Connection
) -> None:
    with shop.work(tenant_id, actor=ACTOR) as work:
        row = work.add(
            Inbound(
                connection_id=connection.id,
                key="k",
                event="change_external_contact",
                change="add_external_contact",
                ciphertext="sealed",
                received_at=work.now(),
                state="dead",
                next_try_at=real_now(),
                attempts=13,
                error="WecomUnreachable",
            )
        )
        id = str(row.id)
    (line,) = http.get("/api/wecom/inbound?state=dead").json()["items"]
    assert (line["id"], line["attempts"], line["error"]) == (id, 13, "WecomUnreachable")
    assert "ciphertext" not in line
    assert http.get("/api/wecom/inbound", headers=as_("stranger")).json()["items"] == []
    url = f"/api/wecom/inbound/{id}/run-again"
    assert http.post(url, headers=as_("stranger")).status_code == 404
    assert http.post(url).status_code == 204
    assert http.get("/api/wecom/inbound?state=waiting").json()["items"][0]["attempts"] == 0
    assert http.post(url).json()["code"] == "NotStopped"
    assert http.get("/api/wecom/inbound?state=odd").status_code == 422
    assert http.get("/api/wecom/inbound?cursor=odd").status_code == 422
