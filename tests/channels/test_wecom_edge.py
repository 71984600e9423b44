"""The callback receiver: durable before it answers, and refusing with a reason."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar
from uuid import UUID

import httpx
import pytest
from prometheus_client import REGISTRY
from sqlalchemy import select, text

from siyu.channels.wecom import protocol
from siyu.channels.wecom.batches import Batches
from siyu.channels.wecom.edge import CallbackEdge
from siyu.channels.wecom.models import Inbound
from siyu.channels.wecom.refusals import Crowded
from siyu.channels.wecom.service import Connection
from siyu.platform.database import connect as engine_for
from siyu.platform.runtime import Runtime
from tests.channels.conftest import CORP, KEY, TOKEN, Connect
from tests.channels.requests import body, friend_added, query, sealed

T = TypeVar("T")


async def elsewhere(scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": scope["path"].encode()})


def with_edge(
    runtime: Runtime, use: Callable[[httpx.AsyncClient], Awaitable[T]], *, close: bool = True
) -> T:
    async def run() -> T:
        edge = CallbackEdge(runtime, elsewhere)
        transport = httpx.ASGITransport(edge)
        async with httpx.AsyncClient(transport=transport, base_url="http://siyu") as client:
            try:
                return await use(client)
            finally:
                await edge.close()

    return asyncio.run(run())


def post(
    runtime: Runtime, id: UUID | str, content: bytes, parameters: dict[str, str]
) -> httpx.Response:
    return with_edge(
        runtime,
        lambda client: client.post(f"/callbacks/wecom/{id}", params=parameters, content=content),
    )


def get(runtime: Runtime, id: UUID | str, parameters: dict[str, str]) -> httpx.Response:
    return with_edge(
        runtime, lambda client: client.get(f"/callbacks/wecom/{id}", params=parameters)
    )


def stored(runtime: Runtime) -> list[Inbound]:
    with runtime.sessions() as session:
        return list(session.scalars(select(Inbound)))


def counted(outcome: str) -> float:
    labels = {"outcome": outcome}
    return REGISTRY.get_sample_value("siyu_wecom_callbacks_total", labels) or 0.0


def test_the_handshake_answers_the_bare_text(shop: Runtime, connection: Connection) -> None:
    echostr = protocol.encrypt(KEY, "1616140317555161061", CORP)
    answer = get(shop, connection.id, {**query(echostr), "echostr": echostr})
    assert (answer.status_code, answer.content) == (200, b"1616140317555161061")
    again = get(shop, connection.id, {**query(echostr), "echostr": echostr})
    assert again.status_code == 200
    assert stored(shop) == []


def test_a_plus_that_was_not_escaped_is_still_read(shop: Runtime, connection: Connection) -> None:
    echostr = next(
        text for n in range(1000) if "+" in (text := protocol.encrypt(KEY, str(n), CORP))
    )
    parameters = query(echostr)
    raw = "&".join(f"{name}={value}" for name, value in parameters.items())
    answer = with_edge(
        shop,
        lambda client: client.get(
            f"/callbacks/wecom/{connection.id}?{raw}&echostr={echostr.replace('=', '%3D')}"
        ),
    )
    assert answer.status_code == 200


def test_a_callback_is_stored_as_it_came_before_it_is_answered(
    shop: Runtime, tenant_id: UUID, connection: Connection
) -> None:
    encrypt = sealed(friend_added())
    before = counted("stored")
    answer = post(shop, connection.id, body(encrypt), query(encrypt))
    assert (answer.status_code, answer.content) == (200, b"success")
    (row,) = stored(shop)
    assert (row.tenant_id, row.connection_id) == (tenant_id, connection.id)
    assert (row.event, row.change) == ("change_external_contact", "add_external_contact")
    assert (row.state, row.attempts, row.ciphertext) == ("waiting", 0, encrypt)
    assert row.received_at == shop.clock.now()
    assert row.key == protocol.inbound_key(friend_added())
    assert counted("stored") == before + 1


def test_a_retry_newly_sealed_is_answered_and_not_stored_twice(
    shop: Runtime, connection: Connection
) -> None:
    before = counted("repeated")
    for _ in range(3):
        encrypt = sealed(friend_added())
        assert post(shop, connection.id, body(encrypt), query(encrypt)).content == b"success"
    assert len(stored(shop)) == 1
    assert counted("repeated") == before + 2


def test_three_hundred_at_once_are_each_stored_once_in_few_statements(
    shop: Runtime, connection: Connection
) -> None:
    async def use(client: httpx.AsyncClient) -> list[httpx.Response]:
        return await asyncio.gather(
            *(
                client.post(
                    f"/callbacks/wecom/{connection.id}",
                    params=query(encrypt),
                    content=body(encrypt),
                )
                for encrypt in (sealed(friend_added(number // 2)) for number in range(300))
            )
        )

    answers = with_edge(shop, use)
    assert {answer.status_code for answer in answers} == {200}
    assert len(stored(shop)) == 150
    with shop.sessions() as session:
        commits = session.execute(
            text("SELECT count(DISTINCT xmin::text) FROM wecom_inbound")
        ).scalar_one()
    assert commits <= 10


Refusal = tuple[bytes, dict[str, str], int, str | None]


def refusals() -> dict[str, Refusal]:
    """Made when they are sent: a query that was signed five minutes ago is stale."""
    good = sealed(friend_added())
    other_key = "a" * 43
    bomb = b'<!DOCTYPE x [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>'
    inner = protocol.encrypt(KEY, bomb.decode(), CORP)
    foreign = sealed(friend_added(), receive_id="wwother")
    wrong_key = sealed(friend_added(), key=other_key)
    unsaid = protocol.encrypt(KEY, "not xml", CORP)
    return {
        "token": (body(good), query(good, token="wrong"), 403, "BadSignature"),
        "no signature": (body(good), {}, 403, "BadSignature"),
        "swapped": (body(good), query(sealed(friend_added())), 403, "BadSignature"),
        "old": (body(good), query(good, late_seconds=400), 403, "Stale"),
        "future": (body(good), query(good, late_seconds=-400), 403, "Stale"),
        "other corp": (body(foreign), query(foreign), 403, "BadReceiveId"),
        "other key": (body(wrong_key), query(wrong_key), 403, None),
        "short": (body("AAAA"), query("AAAA"), 403, "BadLength"),
        "not base64": (body("!"), query("!"), 403, "BadEncoding"),
        "entities": (bomb, {}, 400, "ForbiddenXml"),
        "entities inside": (body(inner), query(inner), 400, "ForbiddenXml"),
        "no message": (body(unsaid), query(unsaid), 400, "Malformed"),
        "broken xml": (b"<xml>", {}, 400, "Malformed"),
        "empty": (b"", {}, 400, "Malformed"),
        "large": (b"x" * 65_537, {}, 413, "TooLarge"),
    }


@pytest.mark.parametrize("name", refusals())
def test_what_is_not_wecoms_is_refused_with_a_reason_and_not_stored(
    shop: Runtime, connection: Connection, name: str
) -> None:
    content, parameters, status, reason = refusals()[name]
    answer = post(shop, connection.id, content, parameters)
    assert answer.status_code == status
    told = answer.text
    assert told == reason or (reason is None and told in {"BadPadding", "BadLength"})
    assert counted(told) >= 1
    assert stored(shop) == []
    good = sealed(friend_added())
    assert post(shop, connection.id, body(good), query(good)).status_code == 200


@pytest.mark.parametrize("id", [str(UUID(int=1)), "x", "../wecom/x", "%00"])
def test_an_unknown_connection_is_not_found(shop: Runtime, connection: Connection, id: str) -> None:
    good = sealed(friend_added())
    assert post(shop, id, body(good), query(good)).text == "UnknownConnection"


def test_a_signed_timestamp_that_is_no_number_is_refused(
    shop: Runtime, connection: Connection
) -> None:
    good = sealed(friend_added())
    signature = protocol.signature(TOKEN, "²", "n", good)
    parameters = {"msg_signature": signature, "timestamp": "²", "nonce": "n"}
    assert post(shop, connection.id, body(good), parameters).text == "Stale"


def test_other_methods_and_paths(shop: Runtime, connection: Connection) -> None:
    async def use(client: httpx.AsyncClient) -> tuple[int, int]:
        put = await client.put(f"/callbacks/wecom/{connection.id}")
        other = await client.get("/healthz")
        return put.status_code, other.status_code

    assert with_edge(shop, use) == (405, 418)


def test_a_huge_body_is_refused_without_reading_the_rest(
    shop: Runtime, connection: Connection
) -> None:
    read, sent = 0, []

    async def receive() -> MutableMapping[str, Any]:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x" * 16_384, "more_body": True}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    async def run() -> None:
        edge = CallbackEdge(shop, elsewhere)
        scope = {
            "type": "http",
            "method": "POST",
            "path": f"/callbacks/wecom/{connection.id}",
            "query_string": b"",
            "headers": [],
        }
        await edge(scope, receive, send)
        await edge({**scope, "headers": [(b"content-length", b"1073741824")]}, receive, send)
        await edge.close()

    asyncio.run(run())
    assert read == 5
    assert [one["status"] for one in sent if "status" in one] == [413, 413]
    assert (b"connection", b"close") in sent[0]["headers"]


def test_a_failed_commit_is_never_answered_with_success(
    shop: Runtime, connection: Connection
) -> None:
    with shop.sessions.begin() as session:
        session.execute(text("ALTER TABLE wecom_inbound RENAME TO wecom_inbound_away"))
    good = sealed(friend_added())
    try:
        answer = post(shop, connection.id, body(good), query(good))
    finally:
        with shop.sessions.begin() as session:
            session.execute(text("ALTER TABLE wecom_inbound_away RENAME TO wecom_inbound"))
    assert (answer.status_code, answer.text) == (500, "NotStored")
    assert stored(shop) == []
    assert post(shop, connection.id, body(good), query(good)).content == b"success"
    assert len(stored(shop)) == 1


def test_a_record_that_is_away_is_answered_500(shop: Runtime, connection: Connection) -> None:
    nowhere = engine_for("postgresql+psycopg://nobody@/none?host=/nonexistent&connect_timeout=1")
    away = replace(shop, engine=nowhere)

    async def use(client: httpx.AsyncClient) -> httpx.Response:
        good = sealed(friend_added())
        return await client.post(
            f"/callbacks/wecom/{connection.id}", params=query(good), content=body(good)
        )

    assert with_edge(away, use).status_code == 500


def test_it_is_answered_only_after_the_commit(shop: Runtime, connection: Connection) -> None:
    """Another session holds the key; the answer waits for what becomes of it."""
    good = sealed(friend_added())

    async def use(client: httpx.AsyncClient) -> tuple[bool, int]:
        with shop.sessions() as session:
            session.execute(text("LOCK TABLE wecom_inbound IN SHARE MODE"))
            request = asyncio.create_task(
                client.post(
                    f"/callbacks/wecom/{connection.id}", params=query(good), content=body(good)
                )
            )
            await asyncio.sleep(0.4)
            early = request.done()
        return early, (await request).status_code

    assert with_edge(shop, use) == (False, 200)
    assert len(stored(shop)) == 1


def test_a_changed_token_holds_within_seconds_and_the_keys_are_not_asked_each_time(
    shop: Runtime, connect: Connect, connection: Connection
) -> None:
    asked = 0

    async def use(client: httpx.AsyncClient) -> list[int]:
        nonlocal asked
        statuses = []
        for number in range(3):
            good = sealed(friend_added(number))
            answer = await client.post(
                f"/callbacks/wecom/{connection.id}", params=query(good), content=body(good)
            )
            statuses.append(answer.status_code)
            connect(callback_token="Changed")
        with shop.sessions() as session:
            asked = session.execute(
                text(
                    "SELECT calls FROM (SELECT count(*) AS calls FROM pg_stat_activity"
                    " WHERE application_name = 'siyu-callbacks') AS open"
                )
            ).scalar_one()
        return statuses

    assert with_edge(shop, use) == [200, 200, 200]
    assert 1 <= asked <= 2
    good = sealed(friend_added(9))
    assert post(shop, connection.id, body(good), query(good)).text == "BadSignature"


def test_no_secret_and_no_content_reaches_the_log(
    shop: Runtime, connection: Connection, caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    good = sealed(friend_added(ExternalUserID="wmSECRETCUSTOMER"))
    parameters = query(good, token="wrong")
    with caplog.at_level(logging.DEBUG):
        post(shop, connection.id, body(good), parameters)
    printed = capsys.readouterr()
    ours = [record.getMessage() for record in caplog.records if record.name != "httpx"]
    told = "".join(ours) + printed.out + printed.err
    assert "BadSignature" in told
    for secret in (TOKEN, KEY, good, "wmSECRETCUSTOMER", parameters["msg_signature"]):
        assert secret not in told


def test_a_json_callback_is_stored_too(shop: Runtime, connection: Connection) -> None:
    encrypt = protocol.encrypt(KEY, json.dumps({"MsgType": "event", "Event": "x"}), CORP)
    content = json.dumps({"tousername": CORP, "encrypt": encrypt}).encode()
    assert post(shop, connection.id, content, query(encrypt)).content == b"success"
    assert stored(shop)[0].event == "x"


def test_a_batch_that_fails_tells_all_and_the_next_one_goes_on() -> None:
    written: list[list[int]] = []

    async def write(batch: Sequence[int]) -> list[bool]:
        written.append(list(batch))
        if 1 in batch:
            raise OSError("disk")
        return [item % 2 == 0 for item in batch]

    async def run() -> tuple[list[object], list[object]]:
        batches = Batches(write)
        first = await asyncio.gather(*(batches.store(n) for n in (1, 2)), return_exceptions=True)
        second = await asyncio.gather(*(batches.store(n) for n in (3, 4)), return_exceptions=True)
        return list(first), list(second)

    first, second = asyncio.run(run())
    assert [type(one) for one in first] == [OSError, OSError]
    assert second == [False, True]
    assert written == [[1, 2], [3, 4]]


def test_more_than_can_wait_are_turned_away_and_no_batch_is_larger_than_two_hundred() -> None:
    sizes: list[int] = []

    async def write(batch: Sequence[int]) -> list[bool]:
        sizes.append(len(batch))
        await asyncio.sleep(0)
        return [True] * len(batch)

    async def run() -> list[object]:
        batches = Batches(write)
        return list(
            await asyncio.gather(*(batches.store(n) for n in range(4_100)), return_exceptions=True)
        )

    answers = asyncio.run(run())
    assert sum(isinstance(one, Crowded) for one in answers) == 100
    assert sum(one is True for one in answers) == 4_000
    assert max(sizes) == 200
