"""An archive comes in: kept where the customer agreed, refused with its reason elsewhere."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from siyu.channels.wecom.service import Received
from siyu.customers import consents, jobs
from siyu.customers import service as customers
from siyu.customers.chats.models import ChatMessage, ChatRefusal
from siyu.customers.events import ConsentSource, Purpose
from siyu.customers.service import Direction
from siyu.kit.ids import new_id
from siyu.platform.clock import FixedClock
from siyu.platform.runtime import Runtime
from tests.customers.asking import TEST, Asking
from tests.customers.chats.archive import (
    MEI,
    STRANGER,
    YANG,
    agree,
    bring,
    chat,
    days_ago,
    lines,
    message,
    met,
    picture,
    settle,
)
from tests.intake.shelf import work_off

LONG_AGO = datetime.fromisoformat("2026-05-20T12:00:00+08:00")
"""180 days before the noon at which the clock of tests stands."""
SOON = datetime.fromisoformat("2026-11-16T12:06:00+08:00")


def counts(asking: Asking) -> tuple[int, int]:
    """How many messages are kept, and how many refusals remembered."""
    with asking.runtime.work(asking.tenant_id, actor=TEST) as work:
        kept = work.session.scalars(work.scope(ChatMessage)).all()
        return len(kept), len(work.session.scalars(work.scope(ChatRefusal)).all())


def timeline(asking: Asking, customer_id: UUID) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = asking.get(f"customers/{customer_id}/timeline")["items"]
    return found


def test_both_sides_are_kept_once_and_told_on_the_timeline(
    asking: Asking, mei: UUID, lin: UUID
) -> None:
    both = [message("1"), message("2", "可以的", sender="LIN", to=[MEI])]
    assert bring(asking, *both) == [("taken", None), ("taken", None)]
    assert bring(asking, *both) == [("merged", None), ("merged", None)]
    shown = chat(asking, mei)
    assert sorted((one["direction"], one["text"], one["staff_name"]) for one in shown["items"]) == [
        ("customer", "你好，请问可以退货吗", "Lin"),
        ("staff", "可以的", "Lin"),
    ]
    told = [one["sentence"] for one in timeline(asking, mei)]
    assert "To Lin." in told
    assert "Lin wrote to the customer." in told
    assert len(asking.events("CustomerWrote")) == len(asking.events("StaffWrote")) == 1


def test_events_and_rows_hold_no_text(asking: Asking, mei: UUID) -> None:
    bring(asking, message("1", "鹓鶵密语"))
    (event,) = asking.events("CustomerWrote")
    assert set(event) == {"customer_id", "message_id", "staff_id"}
    with asking.runtime.engine.connect() as connection:
        for model in (ChatMessage, ChatRefusal):
            rows = connection.execute(select(model.__table__)).all()
            assert rows or model is ChatRefusal
            assert "鹓鶵" not in str(rows)


@pytest.mark.parametrize(
    ("line", "code", "reason"),
    [
        (message("1", sender=YANG), "NotConsented", "no_consent"),
        (message("1", roomid="wrGroup"), "GroupChat", "group"),
        (message("1", to=["lin", "zhao"]), "GroupChat", "group"),
        (picture("1"), "NotAText", "no_text"),
        (message("1", "  "), "NotAText", "no_text"),
        (message("1", action="recall"), "NotASentMessage", "not_sent"),
        (message("1", sender="zhao"), "NoCustomerInChat", "no_customer"),
        (message("1", sender=STRANGER), "ChatCustomerUnknown", "unknown_customer"),
        (message("1", at=LONG_AGO), "PastRetention", "too_old"),
        (message("1", at=SOON), "SaidInFuture", "in_future"),
    ],
)  # fmt: skip
def test_what_may_not_be_kept_is_refused_and_counted_once(
    asking: Asking, mei: UUID, line: dict[str, Any], code: str, reason: str
) -> None:
    met(asking.runtime, asking.tenant_id, YANG, "杨")
    for _ in range(2):
        assert bring(asking, line, message("2"))[0] == ("refused", code)
    assert counts(asking) == (1, 1)
    (told,) = asking.get("chat-archive")["refused"]
    assert (told["reason"], told["messages"]) == (reason, 1)


def test_a_row_without_key_or_time_says_which_field(asking: Asking, mei: UUID) -> None:
    without = message("1")
    del without["msgtime"]
    told = asking.post("ingest/chat_messages", [without], status=200)["rows"][0]["problem"]
    assert (told["code"], told["message"]) == (
        "RowUnfit",
        "Said at: is missing; give it a value",
    )


def test_consent_given_later_lets_the_same_message_in(asking: Asking, runtime: Runtime) -> None:
    yang = met(runtime, asking.tenant_id, YANG, "杨")
    assert bring(asking, message("1", sender=YANG)) == [("refused", "NotConsented")]
    shown = chat(asking, yang)
    assert (shown["why"], shown["refused"], shown["items"]) == ("not_agreed", 1, [])
    agree(asking, YANG)
    assert bring(asking, message("1", sender=YANG)) == [("taken", None)]
    shown = chat(asking, yang)
    assert (shown["why"], shown["refused"], len(shown["items"])) == ("held", 0, 1)


def test_a_withdrawn_consent_takes_the_messages_along(
    asking: Asking, mei: UUID, clock: FixedClock
) -> None:
    bring(asking, message("1"), message("2"))
    clock.forward(hours=1)
    assert agree(asking, word="Disagree")["fate"] == "taken"
    assert counts(asking) == (0, 0)
    assert chat(asking, mei)["why"] == "withdrawn"
    assert asking.events("ChatRemoved") == [
        {"customer_id": str(mei), "messages": 2, "by": "consent"}
    ]
    assert bring(asking, message("1")) == [("refused", "NotConsented")]


def test_other_consents_take_nothing_along(asking: Asking, mei: UUID) -> None:
    bring(asking, message("1"))
    with asking.runtime.work(asking.tenant_id, actor=TEST) as work:
        consents.say(
            work, mei, granted=False, source=ConsentSource.IMPORT, at=work.now(),
            purpose=Purpose.MARKETING,
        )  # fmt: skip
    settle(asking)
    assert counts(asking) == (1, 0)


def test_the_latest_word_about_archiving_holds(
    asking: Asking, mei: UUID, clock: FixedClock
) -> None:
    since = int(days_ago(clock, 10).timestamp())
    assert agree(asking, word="Disagree", status_change_time=since)["fate"] == "merged"
    assert agree(asking, word="Default_Agree")["fate"] == "merged"
    unclear = agree(asking, word="perhaps")
    assert (
        unclear["problem"]["message"] == "perhaps is neither yes nor no; write Agree or Disagree."
    )
    assert agree(asking, STRANGER)["problem"]["code"] == "ChatCustomerUnknown"
    later = int((clock.now() + timedelta(hours=1)).timestamp())
    assert agree(asking, word="Disagree", status_change_time=later)["problem"]["code"] == (
        "ConsentInFuture"
    )
    assert bring(asking, message("1")) == [("taken", None)]


def test_wecom_tells_of_the_agreement_itself(asking: Asking, runtime: Runtime, lin: UUID) -> None:
    yang = met(runtime, asking.tenant_id, YANG, "杨")
    received = Received(
        inbound_id=new_id(),
        tenant_id=asking.tenant_id,
        connection_id=new_id(),
        event="change_external_contact",
        change="msg_audit_approved",
        message={"UserID": "lin", "ExternalUserID": YANG, "CreateTime": "1794000000"},
        received_at=runtime.clock.now(),
    )
    with runtime.work(asking.tenant_id, actor=TEST) as work:
        jobs.take(work, received, jobs.Told(None))
    with runtime.work(asking.tenant_id, actor=TEST) as work:
        assert customers.consented(work, yang, purpose=Purpose.CHAT_ARCHIVE)
    assert bring(asking, message("1", sender=YANG)) == [("taken", None)]


def test_a_file_of_json_lines_is_matched_tried_taken_and_undone(asking: Asking, mei: UUID) -> None:
    file = lines(picture("0"), message("1", "第一句"), message("2", roomid="wr1"), message("3"))
    path = "/api/imports?intake=chat_messages&name=archive.jsonl"
    headers = {"authorization": f"Bearer {asking.key}", "accept-language": "en"}
    made = asking.client.post(path, content=file.encode(), headers=headers).json()
    headings = made["headings"]
    matched = {name: headings[at] for name, at in made["columns"].items()}
    assert made["format"] == "jsonl"
    assert matched == {
        "message_id": "msgid", "sender": "from", "receivers": "tolist", "said_at": "msgtime",
        "text": "text.content", "kind": "msgtype", "room": "roomid", "action": "action",
    }  # fmt: skip
    asking.post(f"imports/{made['id']}/check", {}, status=202)
    work_off(asking.runtime)
    assert counts(asking) == (0, 0)
    asking.post(f"imports/{made['id']}/run", {}, status=202)
    work_off(asking.runtime)
    done = asking.get(f"imports/{made['id']}")
    assert (done["taken"], done["merged"], done["refused"]) == (2, 0, 2)
    assert counts(asking) == (2, 2)
    refused = asking.get(f"imports/{made['id']}/refused")
    assert "A message of the kind image holds no text; only text is kept." in refused
    asking.post(f"imports/{made['id']}/undo", {}, status=202)
    work_off(asking.runtime)
    assert counts(asking)[0] == 0
    (removed,) = (one for one in timeline(asking, mei) if one["kind"] == "ChatRemoved")
    assert removed["sentence"] == "2 messages were deleted (the import was undone)."
    assert chat(asking, mei)["why"] == "past_its_time"


def test_a_table_with_chinese_headings_comes_in_too(asking: Asking, mei: UUID) -> None:
    file = (
        "消息编号,发送者,接收者,发送时间,内容\n"
        f"a1,{MEI},lin,2026/11/16 9:05,想买那件外套\n"
        f"a2,lin,{MEI};,2026-11-16 09:06:00,好的\n"
    )
    path = "/api/imports?intake=chat_messages&name=chat.csv"
    headers = {"authorization": f"Bearer {asking.key}"}
    made = asking.client.post(path, content=file.encode("gb18030"), headers=headers).json()
    asking.post(f"imports/{made['id']}/run", {}, status=202)
    work_off(asking.runtime)
    assert [(one["text"], one["said_at"]) for one in chat(asking, mei)["items"]] == [
        ("好的", "2026-11-16T01:06:00Z"),
        ("想买那件外套", "2026-11-16T01:05:00Z"),
    ]


def test_undoing_consents_takes_what_was_kept_by_them(asking: Asking, runtime: Runtime) -> None:
    met(runtime, asking.tenant_id, YANG, "杨")
    file = f"external_userid,agree_status\n{YANG},Agree\n"
    path = "/api/imports?intake=chat_consents&name=agreed.csv"
    headers = {"authorization": f"Bearer {asking.key}"}
    made = asking.client.post(path, content=file.encode(), headers=headers).json()
    asking.post(f"imports/{made['id']}/run", {}, status=202)
    work_off(runtime)
    assert bring(asking, message("1", sender=YANG)) == [("taken", None)]
    asking.post(f"imports/{made['id']}/undo", {}, status=202)
    work_off(runtime)
    assert counts(asking) == (0, 0)


def test_rules_read_new_messages_by_their_ids(asking: Asking, mei: UUID) -> None:
    bring(asking, message("1", "想退货"), message("2", "好", sender="lin", to=[MEI]))
    ids = [UUID(one["message_id"]) for one in asking.events("CustomerWrote")]
    with asking.runtime.work(asking.tenant_id, actor=TEST) as work:
        assert customers.texts(work, ids) == {ids[0]: (Direction.CUSTOMER, "想退货")}
    with asking.runtime.work(new_id(), actor=TEST) as work:
        assert customers.texts(work, ids) == {}
