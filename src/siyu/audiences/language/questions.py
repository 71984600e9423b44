"""Writing a question to the warehouse: clauses as text, every value as a bound parameter."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from siyu.audiences.language.plan import Moment

WORD = re.compile(r"\w+")
EVERYONE = "p.1"
"""The set of all people, the first that the pass over people yields."""
EARLIEST, LATEST = date(1970, 1, 1), date(2149, 6, 6)
"""The days that the warehouse's Date can hold."""


@dataclass(frozen=True)
class Question:
    """One SELECT and its parameters, for the door of the warehouse."""

    sql: str
    params: Mapping[str, Any]


@dataclass
class Parameters:
    """Values on their way into a question; the same value twice is one parameter."""

    values: dict[str, Any] = field(default_factory=dict)
    names: dict[tuple[str, object], str] = field(default_factory=dict)

    def bound(self, value: object, type: str) -> str:
        """The placeholder of a value, `{p1:Float64}`."""
        key = (type, value)
        if key not in self.names:
            self.names[key] = f"p{len(self.names) + 1}"
            self.values[self.names[key]] = list(value) if isinstance(value, tuple) else value
        return f"{{{self.names[key]}:{type}}}"

    def day(self, day: date) -> str:
        return self.bound(min(max(day, EARLIEST), LATEST).isoformat(), "Date")


@dataclass
class Writing:
    """A question being written at a moment: its steps by name, its parameters, who was merged.

    A step is a scalar of the WITH clause: a set of people, or a tuple of sets.
    """

    moment: Moment
    merges: Mapping[int, int]
    bound: Parameters = field(default_factory=Parameters)
    steps: dict[str, str] = field(default_factory=dict)

    def step(self, prefix: str, sql: str) -> str:
        """The name of a scalar; the same text is the same step."""
        known = next((name for name, text in self.steps.items() if text == sql), None)
        name = known or f"{prefix}{len(self.steps)}"
        self.steps[name] = sql
        return name

    def set(self, expression: str) -> str:
        """A set of people worked out of others, made once."""
        return self.step("s", f"SELECT {expression}")

    def used(self, text: str) -> dict[str, str]:
        """The steps that a text needs, and those that these need, in their order."""
        needed: dict[str, str] = {}
        for name, sql in reversed(self.steps.items()):
            if name in WORD.findall(text):
                needed[name] = sql
                text = f"{text} {sql}"
        return dict(reversed(needed.items()))

    def both(self, one: str, other: str) -> str:
        return one if one == other else self.set(f"bitmapAnd({one}, {other})")

    def either(self, one: str, other: str) -> str:
        return one if one == other else self.set(f"bitmapOr({one}, {other})")

    def without(self, one: str, other: str) -> str:
        return self.set(f"bitmapAndnot({one}, {other})")


def select(
    columns: Iterable[str],
    source: str,
    conditions: Sequence[str] = (),
    *,
    group: str = "",
    order: str = "",
    limit: str = "",
) -> str:
    """A SELECT of these columns, where all conditions hold."""
    clauses = ["SELECT", ", ".join(columns), "FROM", source]
    for word, text in (
        ("WHERE", " AND ".join(conditions)),
        ("GROUP BY", group),
        ("ORDER BY", order),
        ("LIMIT", limit),
    ):
        clauses += [word, text] if text else []
    return " ".join(clauses)


def path(column: str, name: str, type: str = "") -> str:
    """A value inside a JSON column. Raises ValueError for a name that no declaration has."""
    if not name.replace(".", "").isidentifier():
        raise ValueError(f"{name!r} is no name of a field or a property")
    return f"{column}.`{name}`{f'.:`{type}`' if type else ''}"
