"""Someone who came in by every door and is erased is found nowhere afterwards.

Searched are all tables, sealed columns opened; the warehouse; all files, sealed ones opened; what
was logged; and a backup made afterwards.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from siyu.commerce.malls import doors
from siyu.commerce.models import Order
from siyu.customers.models import Customer
from siyu.messaging.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookTry
from siyu.platform import archive, backup, projection, sealed_files
from siyu.platform.clock import real_now
from siyu.platform.intake import files
from siyu.platform.jobs import JobRun
from siyu.platform.runtime import Runtime
from tests.commerce.test_malls import CLIENT, SECRET, push, trade
from tests.customers import canary
from tests.customers.asking import TEST, Asking
from tests.customers.canary import VALUES
from tests.intake.shelf import work_off
from tests.warehouse_process import warehouse_process

PHONE = VALUES["phone"]
FILE = (
    "姓名,手机号,邮箱,会员号,商城 ID,订单备注\n"
    f"{VALUES['name']},{PHONE},{VALUES['email']},{VALUES['member_number']},{VALUES['mall_id']},"
    f"请送给{VALUES['name']}\n"
    f"{VALUES['name']},12,,,,\n"
    "别人,13911112222,,,,\n"
)
LATER = "SELECT args FROM later_jobs WHERE job = 'imports.forget'"
SEALED = re.compile(rb"\\\\x([0-9a-f]{60,})")


@pytest.fixture
def everywhere(asking: Asking, lin: UUID) -> UUID:
    """The canary, brought in by every door, and quoted in all that keeps what people write."""
    with asking.runtime.work(asking.tenant_id, actor=TEST) as work:
        who = canary.live(work, lin)
        mall = doors.connect(work, vendor="youzan", client_id=CLIENT, secret=SECRET)
        work.audit("quoted", "list", "x", after={"q": VALUES["name"], "who": f"a {PHONE} b"})
        _answered(asking, f"thanks, told {PHONE}")
    _ingest(asking)
    buyer = {"yz_open_id": "yz9", "buyer_phone": PHONE}
    assert push(asking.client, mall, trade(buyer_info=buyer)).json()["taken"] == 2
    _take_for_one(asking, who)
    archive = f"{json.dumps(canary.archived(), ensure_ascii=False)}\n{{}}\n"
    _bring(asking, archive, run=True, intake="chat_messages")
    for headings in (True, False):
        _bring(asking, FILE if headings else FILE.split("\n", 1)[1], run=headings)
    keyed = {"idempotency-key": "view"}
    view = {"name": f"找 {VALUES['name']}", "filters": {"q": f" {PHONE[:3]}-{PHONE[3:]}"}}
    made = asking.client.post("/api/saved-views", json=view, headers=_headers(asking) | keyed)
    assert made.status_code < 300, made.text
    exported = {"export": "customers", "format": "csv", "filter": {"q": VALUES["name"]}}
    asking.post("exports", exported, status=202)
    work_off(asking.runtime)
    return who


def _take_for_one(asking: Asking, who: UUID) -> None:
    """The mall's buyer has the same phone: the two are one."""
    (pair,) = asking.get(f"customers/{who}/identity")["suggestions"]
    (gone,) = {pair["one"]["id"], pair["other"]["id"]} - {str(who)}
    asking.post(f"customers/{who}/merges", {"gone_id": gone}, status=200)


def _headers(asking: Asking) -> dict[str, str]:
    return {"authorization": f"Bearer {asking.key}"}


def _ingest(asking: Asking) -> None:
    row = {"name": VALUES["name"], "phone": PHONE, "mall_id": VALUES["mall_id"]}
    unfit = {"phone": PHONE, "gender": VALUES["name"]}
    headers = _headers(asking) | {"idempotency-key": "rows"}
    told = asking.client.post("/api/ingest/customers", json=[row, unfit], headers=headers)
    assert [one["fate"] for one in told.json()["rows"]] == ["merged", "refused"]
    said = [canary.archived(), {**canary.archived(), "msgid": "m2"}, {"text": VALUES["chat"]}]
    headers = _headers(asking) | {"idempotency-key": "chat"}
    told = asking.client.post("/api/ingest/chat_messages", json=said, headers=headers)
    assert [one["fate"] for one in told.json()["rows"]] == ["merged", "taken", "refused"]


def _bring(asking: Asking, file: str, *, run: bool, intake: str = "customers") -> None:
    """Upload a file, try it, and take it if asked; another one lies there untaken."""
    path = f"/api/imports?intake={intake}&name={VALUES['member_number']}.csv"
    made = asking.client.post(path, content=file.encode(), headers=_headers(asking))
    assert made.status_code == 201, made.text
    if run:
        for step in ("check", "run"):
            asking.post(f"imports/{made.json()['id']}/{step}", {}, status=202)
            work_off(asking.runtime)


def _answered(asking: Asking, said: str) -> None:
    """Let a receiver of webhooks quote the person."""
    now = real_now()
    with asking.runtime.work(asking.tenant_id, actor=TEST) as work:
        endpoint = work.add(
            WebhookEndpoint(
                url="https://erp.example.org", description="", events=[], from_xid=0, from_id=0,
                secret_sealed=work.secrets.seal("whsec"), created_at=now,
            )
        )  # fmt: skip
        delivery = work.add(
            WebhookDelivery(
                endpoint_id=endpoint.id, message_id="m", event="CustomerMet", body="{}",
                happened_at=now, enqueued_at=now, due_at=now,
            )
        )  # fmt: skip
        work.add(
            WebhookTry(
                delivery_id=delivery.id, at=now, answer="accepted", milliseconds=1, text=said
            )
        )


