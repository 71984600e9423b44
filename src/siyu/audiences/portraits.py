"""Portraits: what conditions know of each person, as it is now and as it was before.

A portrait is read anew, whole, whenever something touched its person. Who was merged away, erased
or taken out keeps an empty one that says so.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, text

from siyu.audiences.language.plan import Moment
from siyu.customers import service as customers
from siyu.kit.instants import day_start
from siyu.platform.database import Ids, Many
from siyu.platform.registry import Registry
from siyu.platform.work import Work

Values = dict[str, Any]
KEPT_HERE = ("stage", "value_class")
"""Fields that are decided from the others, and so are not read but kept."""

# Locked before it is asked who stands: whoever erases a person waits, or was there before.
STORED = text(
    "SELECT customer_id, number, gone, fields::text, segments, due_at FROM portraits"
    " WHERE tenant_id = :tenant AND customer_id = ANY(:ids) ORDER BY customer_id FOR UPDATE"
).bindparams(bindparam("ids", type_=Ids()))
# Many values come as one text, which costs less to write and to read than an array of them. The
# separator stands bare in none: JSON writes it otherwise.
WRITE = text(
    "INSERT INTO portraits AS kept"
    " (customer_id, tenant_id, number, version, gone, fields, segments, evaluated, due_at)"
    " SELECT one.id, :tenant, one.number, 1, one.gone, CAST(one.fields AS jsonb),"
    " CAST(one.segments AS integer[]), :round, one.due_at"
    " FROM unnest(:ids, CAST(string_to_array(:numbers, chr(10)) AS bigint[]),"
    " CAST(string_to_array(:gone, chr(10)) AS boolean[]), string_to_array(:fields, chr(10)),"
    " string_to_array(:segments, chr(10)),"
    " CAST(string_to_array(:due, chr(10), '') AS timestamptz[]))"
    " AS one (id, number, gone, fields, segments, due_at)"
    " ON CONFLICT (customer_id) DO UPDATE SET number = excluded.number, gone = excluded.gone,"
    " fields = excluded.fields, segments = excluded.segments, evaluated = excluded.evaluated,"
    " due_at = excluded.due_at, version = kept.version + 1"
).bindparams(bindparam("ids", type_=Ids()))
# Of somebody who only came and went, which is most of whom anything is written.
PUT = text(
    "UPDATE portraits AS kept SET number = one.number,"
    " segments = CAST(one.segments AS integer[]), evaluated = :round, due_at = one.due_at,"
    " version = kept.version + 1"
    " FROM unnest(:ids, CAST(string_to_array(:numbers, chr(10)) AS bigint[]),"
    " string_to_array(:segments, chr(10)),"
    " CAST(string_to_array(:due, chr(10), '') AS timestamptz[]))"
    " AS one (id, number, segments, due_at) WHERE kept.customer_id = one.id"
).bindparams(bindparam("ids", type_=Ids()))
COPY_CHANGES = "COPY portrait_changes (tenant_id, customer_id, at, before) FROM STDIN"
decode = msgspec.json.Decoder(Values).decode
GONE = "gone"
"""Stands among the fields of a change where somebody went, or stood again."""


@dataclass
class Likeness:
    """One person's portrait in hand: what it was, what it is."""

    id: UUID
    number: int
    fields: Values
    before: Values = field(default_factory=dict)
    gone: bool = False
    was_gone: bool = True
    segments: list[int] = field(default_factory=list)
    due_at: datetime | None = None
    kept: bool = False
    """Whether there is a row of it already."""

    @property
    def fresh(self) -> bool:
        """New, or standing again: nothing about them was decided yet."""
        return self.was_gone and not self.gone

    @property
    def changed(self) -> Values:
        """The fields that are another than before, with what they were."""
        found = {} if self.fields == self.before else _others(self.before, self.fields)
        if self.kept and self.gone != self.was_gone:
            found[GONE] = self.was_gone
        return found


def _others(before: Values, now: Values) -> Values:
    """What was before where it is otherwise now."""
    names = before.keys() | now.keys()
    return {name: before.get(name) for name in names if before.get(name) != now.get(name)}


def read(
    work: Work, registry: Registry, ids: Collection[UUID]
) -> tuple[dict[UUID, Likeness], dict[UUID, UUID]]:
    """The portraits of whoever these are today, and of those of them who are gone; and who of
    them is whom today.
    """
    rows = _stored(work, ids)
    standing = customers.standings(work, ids)
    tops = {id: customers.top(standing, id) for id in ids}
    everyone = dict.fromkeys([*ids, *tops.values()])
    if more := everyone.keys() - set(ids):
        rows |= _stored(work, more)
    here = [id for id in everyone if _stands(standing, id)]
    known = values(work, registry, here)
    found = {id: _likeness(id, rows.get(id), standing, known.get(id)) for id in everyone}
    return {id: one for id, one in found.items() if one is not None}, tops


