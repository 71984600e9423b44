"""Credit for orders asked of the warehouse, against plain Python; and two metrics together."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given

from siyu.insight import associations, credits, tables
from siyu.insight.associations import AssociationQuestion
from siyu.insight.attribution import Path, Touch, credited
from siyu.insight.credits import AttributionQuestion, Touchpoint
from siyu.insight.questions import Cell
from siyu.insight.selection import Selected
from siyu.insight.spans import Span
from tests.insight.logs import ADDED, LONDON, PLACED, REFUNDED, START, examples, logs
from tests.insight.store import MERGED, Happened, Scene, numbers
from tests.insight.test_real_year import orders

SPAN = Span(date(2026, 3, 26), date(2026, 4, 1))
WINDOW = timedelta(days=2)
TOUCHES = (Touchpoint(Selected(ADDED), "state"), Touchpoint(Selected("SourceAttributed"), "how"))
QUESTION = AttributionQuestion(span=SPAN, window_days=2, touches=TOUCHES)


def told(one: Happened) -> Happened:
    payload = dict(one.payload)
    if one.name in (PLACED, REFUNDED):
        payload["order_id"] = f"{MERGED.get(one.number, one.number)}-{one.id % 4}"
    elif one.name == ADDED:
        payload["state"] = f"s{one.id % 2}"
    else:
        payload["how"] = "code"
    return Happened(one.number, one.name, one.at, one.id, payload)


def paths(log: Sequence[Happened]) -> list[tuple[int, Path]]:
    net: dict[str, int] = defaultdict(int)
    placed: dict[str, Happened] = {}
    touches: dict[int, list[Happened]] = defaultdict(list)
    for one in sorted(log, key=lambda one: (one.at, one.id)):
        if one.name in (PLACED, REFUNDED):
            sign = 1 if one.name == PLACED else -1
            net[one.payload["order_id"]] += sign * one.payload["amount"]
            if one.name == PLACED:
                placed.setdefault(one.payload["order_id"], one)
        else:
            touches[MERGED.get(one.number, one.number)].append(one)
    found = []
    for key, one in placed.items():
        if net[key] <= 0 or not SPAN.first <= one.day(LONDON) <= SPAN.last:
            continue
        person = MERGED.get(one.number, one.number)
        met = [
            Touch(f"{t.name}:{t.payload.get('state') or t.payload.get('how')}", t.at)
            for t in touches[person]
            if one.at - WINDOW <= t.at
        ]
        found.append((person, Path(tuple(met), one.at, net[key])))
    return found


@examples(60)
@given(log=logs(ADDED, "SourceAttributed", PLACED, PLACED, REFUNDED, most=30))
def test_credits_are_as_plain_python_gives_them_and_add_up_to_the_cent(
    scene: Scene, log: list[Happened]
) -> None:
    scene.place = LONDON
    log = [told(one) for one in log]
    reader = scene.fresh(log)
    found = credits.answer(QUESTION, reader)
    expected = paths(log)
    assert (found.orders, found.people) == (len(expected), len({one for one, _ in expected}))
    for name, rule in credits.RULES.items():
        whole = credited([path for _, path in expected], rule)
        given_ = {one.key: getattr(one, name) for one in found.channels}
        assert sum(one.amount for one in given_.values()) == found.amount
        for key, credit in whole.items():
            assert given_[key].orders == pytest.approx(float(credit.conversions))
            # Of equal remainders another may get the odd cent.
            assert abs(given_[key].amount - credit.amount) <= 1
    for part, place in (("first", 0), ("last", -1)):
        crowd = credits.people(QUESTION, Cell(key=f"{ADDED}:s1", part=part), reader)
        mine = {n for n, p in expected if p.channels and p.channels[place] == f"{ADDED}:s1"}
        assert numbers(reader, crowd) == mine
    nothing = credits.people(QUESTION, Cell(key=""), reader)
    assert numbers(reader, nothing) == {n for n, p in expected if not p.channels}


def test_a_touch_after_the_order_or_before_the_window_gets_nothing(scene: Scene) -> None:
    scene.place = LONDON
    at = START + timedelta(days=4)
    log = [
        Happened(1, ADDED, at - timedelta(days=2, seconds=1), 1, {"state": "old"}),
        Happened(1, ADDED, at - timedelta(days=2), 2, {"state": "edge"}),
        Happened(1, PLACED, at, 3, {"amount": 901}),
        Happened(1, ADDED, at + timedelta(seconds=1), 4, {"state": "late"}),
    ]
    found = credits.answer(QUESTION, scene.fresh(log))
    assert [(one.value, one.linear.amount) for one in found.channels] == [("edge", 901)]
    sheet = tables.sheet(found, {}, "en", "CNY")
    assert sheet.rows == ((f"{ADDED}:edge", 1, 1.0, 9.01, 1.0, 9.01, 1.0, 9.01),)


def test_orders_and_sales_of_the_real_year_move_together_and_that_is_no_cause(scene: Scene) -> None:
    scene.place = LONDON
    reader = scene.fresh(orders())
    span = Span(date(2011, 1, 4), date(2011, 12, 8))
    question = AssociationQuestion(span=span, left="orders", right="sales", lags=7)
    found = associations.answer(question, reader)
    assert found.refused is None
    assert found.correlation is not None
    assert found.low is not None
    assert found.high is not None
    assert 0.8 < found.low < found.correlation < found.high < 1
    assert (found.strongest_lag, len(found.lags)) == (0, 15)
    assert [one.key for one in found.warnings] == ["not_a_cause", "searched"]
    assert "实验" in found.warnings[0].zh
    day = date(2011, 3, 1)
    crowd = associations.people(question, Cell(key="left", at=day), reader)
    buyers = {one.number for one in orders() if one.day(LONDON) == day}
    assert numbers(reader, crowd) == buyers


def test_too_few_days_are_refused_in_both_languages(scene: Scene) -> None:
    found = associations.answer(
        AssociationQuestion(span=SPAN, left="orders", right="sales"), scene.fresh([])
    )
    assert (found.correlation, found.needed) == (None, 28)
    assert found.refused is not None
    assert (found.refused.en, found.refused.zh) == (
        "There are too few points in time.", "时间点太少。",
    )  # fmt: skip
