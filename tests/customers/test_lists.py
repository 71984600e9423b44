"""Lists of customers: search, filters, order, count and saved views, over HTTP."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from siyu.customers import friends
from siyu.customers.events import LostBy
from siyu.customers.friends import Lost
from siyu.customers.meeting import Account, Newcomer, meet_all
from siyu.kit.pages import encode_cursor
from siyu.organisation import service as organisation
from siyu.platform.clock import FixedClock
from siyu.platform.runtime import Runtime
from tests.customers.asking import TEST, Asking


@pytest.fixture
def shop(asking: Asking, lin: UUID, zhao: UUID) -> Asking:
    """张三 of Lin with a phone, 李四 of Zhao, 王小美 of both, 陈 of nobody; the newest last."""
    asking.meet("张三", lin, phone="13800138000", days_ago=3)
    asking.meet("李四", zhao, days_ago=2)
    asking.meet("王小美", lin, days_ago=5)
    asking.meet("王小美", zhao, days_ago=1)
    asking.meet("陈")
    return asking


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("张三", {"张三"}),
        ("小美", {"王小美"}),
        ("zhangsan", {"张三"}),
        ("zs", {"张三"}),
        ("wxm", {"王小美"}),
        ("陈", {"陈"}),
        ("13800138000", {"张三"}),
        ("138 0013 8000", {"张三"}),
        ("8000", {"张三"}),
        ("wm李四", set()),
        ("nobody at all", set()),
        ("0001", set()),
    ],
)
def test_a_customer_is_found_by(shop: Asking, typed: str, expected: set[str]) -> None:
    assert set(shop.names(q=typed)) == expected


def test_a_customer_is_found_by_their_account_and_their_id(asking: Asking, lin: UUID) -> None:
    customer_id = asking.meet("Ann", lin)
    assert asking.names(q="wmAnn") == ["Ann"]
    assert asking.names(q=str(customer_id)) == ["Ann"]
    assert asking.names(q=str(uuid4())) == []


def test_filters_join_with_and(shop: Asking, lin: UUID, zhao: UUID) -> None:
    vip, old = shop.tag("VIP"), shop.tag("Old")
    shop.give(shop.made["张三"], vip, old)
    shop.give(shop.made["李四"], vip)
    assert set(shop.names(any_tag_ids=[vip, old])) == {"张三", "李四"}
    assert shop.names(all_tag_ids=[vip, old]) == ["张三"]
    assert set(shop.names(no_tag_ids=vip)) == {"王小美", "陈"}
    assert shop.names(any_tag_ids=vip, staff_id=str(zhao)) == ["李四"]
    assert set(shop.names(tag_source="hand")) == {"张三", "李四"}
    assert shop.names(tag_source="channel") == []
    assert shop.names(has_phone="true") == ["张三"]
    assert set(shop.names(has_phone="false", state="friend")) == {"李四", "王小美"}
    assert set(shop.names(staff_id=str(lin))) == {"张三", "王小美"}


def test_spans_hold_their_first_instant_and_not_their_last(shop: Asking, clock: FixedClock) -> None:
    day = timedelta(days=1)
    now = clock.now()
    asked = {"added_from": (now - 2 * day).isoformat(), "added_until": (now - day).isoformat()}
    assert shop.names(**asked) == ["李四"]


def test_pages_follow_one_another_without_gap_or_repeat(shop: Asking) -> None:
    for sort in ("-met_at", "met_at", "-added_at", "added_at"):
        whole = shop.names(sort=sort)
        assert sorted(whole) == sorted(["张三", "李四", "王小美", "陈"])
        seen, cursor = [], None
        while True:
            page = shop.get(
                "customers", sort=sort, limit=1, **({"cursor": cursor} if cursor else {})
            )
            seen += [row["name"] for row in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert seen == whole


def test_sorted_by_the_latest_add_the_never_added_come_last(shop: Asking) -> None:
    assert shop.names(sort="-added_at") == ["王小美", "李四", "张三", "陈"]
    assert shop.names(sort="added_at") == ["张三", "李四", "王小美", "陈"]


def test_a_marker_of_another_order_or_none_of_ours_is_refused(shop: Asking) -> None:
    marker = shop.get("customers", limit=1)["next_cursor"]
    for cursor in (marker, "nonsense", encode_cursor("-added_at", "no instant", "no id")):
        answer = shop.get("customers", status=422, sort="-added_at", cursor=cursor)
        assert answer["code"] == "BadCursor"


def test_a_count_is_exact_for_what_the_filters_match(shop: Asking) -> None:
    assert shop.get("customers/count") == {"count": 4, "capped": False}
    assert shop.get("customers/count", state="friend")["count"] == 3
    assert shop.get("customers/count", q="张三", exactly="true")["count"] == 1


def test_only_the_columns_asked_for_are_read(shop: Asking) -> None:
    first = shop.get("customers", columns="live_code")["items"][0]
    assert set(first["fields"]) <= {"live_code"}
    assert shop.get("customers", columns="no_such_column")["items"][0]["fields"] == {}


def test_a_view_is_kept_changed_and_opened_with(shop: Asking, zhao: UUID) -> None:
    form = {
        "name": "Zhao's",
        "filters": {"staff_id": str(zhao), "state": "friend"},
        "columns": ["tags", "live_code"],
        "sort": "-added_at",
    }
    view = shop.post("saved-views", form)
    assert (view["mine"], view["shared"], view["default"]) == (True, False, False)
    assert view["filters"]["staff_id"] == str(zhao)
    opened = shop.put(f"saved-views/{view['id']}/default", {"default": True})["items"]
    assert [one["default"] for one in opened] == [True]
    changed = shop.put(f"saved-views/{view['id']}", form | {"name": "All of Zhao", "filters": {}})
    assert (changed["name"], changed["filters"]["staff_id"]) == ("All of Zhao", None)
    shop.delete(f"saved-views/{view['id']}")
    assert shop.get("saved-views")["items"] == []


def test_a_private_view_is_its_owners_alone_and_a_shared_one_everyones(shop: Asking) -> None:
    colleague = shop.as_user(["customers.read"])
    mine = shop.post("saved-views", {"name": "Mine", "filters": {}})
    ours = shop.post("saved-views", {"name": "Ours", "filters": {}, "shared": True})
    assert [one["name"] for one in colleague.get("saved-views")["items"]] == ["Ours"]
    colleague.put(f"saved-views/{mine['id']}", {"name": "x", "filters": {}}, status=404)
    colleague.put(f"saved-views/{ours['id']}", {"name": "x", "filters": {}}, status=403)
    colleague.delete(f"saved-views/{ours['id']}", status=403)
    shared = {"name": "x", "filters": {}, "shared": True}
    assert colleague.post("saved-views", shared, status=403)["code"] == "Refused"


def test_a_view_names_only_what_is_here(shop: Asking) -> None:
    for wrong, code in (
        ({"filters": {"any_tag_ids": [str(uuid4())]}}, "FilterUnknown"),
        ({"filters": {"node_id": str(uuid4())}}, "FilterUnknown"),
        ({"filters": {}, "columns": ["shoe_size"]}, "ColumnUnknown"),
    ):
        answer = shop.post("saved-views", {"name": "View", **wrong}, status=422)
        assert answer["code"] == code


@pytest.mark.parametrize("sort", ["-met_at", "met_at", "-added_at", "added_at"])
def test_a_manager_lists_only_those_their_staff_know(
    runtime: Runtime, shop: Asking, sort: str
) -> None:
    with runtime.work(shop.tenant_id, actor=TEST) as work:
        root = next(one.node.id for one in organisation.node_lines(work))
        other = organisation.add_node(work, name="Other store", kind="store", parent_id=root)
        store = next(one.node for one in organisation.node_lines(work) if one.node.name != "Fawn")
    away = shop.as_user(["customers.read"], other.id)
    near = shop.as_user(["customers.read"], store.id if store.id != other.id else root)
    assert away.names(sort=sort) == []
    assert away.get("customers/count") == {"count": 0, "capped": False}
    assert sorted(near.names(sort=sort)) == sorted(["张三", "李四", "王小美"])
    assert near.names(sort=sort, staff_id=str(uuid4())) == []


@pytest.mark.parametrize("sort", ["-met_at", "met_at", "-added_at", "added_at"])
@pytest.mark.parametrize("state", [None, "friend", "lost"])
@pytest.mark.parametrize("q", ["", "小美"])
def test_who_sees_a_part_of_the_tree_reads_it_as_one_who_sees_all_does(
    runtime: Runtime, shop: Asking, lin: UUID, sort: str, state: str | None, q: str
) -> None:
    """The people of a small part are found from its staff, those of the whole one by one."""
    some: dict[str, Any] = ({"state": state} if state else {}) | ({"q": q} if q else {})
    asked = {"sort": sort, "limit": 1} | some
    with runtime.work(shop.tenant_id, actor=TEST) as work:
        for name in ("张三", "王小美"):
            friends.lose(work, Lost(f"wm{name}", lin, work.now(), LostBy.CUSTOMER))
        store = next(
            one.node.id for one in organisation.node_lines(work) if one.node.kind == "store"
        )
    manager = shop.as_user(["customers.read"], store)
    everybody = walked(shop, **asked)
    assert walked(manager, **asked) == [name for name in everybody if name != "陈"]
    assert len(everybody) == (
        {None: 1, "friend": 1} if q else {None: 4, "friend": 2, "lost": 1}
    ).get(state, 0)
    assert manager.get("customers/count", **some)["count"] == len(walked(manager, **asked))


def walked(asking: Asking, **asked: Any) -> list[str]:
    """The names of all pages, one after the other."""
    names: list[str] = []
    cursor: dict[str, Any] = {}
    while len(names) < 9:
        page = asking.get("customers", **asked, **cursor)
        names += [row["name"] for row in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    return names


def test_the_lost_are_those_whom_no_adviser_has_left(
    runtime: Runtime, shop: Asking, lin: UUID
) -> None:
    with runtime.work(shop.tenant_id, actor=TEST) as work:
        for name in ("张三", "王小美"):
            friends.lose(work, Lost(f"wm{name}", lin, work.now(), LostBy.CUSTOMER))
    assert shop.names(state="lost") == ["张三"]
    assert set(shop.names(state="friend")) == {"李四", "王小美"}


def test_who_was_never_added_is_known_and_not_lost(runtime: Runtime, shop: Asking) -> None:
    with runtime.work(shop.tenant_id, actor=TEST) as work:
        meet_all(work, [Newcomer((Account("mall_id", "m-6"),), "mall", name="赵六")])
    (line,) = shop.get("customers", q="赵六")["items"]
    assert line["state"] == "known"
    assert shop.names(state="lost") == []
