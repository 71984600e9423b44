"""Random definitions and random small worlds, for hypothesis.

The worlds are small so that edges meet: few instants, all at or near the midnights of days on
which clocks change; ties in time; properties missing; people merged; events after the moment.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from siyu.audiences.language.conditions import Top
from siyu.audiences.language.facts import instant, micros
from siyu.audiences.language.plan import Cut, Moment
from siyu.kit.instants import day_start
from tests.audiences.cases import EAST, WEST
from tests.audiences.shop import READ, REGULARS, VIP
from tests.audiences.store import Happened, Someone

PLACES = (
    ("Asia/Shanghai", date(2026, 3, 15)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("America/Sao_Paulo", date(2018, 11, 4)),  # midnight is left out
    ("America/Sao_Paulo", date(2018, 2, 18)),  # the hour before midnight comes twice
    ("America/Havana", date(2026, 11, 1)),  # midnight comes twice
    ("Pacific/Apia", date(2011, 12, 31)),  # the day before is left out
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # half an hour
)
AROUND = (-1, 0, 1, 30 * 60 * 10**6, 12 * 3600 * 10**6, 23 * 3600 * 10**6)
"""Microseconds from a midnight."""
NUMBERS = range(1, 7)
SPENT = (0, 1, 100, 250)
WEIGHTS = (-1.5, 0, 0.1, 0.2, 0.25, 3)
KEYS = ("a", "b", "c")


@dataclass(frozen=True)
class World:
    """Some people, and the moment at which they are looked at."""

    moment: Moment
    people: tuple[Someone, ...]

    @property
    def merges(self) -> dict[int, int]:
        return {one.number: one.into for one in self.people if one.into is not None}


@st.composite
def worlds(draw: st.DrawFn) -> World:
    name, day = draw(st.sampled_from(PLACES))
    zone = ZoneInfo(name)
    at = draw(instants(zone, day, 1))
    ids = iter(draw(st.permutations(range(1, 80))))
    people = [_someone(draw, number, zone, day, ids) for number in NUMBERS]
    if draw(st.booleans()):
        gone, kept = draw(st.sampled_from([(2, 1), (5, 3), (6, 5)]))
        people[gone - 1] = Someone(gone, {}, people[gone - 1].events, kept)
    return World(Moment(at, zone), tuple(people))


@cache
@st.composite
def instants(draw: st.DrawFn, zone: ZoneInfo, day: date, late: int = 2) -> datetime:
    """An instant near the midnight of one of the days around `day`."""
    near = day + timedelta(draw(st.integers(-4, late)))
    return instant(micros(day_start(near, zone)) + draw(st.sampled_from(AROUND)))


def _someone(draw: st.DrawFn, number: int, zone: ZoneInfo, day: date, ids: Any) -> Someone:
    when = instants(zone, day)
    days = st.integers(-4, 4).map(lambda n: (day + timedelta(n)).isoformat())
    known: dict[str, st.SearchStrategy[object]] = {
        "spent": st.sampled_from(SPENT),
        "score": st.sampled_from(WEIGHTS),
        "added_at": when.map(lambda at: at.timestamp()),
        "next_birthday": days,
        "level": st.lists(st.sampled_from(["gold", "silver"]), max_size=2, unique=True),
        "tags": st.lists(st.sampled_from(KEYS), max_size=3, unique=True),
        "agrees": st.booleans(),
        "email": st.just(True),
    }
    fields = draw(st.fixed_dictionaries({}, optional=known))
    events = [_event(draw, next(ids), when) for _ in range(draw(st.integers(0, 6)))]
    return Someone(number, fields, events)


def _event(draw: st.DrawFn, id: int, when: st.SearchStrategy[datetime]) -> Happened:
    name = draw(st.sampled_from(["Ordered", "Ordered", "Ordered", "Added", "HappenedOutside"]))
    stores = st.sampled_from([WEST, EAST])
    if name == "Added":
        return Happened(name, draw(when), id, draw(st.fixed_dictionaries({"store_id": stores})))
    if name == "HappenedOutside":
        kinds = st.sampled_from([str(READ), WEST])
        numbers = st.one_of(st.none(), st.sampled_from(WEIGHTS))
        told = st.fixed_dictionaries({"kind_id": kinds, "number": numbers})
        return Happened(name, draw(when), id, draw(told))
    order: dict[str, st.SearchStrategy[object]] = {
        "discount": st.sampled_from(SPENT),
        "weight": st.sampled_from(WEIGHTS),
        "store_id": stores,
        "level": st.sampled_from(["gold", "silver"]),
        "gift": st.booleans(),
        "paid_at": when.map(lambda at: at.isoformat().replace("+00:00", "Z")),
    }
    amounts = st.fixed_dictionaries({"amount": st.sampled_from(SPENT)}, optional=order)
    return Happened(name, draw(when), id, draw(amounts))


ORDER = ("eq", "ne", "gt", "ge", "lt", "le")
DAYS = st.integers(1, 5)
EVENTS = st.sampled_from(["Ordered", "Ordered", "Added", "outside.read"])
JSON = dict[str, Any]


def _pair(values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.tuples(values, values).map(lambda both: sorted(both))


def _numbers(values: st.SearchStrategy[Any], *ops: str) -> st.SearchStrategy[JSON]:
    single = st.fixed_dictionaries({"op": st.sampled_from(ORDER), "value": values})
    between = st.fixed_dictionaries({"op": st.just("between"), "value": _pair(values)})
    return st.one_of(single, single, between, *(_set(),) * ("is_set" in ops))


@cache
def _set() -> st.SearchStrategy[JSON]:
    return st.fixed_dictionaries({"op": st.sampled_from(["is_set", "not_set"])})


@cache
def _keys(values: tuple[str, ...], *ops: str) -> st.SearchStrategy[JSON]:
    listed = st.lists(st.sampled_from(values), min_size=1, max_size=2)
    told = st.fixed_dictionaries({"op": st.sampled_from(ops), "value": listed})
    return st.one_of(told, told, _set())


@cache
def _yes_no() -> st.SearchStrategy[JSON]:
    return st.one_of(st.fixed_dictionaries({"op": st.just("is"), "value": st.booleans()}), _set())


@cache
def definitions(day: date) -> st.SearchStrategy[JSON]:
    """Definitions about the days around one."""
    single = (
        _fields(day),
        _fields(day),
        _measures(day),
        _measures(day),
        _sequences(day),
        _others(),
    )
    return st.recursive(st.one_of(*single), _groups, max_leaves=6)


def _groups(inner: st.SearchStrategy[JSON]) -> st.SearchStrategy[JSON]:
    several = st.lists(inner, min_size=1, max_size=3)
    kinds = st.sampled_from(["all", "any"])
    return st.one_of(
        st.fixed_dictionaries({"kind": kinds, "of": several}),
        st.fixed_dictionaries({"kind": st.just("not"), "of": inner}),
    )


@cache
def _near(day: date) -> st.SearchStrategy[str]:
    return st.integers(-4, 3).map(lambda n: (day + timedelta(n)).isoformat())


@cache
def _dated(day: date) -> st.SearchStrategy[JSON]:
    near = _near(day)
    return st.one_of(
        st.fixed_dictionaries({"op": st.sampled_from(["before", "after"]), "value": near}),
        st.fixed_dictionaries({"op": st.just("between"), "value": _pair(near)}),
        _set(),
    )


@cache
def _counted_days(*ops: str) -> st.SearchStrategy[JSON]:
    return st.fixed_dictionaries({"op": st.sampled_from(ops), "value": DAYS})


@cache
def _fields(day: date) -> st.SearchStrategy[JSON]:
    counts = _counted_days("last_days", "next_days", "more_than_days_ago")
    asked = {
        "spent": _numbers(st.sampled_from(SPENT), "is_set"),
        "score": _numbers(st.sampled_from(WEIGHTS), "is_set"),
        "added_at": st.one_of(_dated(day), counts, counts),
        "next_birthday": st.one_of(_dated(day), counts, counts),
        "birthday": _counted_days("next_days"),
        "level": _keys(("gold", "silver"), "any_of", "all_of", "none_of"),
        "tags": _keys(KEYS, "any_of", "all_of", "none_of"),
        "agrees": _yes_no(),
        "email": _set(),
    }
    return st.one_of([_named("field", name, told, kind="field") for name, told in asked.items()])


def _named(key: str, name: str, asked: st.SearchStrategy[JSON], **more: str) -> Any:
    return asked.map(lambda told: {key: name, **more, **told})


@cache
def _filters(day: date) -> st.SearchStrategy[list[JSON]]:
    asked = {
        "amount": _numbers(st.sampled_from(SPENT), "is_set"),
        "weight": _numbers(st.sampled_from(WEIGHTS), "is_set"),
        "store_id": _keys((WEST, EAST), "any_of", "none_of"),
        "level": _keys(("gold", "silver"), "any_of", "none_of"),
        "gift": _yes_no(),
        "paid_at": _dated(day),
    }
    one = st.one_of([_named("property", name, told) for name, told in asked.items()])
    return st.one_of(st.just([]), st.just([]), st.lists(one, min_size=1, max_size=2))


@cache
@st.composite
def _happening(draw: st.DrawFn, day: date) -> JSON:
    name = draw(EVENTS)
    return {"event": name, "where": draw(_filters(day)) if name == "Ordered" else []}


@cache
def _day_windows(day: date) -> st.SearchStrategy[JSON]:
    between = _pair(_near(day)).map(
        lambda both: {"kind": "between", "from": both[0], "until": both[1]}
    )
    counted = st.fixed_dictionaries(
        {"kind": st.sampled_from(["last_days", "before_last_days"]), "days": DAYS}
    )
    return st.one_of(st.just({"kind": "ever"}), counted, counted, between)


@cache
@st.composite
def _after_events(draw: st.DrawFn, day: date) -> JSON:
    days = draw(st.one_of(st.none(), st.integers(1, 2)))
    which = draw(st.sampled_from(["first", "last"]))
    return {"kind": "after_event", "which": which, "days": days, **draw(_happening(day))}


@cache
@st.composite
def _measures(draw: st.DrawFn, day: date) -> JSON:
    happening = draw(_happening(day))
    window = draw(st.one_of(_day_windows(day), _day_windows(day), _after_events(day)))
    asked = draw(_measure(happening["event"]))
    return {"kind": "event", **happening, "window": window, **asked}


OF = {
    "Added": ("store_id",),
    "outside.read": ("number",),
    "Ordered": ("amount", "discount", "weight", "store_id", "level"),
}


@cache
def _measure(event: str) -> st.SearchStrategy[JSON]:
    counts = _numbers(st.integers(0, 3))
    plain = st.sampled_from(["count", "days"])
    counted = st.tuples(plain, counts).map(lambda told: {"measure": told[0], **told[1]})
    of_property = [
        _named("property", name, asked, measure=measure)
        for name in OF[event]
        for measure, asked in _asked_of(name).items()
    ]
    return st.one_of(counted, st.one_of(of_property))


def _asked_of(name: str) -> dict[str, st.SearchStrategy[JSON]]:
    counts = _numbers(st.integers(0, 3))
    if name in ("store_id", "level"):
        keys = (WEST, EAST) if name == "store_id" else ("gold", "silver")
        listed = st.lists(st.sampled_from(keys), min_size=1, max_size=2)
        ops = st.sampled_from(["any_of", "none_of"])
        told: st.SearchStrategy[JSON] = st.fixed_dictionaries({"op": ops, "value": listed})
        return {"first": told, "last": told, "distinct": counts}
    values = _numbers(st.sampled_from(WEIGHTS if name in ("weight", "number") else SPENT))
    numeric = dict.fromkeys(("sum", "avg", "min", "max", "first", "last"), values)
    return {**numeric, "distinct": counts}


@cache
@st.composite
def _sequences(draw: st.DrawFn, day: date) -> JSON:
    steps = draw(st.lists(_happening(day), min_size=2, max_size=3))
    within = draw(st.one_of(st.none(), st.integers(1, 2)))
    window = draw(_day_windows(day))
    return {"kind": "sequence", "steps": steps, "within_days": within, "window": window}


@cache
def _others() -> st.SearchStrategy[JSON]:
    segments = st.sampled_from([str(VIP), str(REGULARS)])
    shares, seeds = st.sampled_from([0.1, 0.5]), st.integers(0, 9)
    return st.one_of(
        st.fixed_dictionaries({"kind": st.just("segment"), "segment": segments}),
        st.fixed_dictionaries({"kind": st.just("sample"), "share": shares, "seed": seeds}),
        st.fixed_dictionaries(
            {
                "kind": st.just("top"),
                "by": st.sampled_from(["spent", "score"]),
                "n": st.integers(1, 3),
                "end": st.sampled_from(["top", "bottom"]),
            }
        ),
        st.fixed_dictionaries(
            {"kind": st.just("top"), "by": st.just("spent"), "share": st.sampled_from([0.2, 0.5])}
        ),
    )


def cut(top: Top, people: tuple[Someone, ...]) -> Cut | None:
    """The last of the top, found by sorting."""
    living = [one for one in people if one.into is None and top.by in one.fields]
    sign = -1 if top.end == "top" else 1
    ranked = sorted((sign * float(str(one.fields[top.by])), one.number) for one in living)
    if not ranked:
        return None
    wanted = top.n or -(-len(ranked) * round((top.share or 0) * 10_000) // 10_000)
    value, number = ranked[min(wanted, len(ranked)) - 1]
    return Cut(sign * value, number)