def _stands(standing: Mapping[UUID, customers.Stands], id: UUID) -> bool:
    one = standing.get(id)
    return one is not None and one.into is None and not one.gone


def _likeness(
    id: UUID, row: Any, standing: Mapping[UUID, customers.Stands], known: Values | None
) -> Likeness | None:
    if row is None and known is None:
        return None
    number = standing[id].number if id in standing else row.number
    made = Likeness(id, number, known or {}, gone=known is None)
    if row is not None:
        made.before, made.was_gone, made.kept = decode(row.fields), row.gone, True
        made.segments, made.due_at = list(row.segments), row.due_at
    if known is not None:
        for name in KEPT_HERE:
            if name in made.before:
                made.fields[name] = made.before[name]
    return made


def _stored(work: Work, ids: Collection[UUID]) -> dict[UUID, Any]:
    rows = work.session.execute(STORED, {"tenant": work.tenant_id, "ids": list(ids)})
    return {row.customer_id: row for row in rows.all()}


def values(work: Work, registry: Registry, ids: Sequence[UUID]) -> dict[UUID, Values]:
    """What the fields say of people now, as conditions see it."""
    found: dict[UUID, Values] = {id: {} for id in ids}
    if not ids:
        return found
    ids = Many(ids)
    for name, one in customers.askable(work, registry).items():
        if name in KEPT_HERE:
            continue
        plain = PLAIN[one.asked_kind]
        for id, value in one.asked_of(work, ids).items():
            if value is not None and (mine := found.get(id)) is not None:
                mine[name] = plain(value)
    return found


def _number(value: Any) -> float | int:
    return value if isinstance(value, int) else float(value)


def _set(value: Any) -> list[str]:
    several = isinstance(value, list | tuple | set | frozenset)
    return sorted({str(one) for one in value}) if several else [str(value)]


def _date(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


PLAIN: Mapping[str, Callable[[Any], Any]] = {
    "number": _number,
    "money": _number,
    "instant": lambda value: value.timestamp(),
    "date": _date,
    "yes_no": bool,
    "choice": _set,
    "tags": _set,
    "text": lambda value: True,
    "day": lambda value: True,
}
"""A value as portraits keep it, by its kind."""


def passing(registry: Registry) -> list[str]:
    """The date fields that are others once their day has passed."""
    return [one.name for one in registry.fields.values() if one.passes]


def next_passing(moment: Moment, likeness: Likeness, names: Sequence[str]) -> datetime | None:
    """When a field changes by the calendar alone."""
    days = [likeness.fields[name] for name in names if name in likeness.fields]
    if not days:
        return None
    return day_start(date.fromisoformat(min(days)) + timedelta(days=1), moment.zone)


def write(work: Work, likenesses: Sequence[Likeness], round: int) -> None:
    """Keep portraits, and what fields were before."""
    put = [one for one in likenesses if one.kept and not one.changed]
    whole = [one for one in likenesses if not one.kept or one.changed]
    if put:
        work.session.execute(PUT, _placed(put) | {"round": round})
    if whole:
        encode = msgspec.json.encode
        asked = {
            "tenant": work.tenant_id,
            "round": round,
            "gone": _many(str(one.gone) for one in whole),
            "fields": _many(encode(one.fields).decode() for one in whole),
        }
        work.session.execute(WRITE, asked | _placed(whole))
        _keep_changes(work, whole)


def _placed(likenesses: Sequence[Likeness]) -> Values:
    """Who they are, which segments they are in, and when they are due."""
    return {
        "ids": [one.id for one in likenesses],
        "numbers": _many(str(one.number) for one in likenesses),
        "segments": _many(f"{{{','.join(map(str, sorted(one.segments)))}}}" for one in likenesses),
        "due": _many(str(one.due_at or "") for one in likenesses),
    }


def _many(values: Iterable[str]) -> str:
    return "\n".join(values)


def _keep_changes(work: Work, likenesses: Sequence[Likeness]) -> None:
    """By COPY; JSON has no bare tab or newline, only backslashes. Of a new one nothing was before,
    and that it is there now is told all the same.
    """
    now, tenant = work.now(), work.tenant_id
    lines = []
    for one in likenesses:
        changed = one.changed
        if changed or not one.kept:
            before = msgspec.json.encode(changed if one.kept else {}).decode()
            lines.append(f"{tenant}\t{one.id}\t{now}\t{before}\n".replace("\\", "\\\\"))
    if lines:
        cursor = work.session.connection().connection.cursor()
        with cursor.copy(COPY_CHANGES) as copy:
            copy.write("".join(lines))
