"""Parts of a figure: by a property of the event, by the store, or by a field of the person."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from siyu.insight.catalogue import EventKind, is_id
from siyu.insight.errors import Fault
from siyu.insight.reader import Reader
from siyu.insight.selection import Bound
from siyu.organisation import service as organisation
from siyu.platform.work import Work

FIELD = "field:"
STORE = "store"
SETS = ("choice", "tags")


def fields_of(by: str) -> str | None:
    """The field of the person that is meant; None for a property of the event."""
    return by.removeprefix(FIELD) if by.startswith(FIELD) else None


def faults(by: str, event: str, reader: Reader, place: str = "by") -> Iterator[Fault]:
    kind = reader.known.get(event)
    if kind is None:
        return
    if (name := fields_of(by)) is not None:
        found = reader.registry.fields.get(name)
        if found is None or found.kind not in SETS or found.sealed:
            choose = ", ".join(
                one.name for one in reader.registry.fields.values() if one.kind in SETS
            )
            yield Fault(
                place,
                f"people cannot be parted by {name}; choose {choose}",
                f"不能按 {name} 拆分客户，可选：{choose}",
            )
    elif by not in choices(kind):
        choose = ", ".join(choices(kind))
        yield Fault(
            place,
            f"{event} cannot be broken down by {by}; choose {choose}",
            f"{event} 不能按 {by} 拆分，可选：{choose}",
        )


def choices(kind: EventKind) -> list[str]:
    """The properties that tell kinds apart, and the store where there is a member of staff."""
    whole = ".:Int64"
    named = [
        one.name
        for one in kind.properties.values()
        if one.kind != "number" or one.column.endswith(whole)
    ]
    return [*named, STORE] if "staff_id" in kind.properties else named


def column(by: str, event: str, reader: Reader) -> str:
    """The value as text, empty where it is not set."""
    properties = reader.known[event].properties
    if by == STORE:
        staff = stores(reader.work)
        if not staff:
            return "''"
        ids, nodes = (", ".join(f"'{one}'" for one in side) for side in (staff, staff.values()))
        staff_id = f"ifNull({properties['staff_id'].column}, '')"
        return f"transform({staff_id}, [{ids}], [{nodes}], '')"
    return f"ifNull(toString({properties[by].column}), '')"


def stores(work: Work) -> dict[UUID, UUID]:
    """Staff to the node they stand in."""
    nodes = [one.node.id for one in organisation.node_lines(work)]
    return {one.id: one.node_id for one in organisation.staff_in(work, nodes)}


def with_field(each: str, name: str, bound: Bound) -> str:
    """Rows of one person each, with `part`: the values of a field, a row for every value.

    Joined where there is one row a person, never to events.
    """
    path = f"fields.{bound_name(name)}.:`Array(Nullable(String))`"
    values = f"arrayJoin(if(empty({path}), ['']::Array(Nullable(String)), {path}))"
    parts = f"SELECT number AS person, ifNull({values}, '') AS part FROM people FINAL"
    return f"SELECT e.*, p.part AS part FROM ({each}) AS e INNER JOIN ({parts}) AS p USING (person)"


def bound_name(name: str) -> str:
    return "`" + name.replace("\\", "").replace("`", "") + "`"


def titles(
    by: str, parts: Sequence[str], known: Mapping[str, EventKind], reader: Reader, language: str
) -> dict[str, str]:
    """The words for parts: names of ids, words of choices; what has none is shown as it is."""
    if by == STORE:
        return _named("node", parts, reader)
    if fields_of(by) is not None:
        return _named("tag", parts, reader) if by == f"{FIELD}tags" else {}
    for kind in known.values():
        found = kind.properties.get(by)
        if found is None:
            continue
        if found.choices is not None:
            values = {str(one): one.said(language) for one in found.choices}
            return {part: values[part] for part in parts if part in values}
        return _named(found.noun, parts, reader) if found.kind == "id" else {}
    return {}


def _named(noun: str, parts: Sequence[str], reader: Reader) -> dict[str, str]:
    naming = reader.registry.names.get(noun)
    ids = [UUID(part) for part in parts if is_id(part)]
    if naming is None or not ids:
        return {}
    return {str(id): name for id, name in naming.read(reader.work, ids).items()}
