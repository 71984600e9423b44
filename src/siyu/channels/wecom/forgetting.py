"""Callbacks that speak of someone who is erased lose what they said; that they came stays."""

from sqlalchemy import case, update

from siyu.channels.wecom import inbox, protocol
from siyu.channels.wecom.models import Inbound
from siyu.kit.errors import Problem
from siyu.platform.declarations import Erased, Trace
from siyu.platform.work import Work

OPENED_AT_ONCE = 1_000


def erase(work: Work, person: Erased) -> None:
    """Empty every callback about one of this person's accounts."""
    _open_the_unknown(work)
    marks = [inbox.about(work, one) for one in person.values.get("external_userid", ())]
    theirs = update(Inbound).where(Inbound.tenant_id == work.tenant_id, Inbound.about.in_(marks))
    open_still = Inbound.state.in_((inbox.WAITING, inbox.DEAD))
    state = case((open_still, inbox.IGNORED), else_=Inbound.state)
    work.session.execute(theirs.values(ciphertext="", about=b"", error=None, state=state))


def _open_the_unknown(work: Work) -> None:
    """Find out of whom those speak that have not had their effect, or had it before marks were."""
    unknown = work.scope(Inbound).where(Inbound.about.is_(None)).limit(OPENED_AT_ONCE)
    keys = inbox.keys_of(work)
    while rows := work.session.scalars(unknown).all():
        for row in rows:
            row.about = _about(work, row, keys.get(row.connection_id, ()))
        work.session.flush()


def _about(work: Work, row: Inbound, keys: tuple[str, ...]) -> bytes:
    try:
        message = protocol.message(inbox.opened(row.ciphertext, keys))
    except (Problem, IndexError):
        return b""
    external_userid = message.get("ExternalUserID", "")
    return inbox.about(work, external_userid if isinstance(external_userid, str) else "")


TRACE = Trace("wecom_inbound", erase)
