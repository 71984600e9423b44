"""One table of definitions and who is in, at ten in the morning of 15 March 2026 in Shanghai."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from siyu.audiences.language.conditions import Top
from siyu.audiences.language.plan import Cut, Moment
from tests.audiences.shop import READ, REGULARS, VIP
from tests.audiences.store import Happened, Someone

ZONE = ZoneInfo("Asia/Shanghai")
WEST, EAST = str(UUID(int=301)), str(UUID(int=302))
JSON = Mapping[str, Any]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def ordered(id: int, when: str, amount: int, **more: object) -> Happened:
    return Happened("Ordered", at(when), id, {"amount": amount, **more})


def added(id: int, when: str, **more: object) -> Happened:
    return Happened("Added", at(when), id, more)


def read(id: int, when: str, number: float, kind: UUID = READ) -> Happened:
    return Happened("HappenedOutside", at(when), id, {"kind_id": str(kind), "number": number})


NOW = at("2026-03-15 10:00")
PEOPLE = (
    Someone(
        1,
        {
            "spent": 20000,
            "score": 4.5,
            "tags": ["a", "b"],
            "level": ["gold"],
            "agrees": True,
            "email": True,
            "added_at": at("2026-02-14 00:00").timestamp(),
            "next_birthday": "2026-03-15",
        },
        (
            added(1, "2026-02-14 00:00", store_id=WEST),
            ordered(2, "2026-02-14 00:00", 5000, store_id=WEST, gift=True, weight=0.1),
            ordered(3, "2026-03-15 09:59", 7000, store_id=EAST, gift=False, weight=0.2),
            read(4, "2026-03-01 12:00", 1.5),
        ),
    ),
    Someone(
        2,
        {
            "spent": 10000,
            "tags": ["b"],
            "level": ["silver"],
            "agrees": False,
            "added_at": at("2026-02-13 23:59:59").timestamp(),
            "next_birthday": "2026-03-22",
        },
        (
            ordered(5, "2026-02-13 23:59:59.999999", 10000, store_id=WEST, level="gold"),
            ordered(6, "2026-03-15 10:00:00.000001", 9900, store_id=WEST),
            added(7, "2026-02-14 00:00", store_id=WEST),
            read(8, "2026-03-01 12:00", 4, UUID(int=202)),
        ),
    ),
    Someone(
        3,
        {"spent": 10000, "score": 0, "tags": [], "next_birthday": "2026-03-21"},
        (
            ordered(9, "2026-03-15 10:00", 100, discount=50),
            ordered(10, "2026-03-14 08:00", 300, paid_at="2026-03-13T16:00:00Z"),
            ordered(11, "2026-03-14 20:00", 200),
            added(12, "2026-03-14 20:00", store_id=EAST),
        ),
    ),
    Someone(4, {"spent": 0, "score": -1.25, "added_at": at("2026-03-16 00:00").timestamp()}),
    Someone(5, {}),
    Someone(6, {"spent": 99}, (ordered(13, "2026-03-01 08:00", 900, store_id=EAST),), into=5),
)
LEADERS = Top("spent", None, 2, "top")
LAST = Top("score", 0.5, None, "bottom")
NOBODY = Top("score", None, 1, "top")
MOMENT = Moment(NOW, ZONE, {LEADERS: Cut(10000, 2), LAST: Cut(0, 3), NOBODY: None})


class Case(NamedTuple):
    name: str
    definition: JSON
    who: set[int]


def field(name: str, op: str, value: object = None) -> JSON:
    return {"kind": "field", "field": name, "op": op, "value": value}


def event(
    measure: str,
    op: str,
    value: object,
    *,
    name: str = "Ordered",
    of: str | None = None,
    where: Sequence[JSON] = (),
    window: JSON | None = None,
) -> JSON:
    told: dict[str, Any] = {
        "kind": "event",
        "event": name,
        "measure": measure,
        "op": op,
        "value": value,
    }
    return told | {"property": of, "where": list(where), "window": window}


def where(name: str, op: str, value: object = None) -> list[JSON]:
    return [{"property": name, "op": op, "value": value}]


def last(days: int) -> JSON:
    return {"kind": "last_days", "days": days}


def earlier(days: int) -> JSON:
    return {"kind": "before_last_days", "days": days}


def between(first: str, until: str) -> JSON:
    return {"kind": "between", "from": first, "until": until}


def after(which: str, days: int | None, name: str = "Added") -> JSON:
    return {"kind": "after_event", "event": name, "which": which, "days": days}


def steps(*names: str, within: int | None = None, window: object = None) -> JSON:
    told = [{"event": name} for name in names]
    return {"kind": "sequence", "steps": told, "within_days": within, "window": window}


def all_of(*of: JSON) -> JSON:
    return {"kind": "all", "of": list(of)}


def any_of(*of: JSON) -> JSON:
    return {"kind": "any", "of": list(of)}


def none(of: JSON) -> JSON:
    return {"kind": "not", "of": of}


CASES = (
    Case("spent at least 100.00", field("spent", "ge", 10000), {1, 2, 3}),
    Case("spent more than 100.00", field("spent", "gt", 10000), {1}),
    Case("spent something else than 100.00", field("spent", "ne", 10000), {1, 4}),
    Case("spent from 0 to 100.00", field("spent", "between", [0, 10000]), {2, 3, 4}),
    Case("no value is less than nothing", field("score", "lt", 0), {4}),
    Case("who has no score", field("score", "not_set"), {2, 5}),
    Case("not (score above 0) takes in who has none", none(field("score", "gt", 0)), {2, 3, 4, 5}),
    Case("tagged a or c", field("tags", "any_of", ["a", "c"]), {1}),
    Case("tagged a and b", field("tags", "all_of", ["a", "b"]), {1}),
    Case("none of a takes in who has no tags", field("tags", "none_of", ["a"]), {2, 3, 4, 5}),
    Case("an empty list of tags is not set", field("tags", "is_set"), {1, 2}),
    Case("silver or gold", field("level", "any_of", ["silver", "gold"]), {1, 2}),
    Case("does not agree", field("agrees", "is", False), {2}),
    Case("has an e-mail", field("email", "is_set"), {1}),
    Case("friends for 30 days at most", field("added_at", "last_days", 30), {1}),
    Case("friends for more than 29 days", field("added_at", "more_than_days_ago", 29), {2}),
    Case("friends from tomorrow on", field("added_at", "after", "2026-03-15"), {4}),
    Case("birthday today", field("birthday", "next_days", 1), {1}),
    Case("birthday within seven days", field("birthday", "next_days", 7), {1, 3}),
    Case("next birthday before the 22nd", field("next_birthday", "before", "2026-03-22"), {1, 3}),
    Case("ordered ever, until ten o'clock", event("count", "ge", 1), {1, 2, 3, 5}),
    Case("ordered in 30 days", event("count", "ge", 1, window=last(30)), {1, 3, 5}),
    Case("ordered today", event("count", "gt", 0, window=last(1)), {1, 3}),
    Case("did not order in 30 days", event("count", "eq", 0, window=last(30)), {2, 4}),
    Case("ordered before the last 30 days", event("count", "ge", 1, window=earlier(30)), {2}),
    Case(
        "not before the last 1 day",
        event("count", "lt", 1, window=earlier(1)),
        {4},
    ),
    Case(
        "ordered on 13 and 14 February",
        event("count", "ge", 1, window=between("2026-02-13", "2026-02-14")),
        {1, 2},
    ),
    Case(
        "no orders in a spring to come",
        event("count", "ge", 1, window=between("2026-04-01", "2026-05-01")),
        set(),
    ),
    Case(
        "ordered in days that are not over, until ten o'clock",
        event("count", "ge", 1, window=between("2026-03-15", "2026-04-30")),
        {1, 3},
    ),
    Case("ordered twice", event("count", "ge", 2), {1, 3}),
    Case("at most once takes in who never did", event("count", "le", 1), {2, 4, 5}),
    Case("on exactly two days", event("days", "eq", 2), {1, 3}),
    Case("at two stores", event("distinct", "eq", 2, of="store_id"), {1}),
    Case("at no known store", event("distinct", "eq", 0, of="store_id"), {3, 4}),
    Case("paid 120.00 in all", event("sum", "eq", 12000, of="amount"), {1}),
    Case("paid less than 10.00 takes in 0", event("sum", "lt", 1000, of="amount"), {3, 4, 5}),
    Case("weights of 0.1 and 0.2 are 0.3", event("sum", "eq", 0.3, of="weight"), {1}),
    Case("2.00 an order on average", event("avg", "eq", 200, of="amount"), {3}),
    Case("0.15 on average", event("avg", "between", [0.15, 0.15], of="weight"), {1}),
    Case("never less than 2.00", event("min", "ge", 200, of="amount"), {1, 2, 5}),
    Case("at most 3.00", event("max", "le", 300, of="amount"), {3}),
    Case("the first order of 3.00", event("first", "eq", 300, of="amount"), {3}),
    Case("the last order in the east", event("last", "any_of", [EAST], of="store_id"), {1, 5}),
    Case(
        "the last order not in the east needs an order",
        event("last", "none_of", [EAST], of="store_id"),
        {2},
    ),
    Case("ordered a gift", event("count", "ge", 1, where=where("gift", "is", True)), {1}),
    Case(
        "an order of gold",
        event("count", "ge", 1, where=where("level", "any_of", ["gold"])),
        {2},
    ),
    Case(
        "an order without a store",
        event("count", "ge", 1, where=where("store_id", "not_set")),
        {3},
    ),
    Case(
        "an order not in the west",
        event("count", "ge", 1, where=where("store_id", "none_of", [WEST])),
        {1, 3, 5},
    ),
    Case(
        "paid on 14 March",
        event("count", "ge", 1, where=where("paid_at", "between", ["2026-03-14", "2026-03-14"])),
        {3},
    ),
    Case("read an article", event("count", "ge", 1, name="outside.read"), {1}),
    Case("read for 1.5", event("max", "ge", 1.5, name="outside.read", of="number"), {1}),
    Case(
        "ordered after they were added",
        event("count", "ge", 1, window=after("first", None)),
        {1, 3},
    ),
    Case(
        "not within 28 days after they were added",
        event("count", "eq", 0, window=after("first", 28)),
        {2},
    ),
    Case(
        "within 29 days after",
        event("count", "ge", 1, window=after("last", 29)),
        {1, 3},
    ),
    Case(
        "ordered again within a day: an event is not after itself",
        event("count", "ge", 1, window=after("first", 1, "Ordered")),
        {3},
    ),
    Case(
        "nothing is ordered after the last order",
        event("count", "ge", 1, window=after("last", None, "Ordered")),
        set(),
    ),
    Case("an order after an order", steps("Ordered", "Ordered"), {1, 3}),
    Case("three orders one after the other", steps("Ordered", "Ordered", "Ordered"), {3}),
    Case("added, then ordered: ties go by id", steps("Added", "Ordered"), {1, 3}),
    Case("ordered, then added", steps("Ordered", "Added"), {2, 3}),
    Case("two orders within a day", steps("Ordered", "Ordered", within=1), {3}),
    Case("two orders in 29 days", steps("Ordered", "Ordered", window=last(29)), {3}),
    Case("a VIP", {"kind": "segment", "segment": str(VIP)}, {1, 2, 3}),
    Case("a regular", {"kind": "segment", "segment": str(REGULARS)}, {1, 2, 3}),
    Case("the two who spent most", {"kind": "top", "by": "spent", "n": 2}, {1, 2}),
    Case("the lower half", {"kind": "top", "by": "score", "share": 0.5, "end": "bottom"}, {3, 4}),
    Case("a cut of nobody", {"kind": "top", "by": "score", "n": 1}, set()),
    Case("a sample of a half", {"kind": "sample", "share": 0.5, "seed": 7}, {2, 3, 4, 5}),
    Case(
        "VIP and did not order today",
        all_of(field("spent", "ge", 10000), event("count", "eq", 0, window=last(1))),
        {2},
    ),
    Case(
        "ordered twice or has an e-mail, and no tag b",
        all_of(
            any_of(event("count", "ge", 2), field("email", "is_set")),
            none(field("tags", "any_of", ["b"])),
        ),
        {3},
    ),
    Case(
        "several measures of the same orders",
        all_of(
            event("count", "ge", 2),
            event("sum", "le", 600, of="amount"),
            event("count", "eq", 2, window=earlier(1)),
        ),
        {3},
    ),
    Case(
        "one or the other of the same orders",
        any_of(event("count", "ge", 3), event("sum", "ge", 12000, of="amount")),
        {1, 3},
    ),
)
