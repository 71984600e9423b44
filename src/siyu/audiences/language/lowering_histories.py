"""What people's histories tell: one kind of event, counted or its amounts summed, by day."""

from collections.abc import Sequence

from siyu.audiences.language.conditions import AfterEvent, EventCondition
from siyu.audiences.language.questions import select

AMOUNT = "amount"
"""The one property whose values stand beside the days."""


def serve(condition: EventCondition) -> bool:
    """Whether a condition can be answered without instants and other properties."""
    if condition.happening.filters or isinstance(condition.window, AfterEvent):
        return False
    summed = (condition.measure, condition.property, condition.property_kind)
    return condition.measure == "count" or summed == ("sum", AMOUNT, "money")


def rows(conditions: Sequence[EventCondition], windows: Sequence[str], asked: Sequence[str]) -> str:
    """The measures m0, m1 … of each person where `asked` holds; a window is a condition on `day`,
    empty where there is none.
    """
    measures = [
        f"sum({_of_row(one, window)}) AS m{n}"
        for n, (one, window) in enumerate(zip(conditions, windows, strict=True))
    ]
    return select(["person", *measures], "histories", asked, group="person")


def _of_row(condition: EventCondition, window: str) -> str:
    if condition.measure == "count":
        return f"arrayCount(day -> {window}, days)" if window else "length(days)"
    if not window:
        return "arraySum(amounts)"
    return f"arraySum((amount, day) -> if({window}, amount, 0), amounts, days)"
