"""The same request under the same key applies once and is answered the same, however it races."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert

from siyu.kit.ids import new_id
from siyu.platform.intake.errors import KeyTooLong, KeyUsedOtherwise
from siyu.platform.intake.models import StoredAnswer
from siyu.platform.work import Work

MOST_KEY = 200
KEPT = timedelta(days=7)


def once(
    work: Work, scope: str, key: str | None, body: bytes, apply: Callable[[], bytes]
) -> tuple[bytes, bool]:
    """What `apply` answers, or the stored answer and True where this key was applied before.

    Two at once: the unique constraint makes the second wait for the first one's commit. Raises
    KeyTooLong, KeyUsedOtherwise.
    """
    if key is None:
        return apply(), False
    if not 0 < len(key) <= MOST_KEY:
        raise KeyTooLong(most=MOST_KEY)
    digest = sha256(body).digest()
    if not _claimed(work, scope, key, digest):
        return _stored(work, scope, key, digest), True
    answer = apply()
    mine = update(StoredAnswer).where(
        StoredAnswer.tenant_id == work.tenant_id,
        StoredAnswer.scope == scope,
        StoredAnswer.key == key,
    )
    work.session.execute(mine.values(answer=work.secrets.seal(answer.decode())))
    return answer, False


def _claimed(work: Work, scope: str, key: str, digest: bytes) -> bool:
    row = {
        "id": new_id(),
        "tenant_id": work.tenant_id,
        "scope": scope,
        "key": key,
        "digest": digest,
        "at": work.now(),
    }
    entered = insert(StoredAnswer).values(row).on_conflict_do_nothing().returning(StoredAnswer.id)
    return work.session.execute(entered).first() is not None


def _stored(work: Work, scope: str, key: str, digest: bytes) -> bytes:
    mine = work.scope(StoredAnswer).where(StoredAnswer.scope == scope, StoredAnswer.key == key)
    stored = work.session.scalars(mine).one()
    if stored.digest != digest or stored.answer is None:
        raise KeyUsedOtherwise
    return work.secrets.open(stored.answer).encode()


def forget(work: Work) -> None:
    """Delete the answers that nobody will ask for again."""
    old = delete(StoredAnswer).where(
        StoredAnswer.tenant_id == work.tenant_id, StoredAnswer.at < work.now() - KEPT
    )
    work.session.execute(old)
