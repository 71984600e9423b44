"""The audit trail as a file."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Select

from siyu.organisation.audit_trail import actor_names
from siyu.platform.audit import AuditEntry
from siyu.platform.declarations import Export, Field
from siyu.platform.work import Work


class AuditAsked(BaseModel, extra="forbid"):
    """Changes of one subject, or since an instant."""

    subject: str | None = None
    since: datetime | None = None


def _ids(work: Work, asked: AuditAsked) -> Select[UUID]:
    rows = work.scope(AuditEntry)
    if asked.subject:
        rows = rows.where(AuditEntry.subject == asked.subject)
    if asked.since:
        rows = rows.where(AuditEntry.at >= asked.since)
    newest = rows.order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    return newest.with_only_columns(AuditEntry.id)


def _reader(tell: Callable[[AuditEntry], object]) -> Callable[[Work, Sequence[UUID]], Any]:
    def read(work: Work, ids: Sequence[UUID]) -> dict[UUID, object]:
        rows = work.session.scalars(work.scope(AuditEntry).where(AuditEntry.id.in_(ids)))
        return {row.id: tell(row) for row in rows}

    return read


def _actors(work: Work, ids: Sequence[UUID]) -> dict[UUID, object]:
    rows = work.session.scalars(work.scope(AuditEntry).where(AuditEntry.id.in_(ids))).all()
    names = actor_names(work, rows, "en")
    return {row.id: names[row.actor] for row in rows}


COLUMNS = (
    Field("at", "When", "时间", "instant", _reader(lambda entry: entry.at)),
    Field("actor", "Who", "操作人", "text", _actors),
    Field("what", "Did", "操作", "text", _reader(lambda entry: entry.what)),
    Field("subject", "To", "对象", "text", _reader(lambda entry: entry.subject)),
    Field("subject_id", "Id", "编号", "text", _reader(lambda entry: entry.subject_id)),
)
AUDIT = Export(
    name="audit",
    en="Audit trail",
    zh="审计记录",
    permission="audit.read",
    whole="audit.read",
    asked=AuditAsked,
    ids=_ids,
    columns=lambda _registry, _work: COLUMNS,
)
