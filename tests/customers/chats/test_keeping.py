"""How long chats are kept, who reads them, and what becomes of them with the people."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from siyu.customers import chats, friends
from siyu.customers import service as customers
from siyu.customers.friends import Added
from siyu.customers.people import Profile
from siyu.customers.service import ChatStanding
from siyu.organisation import rules
from siyu.organisation import service as organisation
from siyu.platform.clock import FixedClock
from siyu.platform.runtime import Runtime
from tests.customers.asking import TEST, Asking
from tests.customers.chats.archive import MEI, YANG, agree, bring, chat, days_ago, message, met
from tests.customers.chats.test_taking import counts


def texts(asking: Asking, customer_id: UUID, **more: Any) -> list[str]:
    return [one["text"] for one in chat(asking, customer_id, **more)["items"]]


def test_messages_go_when_their_time_is_over(asking: Asking, mei: UUID, clock: FixedClock) -> None:
    bring(asking, message("1", "旧", at=days_ago(clock, 179)), message("2", "新"))
    clock.forward(days=1)
    # Past its time it is not shown, even before the night deletes it.
    assert texts(asking, mei) == ["新"]
    assert counts(asking)[0] == 2
    asking.run("chats.expire")
    assert counts(asking)[0] == 1
    clock.forward(days=180)
    asking.run("chats.expire")
    shown = chat(asking, mei)
    assert (shown["why"], shown["items"]) == ("past_its_time", [])
    assert asking.get("chat-archive")["state"] == "all_past"


def test_refusals_are_forgotten_as_well(asking: Asking, mei: UUID, clock: FixedClock) -> None:
    bring(asking, message("1", roomid="wr"))
    clock.forward(days=179)
    asking.run("chats.expire")
    assert counts(asking) == (0, 1)
    clock.forward(days=1)
    asking.run("chats.expire")
    assert counts(asking) == (0, 0)


def test_a_shorter_retention_holds_for_what_is_there(
    asking: Asking, mei: UUID, clock: FixedClock
) -> None:
    bring(asking, message("1", "旧", at=days_ago(clock, 40)), message("2", "新"))
    assert asking.put("chat-archive", {"retention_days": 30})["retention_days"] == 30
    assert texts(asking, mei) == ["新"]
    assert bring(asking, message("3", at=days_ago(clock, 31))) == [("refused", "PastRetention")]
    asking.put("chat-archive", {"retention_days": 60})
    assert texts(asking, mei) == ["新", "旧"]
    asking.put("chat-archive", {"retention_days": 0}, status=422)


def test_the_state_says_why_there_is_nothing(
    asking: Asking, runtime: Runtime, clock: FixedClock
) -> None:
    def standing() -> ChatStanding:
        with runtime.work(asking.tenant_id, actor=TEST) as work:
            return customers.chat_state(work).standing

    assert standing() is ChatStanding.NEVER_CONNECTED
    yang = met(runtime, asking.tenant_id, YANG, "杨")
    assert chat(asking, yang)["why"] == "never_connected"
    bring(asking, message("1", sender=YANG))
    assert standing() is ChatStanding.NOBODY_AGREED
    agree(asking, YANG)
    assert standing() is ChatStanding.NOTHING_KEPT
    assert chat(asking, yang)["why"] == "nothing_kept"
    bring(asking, message("1", sender=YANG))
    told = asking.get("chat-archive")
    assert told["state"] == "held"
    assert (told["messages"], told["customers"], told["agreed"]) == (1, 1, 1)
    assert told["last_kept_at"] == told["last_came_at"] == "2026-11-16T04:00:00Z"


def test_pages_go_from_the_newest_backwards(asking: Asking, mei: UUID, clock: FixedClock) -> None:
    bring(asking, *(message(str(n), str(n), at=days_ago(clock, n)) for n in range(5)))
    first = chat(asking, mei, limit=2)
    assert [one["text"] for one in first["items"]] == ["0", "1"]
    assert texts(asking, mei, limit=2, cursor=first["next_cursor"]) == ["2", "3"]
    last = chat(asking, mei, limit=4, cursor=first["next_cursor"])
    assert ([one["text"] for one in last["items"]], last["next_cursor"]) == (["2", "3", "4"], None)
    asking.get(f"customers/{mei}/chat", cursor="x", status=422)


@pytest.fixture
def store(asking: Asking) -> UUID:
    """The store in which Lin works."""
    with asking.runtime.work(asking.tenant_id, actor=TEST) as work:
        named = {one.node.name: one.node.id for one in organisation.node_lines(work)}
        return named["Jing'an store"]


def befriend(asking: Asking, staff_id: UUID) -> None:
    with asking.runtime.work(asking.tenant_id, actor=TEST) as work:
        friends.add(work, Added(Profile(MEI, name="美"), staff_id, work.now()))


def test_the_text_is_masked_without_the_right_to_it(asking: Asking, mei: UUID) -> None:
    bring(asking, message("1"))
    assert chat(asking, mei)["masked"] is False
    other = asking.as_user(["customers.read"])
    shown = chat(other, mei)
    assert ([one["text"] for one in shown["items"]], shown["masked"]) == ([None], True)
    assert other.get("chat-archive", status=403)["code"] == "Refused"
    assert "chats.manage" in str(
        asking.as_user(["chats.read"]).put("chat-archive", {"retention_days": 9}, status=403)
    )


def test_a_manager_reads_the_chats_of_their_own_store(
    asking: Asking, mei: UUID, lin: UUID, store: UUID
) -> None:
    manager = asking.as_user(["customers.read", "chats.read"], store)
    bring(asking, message("1", "给外人", to=["stranger"]))
    manager.get(f"customers/{mei}/chat", status=404)
    befriend(asking, lin)
    shown = chat(manager, mei)
    assert (shown["why"], shown["items"]) == ("out_of_sight", [])
    bring(asking, message("2", "给小林"))
    assert texts(manager, mei) == ["给小林"]
    assert sorted(texts(asking, mei)) == ["给外人", "给小林"]


def test_one_place_opens_texts() -> None:
    home = Path(chats.__file__).parent
    for file in home.parents[1].rglob("*.py"):
        said = file.read_text()
        if file.parent != home:
            assert "chats.models" not in said, file
            assert "chats import models" not in said, file
        elif file.name != "reading.py":
            assert "secrets.open" not in said, file


def test_roles_that_read_everything_do_not_read_chats() -> None:
    known = ["chats.read", "customers.read"]
    reads = {
        one.key: "chats.read" in rules.resolved(one.permissions, known)
        for one in rules.BUILT_IN_ROLES
    }
    assert reads == {
        "owner": True, "operator": True, "analyst": False, "store_manager": False, "clerk": False,
    }  # fmt: skip


def test_chats_go_where_the_person_goes(asking: Asking, mei: UUID) -> None:
    other = met(asking.runtime, asking.tenant_id, YANG, "杨")
    agree(asking, YANG)
    bring(asking, message("1", "美说"), message("2", "杨说", sender=YANG))
    asking.post(f"customers/{mei}/merges", {"gone_id": str(other)}, status=200)
    assert sorted(texts(asking, mei)) == ["杨说", "美说"]
    bring(asking, message("3", "杨又说", sender=YANG))
    assert len(texts(asking, other)) == 3
    (merge,) = asking.get(f"customers/{mei}/identity")["merges"]
    asking.post(f"merges/{merge['id']}/undo", {}, status=200)
    assert texts(asking, mei).count("美说") == 1
    assert "杨说" in texts(asking, other)


def test_a_person_takes_their_chat_along_and_leaves_none(asking: Asking, mei: UUID) -> None:
    bring(asking, message("1", "我的话"), message("2", roomid="wr"))
    exported = asking.get(f"customers/{mei}/export")
    (row,) = exported["holdings"]["chat_messages"]
    assert (row["text"], row["direction"], row["source_key"]) == ("我的话", "customer", "1")
    asking.post(f"customers/{mei}/erase", {}, status=200)
    assert counts(asking) == (0, 0)
    assert bring(asking, message("3")) == [("refused", "ChatCustomerUnknown")]
