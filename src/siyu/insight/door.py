"""The one place where insight reads the warehouse."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from siyu.platform import warehouse as store
from siyu.platform.access import Reach
from siyu.platform.warehouse import BeyondScope, Warehouse

TABLES = ("events", "people")
OF_TENANT = "tenant_id = '{tenant}'"
# Whom staff in reach befriended, ever. In one set, so that a scan asks it by a look-up.
KNOWN = (
    "SELECT groupUniqArray(person) FROM events WHERE tenant_id = {tenant:UUID}"
    " AND name = 'FriendAdded' AND has({staff:Array(String)}, payload.staff_id.:String)"
)
MERGED = "SELECT groupArray(toUInt32(number)) AS gone, groupArray(into) AS kept FROM merged"


def ask(
    warehouse: Warehouse,
    tenant_id: UUID,
    reach: Reach,
    sql: str,
    values: Mapping[str, Any],
    **limits: object,
) -> list[dict[str, Any]]:
    """The rows of one SELECT over this tenant's events and people, as far as `reach` goes.

    The condition is the engine's, read-only, so no SETTINGS clause undoes it. `limits` are
    settings of the engine. Raises BeyondScope, Unreachable, and the driver's DatabaseError.
    """
    _refuse_other_tables(warehouse, sql, values)
    seen = _within(warehouse, tenant_id, reach)
    conditions = {"events": f"{seen}person", "people": f"{seen}number"} if seen else {}
    of_tenant = OF_TENANT.format(tenant=tenant_id)
    filters = ", ".join(
        f"{_quoted(f'{warehouse.database}.{table}')}: "
        + _quoted(of_tenant + (f" AND {conditions[table]})" if seen else ""))
        for table in TABLES
    )
    narrowed = {"additional_table_filters": f"{{{filters}}}", "readonly": 1}
    return warehouse.query(sql, values, **limits, **narrowed)


def merges(warehouse: Warehouse) -> tuple[list[int], list[int]]:
    """Numbers of people who were merged, and into whom, place by place."""
    (row,) = warehouse.query(MERGED)
    return list(row["gone"]), list(row["kept"])


def _within(warehouse: Warehouse, tenant_id: UUID, reach: Reach) -> str:
    if reach.is_all:
        return ""
    staff = sorted(str(one) for one in reach.staff_ids or ())
    known = warehouse.value(KNOWN, {"tenant": tenant_id, "staff": staff}) if staff else []
    return f"has([{', '.join(map(str, sorted(known)))}]::Array(UInt32), "


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _refuse_other_tables(warehouse: Warehouse, sql: str, values: Mapping[str, Any]) -> None:
    explained = warehouse.query(f"EXPLAIN QUERY TREE run_passes = 0\n{sql}", values, readonly=1)
    tree = "\n".join(next(iter(line.values())) for line in explained)
    own = {*TABLES, *(f"{warehouse.database}.{table}" for table in TABLES), "system.one"}
    foreign = {"system", "information_schema", "default", warehouse.staging} - {warehouse.database}
    named = set(store.IDENTIFIER.findall(tree)) - {"system.one"}
    found = {name for name in named if name.split(".")[0].lower() in foreign}
    read = {name.removesuffix(", final: 1") for name in store.TABLE_READ.findall(tree)}
    found |= read - own - set(store.NAMED_BY_WITH.findall(tree))
    found |= set(store.TABLE_FUNCTION.findall(tree)) - store.HARMLESS
    found |= set(store.READING_FUNCTION.findall(tree))
    if found:
        raise BeyondScope(tables=", ".join(TABLES), found=", ".join(sorted(found)))
