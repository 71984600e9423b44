"""What can be done with an export: ask for it, look it up in the log, fetch it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from pydantic import BaseModel, ValidationError
from sqlalchemy import Select, tuple_

from siyu.kit.pages import BadCursor, Page, decode_cursor, encode_cursor
from siyu.platform.access import Principal
from siyu.platform.declarations import Export, Field
from siyu.platform.exports import files
from siyu.platform.exports.errors import (
    ExportNotReady,
    FilterUnfit,
    NoSuchColumns,
    NoSuchExport,
)
from siyu.platform.exports.models import ExportRun, ExportState, FileFormat
from siyu.platform.registry import Registry
from siyu.platform.work import Work


@dataclass(frozen=True)
class Asked:
    """A list as a person wants it: no columns means all of them."""

    export: str
    format: FileFormat
    columns: Sequence[str]
    filter: Mapping[str, Any]


def known(registry: Registry, name: str) -> Export:
    """Raises NoSuchExport."""
    if name not in registry.exports:
        raise NoSuchExport(export=name, known=", ".join(sorted(registry.exports)) or "—")
    return registry.exports[name]


def fields(work: Work, registry: Registry, export: Export) -> dict[str, Field]:
    """The columns a list has in this brand, by name."""
    return {field.name: field for field in export.columns(registry, work)}


def fitted(export: Export, filter: Mapping[str, Any]) -> BaseModel:
    """A filter in the list's own shape. Raises FilterUnfit."""
    try:
        return export.asked.model_validate(dict(filter))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise FilterUnfit(field=place, reason=first["msg"]) from error


def ask(work: Work, registry: Registry, asked: Asked, asker: Principal, language: str) -> ExportRun:
    """Have a list written by a job. Raises NoSuchExport, Refused, NoSuchColumns, FilterUnfit."""
    export = known(registry, asked.export)
    asker.demand(export.permission)
    every = fields(work, registry, export)
    if unknown := [name for name in asked.columns if name not in every]:
        raise NoSuchColumns(columns=", ".join(unknown))
    filter = fitted(export, asked.filter).model_dump(mode="json", exclude_none=True)
    run = work.add(
        ExportRun(
            export=export.name,
            format=asked.format,
            columns=list(dict.fromkeys(asked.columns)) or list(every),
            filter=work.secrets.seal(msgspec.json.encode(filter).decode()),
            filtered_by=sorted(name for name, value in filter.items() if value),
            whole=export.whole in asker.permissions,
            state=ExportState.WRITING,
            actor=asker.actor.name,
            reach=asker.reach.plain(),
            language=language,
            asked_at=work.now(),
        )
    )
    work.enqueue("exports.write", export_id=run.id)
    work.audit("export.started", "export", run.id, after=_told(run))
    return run


def _told(run: ExportRun) -> dict[str, Any]:
    names = ("export", "format", "columns", "filtered_by", "whole")
    return {name: getattr(run, name) for name in names}


def filter_of(work: Work, run: ExportRun) -> dict[str, Any]:
    """What a list was filtered by."""
    try:
        found: dict[str, Any] = msgspec.json.decode(work.secrets.open(run.filter))
    except msgspec.DecodeError:
        return {}
    return found


def fetch(work: Work, export_id: UUID, asker: Principal) -> ExportRun:
    """An export to send to the one who asked for it. Raises NotFound, ExportNotReady."""
    run = work.get(ExportRun, export_id, lock=True)
    if run.state != ExportState.READY or run.actor != asker.actor.name:
        raise ExportNotReady(state=run.state, days=files.KEPT.days)
    run.fetched += 1
    work.audit("export.fetched", "export", run.id, after={"rows": run.rows})
    return run


def page(work: Work, *, export: str | None, cursor: str | None, limit: int) -> Page[ExportRun]:
    """The log of exports, the newest first. Raises BadCursor."""
    rows = work.scope(ExportRun)
    rows = rows.where(ExportRun.export == export) if export else rows
    rows = _before(rows, cursor) if cursor else rows
    newest = rows.order_by(ExportRun.asked_at.desc(), ExportRun.id.desc()).limit(limit + 1)
    found = list(work.session.scalars(newest))
    shown = found[:limit]
    more = len(found) > limit
    return Page(shown, encode_cursor(shown[-1].asked_at, shown[-1].id) if more else None)


def _before(rows: Select[ExportRun], cursor: str) -> Select[ExportRun]:
    at, last = decode_cursor(cursor, 2)
    try:
        key = (datetime.fromisoformat(at), UUID(last))
    except ValueError as error:
        raise BadCursor from error
    return rows.where(tuple_(ExportRun.asked_at, ExportRun.id) < key)


def offered(registry: Registry, permissions: Iterable[str]) -> list[Export]:
    """The lists that someone with these rights may take away."""
    held = frozenset(permissions)
    return [export for export in registry.exports.values() if export.permission in held]
