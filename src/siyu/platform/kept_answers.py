"""Idempotency keys: a POST that is sent again under its key gets the first answer.

What the request did and the answer that is kept for it commit together, so no crash comes between
them. Keys are one's own; they and their answers are kept for a week of real time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import LargeBinary, UniqueConstraint, delete, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from siyu.kit.errors import Conflict, Invalid
from siyu.kit.ids import new_id
from siyu.platform.clock import real_now
from siyu.platform.database import TenantModel
from siyu.platform.work import Work

if TYPE_CHECKING:
    from siyu.platform.runtime import Runtime

HEADER = "idempotency-key"
KEPT = timedelta(days=7)
MOST_CHARACTERS = 255
ALONE = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:key, 1))")


class BadKey(Invalid):
    """An Idempotency-Key is 1 to {most} printable ASCII characters.

    Idempotency-Key 须为 1–{most} 个可打印的 ASCII 字符。
    """


class KeyReused(Invalid):
    """This Idempotency-Key came with another request before; use a new key for a new request.

    这个 Idempotency-Key 已用于另一个请求；新的请求请换一个新键。
    """


class KeyInUse(Conflict):
    """A request with this Idempotency-Key is still under way; ask again in a moment.

    带有这个 Idempotency-Key 的请求仍在处理，请稍后重试。
    """


class KeptAnswer(TenantModel):
    """What a POST under a key was answered, sealed, for some answers show a secret once."""

    __tablename__ = "kept_answers"
    __table_args__ = (UniqueConstraint("tenant_id", "actor", "key"),)

    actor: Mapped[str]
    key: Mapped[str]
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int]
    media_type: Mapped[str | None]
    body_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True)
class Asked:
    """A request under a key; the fingerprint tells it from another one."""

    key: str
    fingerprint: bytes


@dataclass(frozen=True)
class Answered:
    """An answer as it goes out."""

    status: int
    media_type: str | None
    body: str


class AnsweredBefore(Exception):
    """The request came before; nothing is done again."""

    def __init__(self, answer: Answered) -> None:
        super().__init__()
        self.answer = answer


def asked(key: str, *parts: bytes) -> Asked:
    """A request by its key and all that makes it this one. Raises BadKey."""
    if not (0 < len(key) <= MOST_CHARACTERS and key.isascii() and key.isprintable()):
        raise BadKey(field=HEADER, most=MOST_CHARACTERS)
    return Asked(key, sha256(b"\n".join(sha256(part).digest() for part in parts)).digest())


def begin(work: Work, request: Asked) -> None:
    """Hold a key until the work ends. Raises AnsweredBefore, KeyReused, KeyInUse."""
    whose = f"{work.tenant_id}:{work.actor.name}:{request.key}"
    if not work.session.scalar(ALONE, {"key": whose}):
        raise KeyInUse
    kept = work.session.scalar(
        work.scope(KeptAnswer).where(
            KeptAnswer.actor == work.actor.name,
            KeptAnswer.key == request.key,
            KeptAnswer.kept_at > real_now() - KEPT,
        )
    )
    if kept is None:
        return
    if kept.fingerprint != request.fingerprint:
        raise KeyReused(field=HEADER)
    body = work.secrets.open(kept.body_sealed)
    raise AnsweredBefore(Answered(kept.status, kept.media_type, body))


def keep(work: Work, request: Asked, answer: Answered) -> None:
    """Keep an answer in the transaction of what it answers."""
    row = {
        "id": new_id(),
        "tenant_id": work.tenant_id,
        "actor": work.actor.name,
        "key": request.key,
        "fingerprint": request.fingerprint,
        "status": answer.status,
        "media_type": answer.media_type,
        "body_sealed": work.secrets.seal(answer.body),
        "kept_at": real_now(),
    }
    # One older than a week may still stand there.
    identity = ["tenant_id", "actor", "key"]
    anew: Mapping[str, object] = {name: row[name] for name in row if name not in identity}
    fresh = insert(KeptAnswer).values(row)
    work.session.execute(fresh.on_conflict_do_update(index_elements=identity, set_=dict(anew)))


def forget(runtime: "Runtime") -> bool:
    """Delete what was kept for longer than a week."""
    with runtime.sessions.begin() as session:
        session.execute(delete(KeptAnswer).where(KeptAnswer.kept_at < real_now() - KEPT))
    return False
