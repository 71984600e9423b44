"""Rows laid into a warehouse's tables straight, as the projection and the portraits would."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from siyu.kit.instants import local_day
from siyu.platform.projection import TAKEN_IN
from siyu.platform.warehouse import Warehouse
from siyu.platform.warehouse_tables import TABLES

Row = Mapping[str, Any]
TOLD_OF_A_KEY = ("tenant_id", "number", "version", "gone")


def event_row(
    tenant_id: UUID,
    number: int,
    name: str,
    at: datetime,
    id: int,
    payload: Row,
    zone: ZoneInfo,
) -> Row:
    """An event of the person with this number, whose customer's id says the same number."""
    return {
        "tenant_id": str(tenant_id),
        "name": name,
        "number": number,
        "happened_at": f"{at.astimezone(UTC):%F %T.%f}",
        "id": id,
        "day": local_day(at, zone).isoformat(),
        "customer_id": str(UUID(int=number)),
        "xid": id,
        "version": 1,
        "payload": payload,
    }


def person_row(tenant_id: UUID, number: int, fields: Row, *, gone: bool = False) -> Row:
    return {
        "tenant_id": str(tenant_id),
        "number": number,
        "version": 1,
        "gone": int(gone),
        "customer_id": str(UUID(int=number)),
        "fields": fields,
    }


def lay(door: Warehouse, table: str, rows: Sequence[Row]) -> None:
    """Texts that look like dates stay texts, as they do on the way from the log."""
    if rows:
        lines = "\n".join(json.dumps(row) for row in rows)
        options = ", ".join(f"{key} = {value}" for key, value in TAKEN_IN.items())
        door.command(f"INSERT INTO {table} SETTINGS {options} FORMAT JSONEachRow {lines}")


def lay_events(door: Warehouse, events: Sequence[Row]) -> None:
    """Events, and the histories that they tell."""
    lay(door, "events", events)
    lay(door, "histories", histories_of(events))


def lay_people(door: Warehouse, people: Sequence[Row]) -> None:
    """Portraits, and the keys of those who are not gone."""
    lay(door, "people", people)
    lay(door, "keys", keys_of(people))


def histories_of(events: Sequence[Row]) -> list[Row]:
    """A row for each event of somebody: the engine brings them together when it likes."""
    return [
        {
            **{name: one[name] for name in ("tenant_id", "name", "number")},
            "days": [one["day"]],
            "amounts": [_amount(one["payload"])],
        }
        for one in events
        if one["number"]
    ]


def _amount(payload: Row) -> int:
    amount = payload.get("amount", 0)
    return amount if isinstance(amount, int) else 0


def keys_of(people: Sequence[Row]) -> list[Row]:
    return [
        {**{name: one[name] for name in TOLD_OF_A_KEY}, "field": field, "key": key}
        for one in people
        for field, value in one["fields"].items()
        if isinstance(value, list) and not one["gone"]
        for key in value
    ]


def lay_merges(door: Warehouse, tenant_id: UUID, merges: Mapping[int, int]) -> None:
    """Who was merged into whom; the questions see it when the dictionary is read anew."""
    who = str(tenant_id)
    lay(door, "merged", [{"tenant_id": who, "number": a, "into": b} for a, b in merges.items()])


TOLD_BY_EVENTS = (
    "SELECT tenant_id, name, number, arraySort(groupArray((day, amount))) AS did FROM events"
    " WHERE number > 0 GROUP BY ALL ORDER BY ALL"
)
TOLD_BY_HISTORIES = (
    "SELECT tenant_id, name, number, arraySort(groupArrayArray(arrayZip(days, amounts))) AS did"
    " FROM histories GROUP BY ALL ORDER BY ALL"
)


def assert_histories_agree(door: Warehouse) -> None:
    """Histories tell each event of somebody, once."""
    assert door.query(TOLD_BY_HISTORIES) == door.query(TOLD_BY_EVENTS)


def empty(door: Warehouse) -> None:
    for table in TABLES:
        door.command(f"TRUNCATE TABLE {table}")
