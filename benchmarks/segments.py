"""What the segment language costs: people held against a hundred segments in memory."""

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.figure import Figure
from siyu.audiences.language.catalogue import AskedEvent, AskedField, AskedProperty, catalogue
from siyu.audiences.language.checking import check
from siyu.audiences.language.facts import Facts, Trail
from siyu.audiences.language.holds import compiled
from siyu.audiences.language.plan import Moment, Plan

NAMES = ("segment.holds",)
PEOPLE = 4_000
SEGMENTS = 100
EVENTS_EACH = 30
SEED = 20261126
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 26, 2, tzinfo=UTC)
AMOUNT = AskedProperty("amount", "amount", "金额", "money")
STORE = AskedProperty("store_id", "store", "门店", "id")
MADE_UP = catalogue(
    (
        AskedField("spent", "Spent", "累计消费", "money"),
        AskedField("orders", "Orders", "订单数", "number"),
        AskedField("added_at", "Friend since", "添加时间", "instant"),
        AskedField("next_birthday", "Next birthday", "下次生日", "date"),
        AskedField("tags", "Tags", "标签", "tags"),
    ),
    (
        AskedEvent("OrderPlaced", "Order", "下单", {"amount": AMOUNT, "store_id": STORE}),
        AskedEvent("FriendAdded", "Friend added", "添加好友", {}),
        AskedEvent("PageRead", "Page read", "阅读", {}),
    ),
)


def figures() -> Iterator[Figure]:
    chance = random.Random(SEED)
    plans = {n: _plan(chance) for n in range(SEGMENTS)}
    people = [_person(chance, number) for number in range(1, PEOPLE + 1)]
    judge = compiled(plans).at(Moment(NOW, ZONE))
    began = time.process_time()
    found = [judge.standings(one) for one in people]
    took = time.process_time() - began
    inside = sum(one.holds for standings in found for one in standings.values())
    yield Figure(
        name="segment.holds",
        value=round(PEOPLE / took),
        unit="people/s",
        bar="≥2,000",
        data=f"{PEOPLE:,} people with {EVENTS_EACH} events each against {SEGMENTS} segments of two"
        f" to six conditions, {len(judge.closures)} of them different; one core;"
        f" {inside:,} memberships; seed {SEED}",
    )


def _plan(chance: random.Random) -> Plan:
    of = [_condition(chance) for _ in range(chance.randint(2, 4))]
    if chance.random() < 0.3:
        of.append({"kind": "any", "of": [_condition(chance), _condition(chance)]})
    plan = check({"kind": "all", "of": of}, MADE_UP)
    if not isinstance(plan, Plan):
        raise AssertionError(plan)
    return plan


def _condition(chance: random.Random) -> dict[str, Any]:
    kind = chance.choice(("field", "field", "tags", "birthday", "did", "did", "sum", "sequence"))
    window = {"kind": "last_days", "days": chance.choice((7, 30, 90, 180))}
    order = {"kind": "event", "event": "OrderPlaced", "window": window, "op": "ge"}
    tags = [f"tag{chance.randrange(20)}" for _ in range(3)]
    steps = [{"event": "FriendAdded"}, {"event": "OrderPlaced"}]
    conditions: dict[str, dict[str, Any]] = {
        "field": _field("spent", "ge", chance.choice((10_000, 50_000, 100_000))),
        "tags": _field("tags", chance.choice(("any_of", "none_of")), tags),
        "birthday": _field("next_birthday", "next_days", chance.choice((7, 30))),
        "did": {**order, "measure": "count", "value": chance.choice((1, 2, 3))},
        "sum": {**order, "measure": "sum", "property": "amount", "value": 20_000},
        "sequence": {"kind": "sequence", "steps": steps, "within_days": 30, "window": window},
    }
    return conditions[kind]


def _field(name: str, op: str, value: object) -> dict[str, Any]:
    return {"kind": "field", "field": name, "op": op, "value": value}


def _person(chance: random.Random, number: int) -> Facts:
    fields = {
        "spent": chance.randrange(200_000),
        "orders": chance.randrange(20),
        "added_at": NOW.timestamp() - chance.randrange(400 * 86_400),
        "next_birthday": (NOW + timedelta(chance.randrange(365))).date().isoformat(),
        "tags": [f"tag{chance.randrange(20)}" for _ in range(4)],
    }
    events = {"FriendAdded": 1, "OrderPlaced": EVENTS_EACH // 3, "PageRead": EVENTS_EACH * 2 // 3}
    trails = {name: Trail.of(_rows(chance, count)) for name, count in events.items()}
    return Facts(number, fields, trails)


def _rows(chance: random.Random, count: int) -> Iterator[tuple[datetime, int, dict[str, object]]]:
    for _ in range(count):
        at = NOW - timedelta(seconds=chance.randrange(365 * 86_400))
        yield at, chance.getrandbits(40), {"amount": chance.randrange(30_000), "store_id": "s"}