def erase(asking: Asking, who: UUID) -> None:
    asking.post(f"customers/{who}/erase", {}, status=200)
    work_off(asking.runtime)


def in_files(runtime: Runtime, folder: Path) -> set[tuple[str, str]]:
    """The files, by their folder, in which a value stands, plain or sealed."""
    found = set()
    for path in folder.rglob("*"):
        if path.is_file():
            said = path.read_bytes() + _opened(runtime, path)
            found |= {(path.parent.name, kind) for kind in _said_in(said)}
    return found


def _opened(runtime: Runtime, path: Path) -> bytes:
    try:
        with sealed_files.opened(path, runtime.secrets) as file:
            return file.read()
    except ValueError:
        return b""


def _said_in(said: bytes) -> Iterator[str]:
    yield from (kind for kind, value in VALUES.items() if value.encode() in said)


def in_backup(runtime: Runtime, file: Path) -> set[tuple[str, str]]:
    """The tables of a backup in which a value stands, plain or sealed."""
    found = set()
    settings = runtime.settings
    backup.back_up(settings, settings.data_dir, file, version="test")
    with archive.verified(file) as (packed, _):
        for name in packed.namelist():
            said = packed.read(name)
            opened = (
                _unsealed(runtime, bytes.fromhex(one.decode())) for one in SEALED.findall(said)
            )
            whole = said + b"\n".join(opened)
            found |= {(name, kind) for kind in _said_in(whole)}
    return found


def _unsealed(runtime: Runtime, sealed: bytes) -> bytes:
    try:
        return runtime.secrets.open(sealed).encode()
    except ValueError:
        return b""


def sums(asking: Asking) -> dict[str, Any]:
    """What is counted."""
    with asking.runtime.work(asking.tenant_id, actor=TEST) as work:
        count = work.session.scalar
        return {
            "customers": count(select(func.count()).select_from(Customer)),
            "orders": count(select(func.count()).select_from(Order)),
            "amount": count(select(func.sum(Order.amount))),
            "relations": count(text("SELECT count(*) FROM relations")),
            "imported": sorted(one["taken"] for one in asking.get("imports")["items"]),
            "exports": len(asking.get("exports")["items"]),
            "deliveries": count(text("SELECT count(*) FROM deliveries")),
        }


def test_whoever_is_erased_is_found_nowhere(
    asking: Asking,
    everywhere: UUID,
    tmp_path_factory: pytest.TempPathFactory,
    capfd: pytest.CaptureFixture[str],
) -> None:
    runtime, elsewhere = asking.runtime, tmp_path_factory.mktemp("backup")
    folder, before = runtime.settings.data_dir, sums(asking)
    assert {table for table, _ in canary.sightings(runtime)} >= {
        "customers", "identities", "relations", "deliveries", "wecom_inbound", "audit_entries",
        "kept_answers", "imports", "saved_views", "chat_messages", "export_runs", "webhook_tries",
    }  # fmt: skip
    assert {place for place, _ in in_files(runtime, folder)} == {"imports", "exports"}
    assert in_backup(runtime, elsewhere / "before.siyu") != set()
    erase(asking, everywhere)
    assert canary.sightings(runtime) == set()
    assert in_files(runtime, folder) == set()
    assert in_backup(runtime, elsewhere / "after.siyu") == set()
    with warehouse_process(tmp_path_factory.mktemp("warehouse")) as process:
        door = process.door("siyu")
        assert projection.project(runtime.engine, door) > 5
        told = str(door.query("SELECT * FROM events"))
        door.close()
    assert list(_said_in(told.encode())) == []
    assert list(_said_in("".join(capfd.readouterr()).encode())) == []
    assert sums(asking) == before


def test_an_import_without_its_file_is_still_undone(asking: Asking, everywhere: UUID) -> None:
    erase(asking, everywhere)
    ended = asking.get("imports", state="done")["items"]
    (done,) = (one for one in ended if one["intake"] == "customers")
    gone = asking.get(f"imports/{done['id']}/refused", status=409)
    assert gone["code"] == "FileGone"
    assert done["can_undo"]
    asking.post(f"imports/{done['id']}/undo", {}, status=202)
    work_off(asking.runtime)
    undone = asking.get(f"imports/{done['id']}")
    assert undone["state"] == "undone"
    assert asking.get(f"customers/{everywhere}")["state"] == "erased"


def test_a_view_that_asked_for_them_shows_nobody(asking: Asking, everywhere: UUID) -> None:
    erase(asking, everywhere)
    (view,) = asking.get("saved-views")["items"]
    assert (view["name"], view["filters"]["q"]) == ("•••", "•••")
    assert asking.get("customers", q="•••")["items"] == []


def test_a_file_that_is_being_read_goes_when_it_was_read(
    asking: Asking, everywhere: UUID, runtime: Runtime
) -> None:
    with runtime.work(asking.tenant_id, actor=TEST) as work:
        work.session.execute(text("UPDATE imports SET state = 'running' WHERE taken > 0"))
    erase(asking, everywhere)
    (left,) = files.path(runtime, everywhere).parent.iterdir()
    with runtime.work(asking.tenant_id, actor=TEST) as work:
        work.session.execute(text("UPDATE imports SET state = 'done' WHERE taken > 0"))
        again = work.session.execute(text(LATER)).one()
    runtime.registry.jobs["imports.forget"].run(JobRun(runtime, asking.tenant_id, 1), **again.args)
    assert not left.exists()
