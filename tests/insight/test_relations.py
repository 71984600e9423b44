"""How long friends stay, asked of the warehouse, against plain Python."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.insight import survival, tables
from siyu.insight.questions import Cell
from siyu.insight.spans import Span
from siyu.insight.survival import SurvivalQuestion
from tests.insight.logs import ADDED, LONDON, START, examples, logs
from tests.insight.store import MERGED, Happened, Scene, numbers

LOST = "FriendLost"
SPAN = Span(date(2026, 3, 25), date(2026, 3, 30))
TODAY = date(2026, 11, 16)


def of_relation(one: Happened, advisers: int = 2) -> Happened:
    by = ("customer", "staff", "transfer")[one.id % 3]
    person = MERGED.get(one.number, one.number)
    adviser = f"a{one.payload['amount'] % (10 * advisers)}"
    told = {"relation_id": f"{person}-{adviser}", "staff_id": adviser}
    if one.name == LOST:
        told["by"] = by
    return Happened(one.number, one.name, one.at, one.id, told)


def spells(log: Sequence[Happened]) -> list[tuple[int, str, int, str]]:
    """Who, whose friend, for how many days, ended by whom."""
    found = []
    mine: dict[str, list[Happened]] = defaultdict(list)
    for one in sorted(log, key=lambda one: (one.at, one.id)):
        mine[one.payload["relation_id"]].append(one)
    for events in mine.values():
        for one, after in zip(events, [*events[1:], None], strict=True):
            if one.name != ADDED or not SPAN.first <= one.day(LONDON) <= SPAN.last:
                continue
            until = after.day(LONDON) if after else TODAY
            ended = after.payload["by"] if after and after.name == LOST else ""
            person = MERGED.get(one.number, one.number)
            days = (until - one.day(LONDON)).days
            found.append((person, one.payload["staff_id"], days, ended))
    return found


def share_after(mine: Sequence[tuple[int, str, int, str]], days: int, sides: set[str]) -> float:
    """The product-limit estimate as it is defined."""
    share = 1.0
    for time in sorted({one[2] for one in mine if one[3] in sides and one[2] <= days}):
        at_risk = sum(one[2] >= time for one in mine)
        ended = sum(one[2] == time and one[3] in sides for one in mine)
        share *= 1 - ended / at_risk
    return share


@examples(60)
@given(
    log=logs(ADDED, LOST, most=30), sides=st.sampled_from([("customer", "staff"), ("customer",)])
)
def test_curves_are_as_plain_python_draws_them(
    scene: Scene, log: list[Happened], sides: tuple[survival.Side, ...]
) -> None:
    scene.place = LONDON
    told = [of_relation(one) for one in log]
    expected = spells(told)
    question = SurvivalQuestion(span=SPAN, by="staff_id", ended_by=sides)
    reader = scene.fresh(told)
    found = survival.answer(question, reader)
    parts: dict[str | None, list[tuple[int, str, int, str]]] = {None: expected}
    for name in sorted({one[1] for one in expected}):
        parts[name] = [one for one in expected if one[1] == name]
    assert {one.part: one.relations for one in found.parts} == {k: len(v) for k, v in parts.items()}
    for one in found.parts:
        mine = parts[one.part]
        assert one.ended == sum(row[3] in sides for row in mine)
        for point in one.points:
            assert point.rate == pytest.approx(share_after(mine, point.days, set(sides)))
    lost = survival.people(question, Cell(lost=True, low=1, high=4), reader)
    ended = {one[0] for one in expected if one[3] in sides and 1 <= one[2] < 4}
    assert numbers(reader, lost) == ended
    for part, mine in parts.items():
        for days in {0, 2, *(one[2] for one in mine)}:
            stood = survival.people(question, Cell(part=part, period=days), reader)
            assert numbers(reader, stood) == {one[0] for one in mine if one[2] >= days}
            went = survival.people(question, Cell(part=part, period=days, lost=True), reader)
            assert numbers(reader, went) == {
                one[0] for one in mine if one[2] == days and one[3] in sides
            }


def relation(number: int, days: int | None, by: str) -> list[Happened]:
    told = {"relation_id": str(number), "staff_id": "a"}
    found = [Happened(number, ADDED, START, number, told)]
    if days is not None:
        at = START + timedelta(days=days)
        found.append(Happened(number, LOST, at, number + 100, {**told, "by": by}))
    return found


def test_a_handover_only_ends_the_watching_and_each_side_has_its_curve(scene: Scene) -> None:
    scene.place = LONDON
    log = [
        *relation(1, 2, "customer"), *relation(2, 4, "transfer"), *relation(3, 6, "staff"),
        *relation(5, None, ""),
    ]  # fmt: skip
    question = SurvivalQuestion(span=SPAN, by="ended_by")
    found = survival.answer(question, scene.fresh(log))
    whole, customer, staff = found.parts
    assert [(one.days, one.rate) for one in whole.points] == [(2, 0.75), (6, 0.375)]
    assert (whole.median_days, found.comparison) == (6, None)
    assert [(one.days, one.rate) for one in customer.points] == [(2, 0.75)]
    assert [(one.days, one.rate) for one in staff.points] == [(6, 0.5)]
    assert whole.marks[1].rate == 0.375
    assert whole.marks[-1].rate is None
    sheet = tables.sheet(found, {}, "zh-CN", "CNY")
    assert sheet.rows[1][:3] == (None, 6, 0.375)


def test_two_advisers_whose_friends_leave_unlike_are_told_apart(scene: Scene) -> None:
    scene.place = LONDON
    log = []
    for number in range(10, 40):
        staff = "ab"[number % 2]
        for one in relation(number, 1 if staff == "a" else None, "customer"):
            log.append(
                Happened(one.number, one.name, one.at, one.id, {**one.payload, "staff_id": staff})
            )
    found = survival.answer(SurvivalQuestion(span=SPAN, by="staff_id"), scene.fresh(log))
    assert found.comparison is not None
    assert (found.comparison.freedom, found.comparison.p_value < 1e-6) == (1, True)
