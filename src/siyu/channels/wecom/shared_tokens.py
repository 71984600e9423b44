"""Tokens in the record: one for each corp and secret, fetched by one process at a time.

Who fetches holds a lease, not a transaction; if they die, the next one may fetch when it ends.
Times are real: WeCom counts them.
"""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from siyu.channels.wecom.connector import Credentials
from siyu.channels.wecom.errors import NoAnswer, WecomRefused
from siyu.channels.wecom.models import WecomToken
from siyu.channels.wecom.outcomes import BAD_CREDENTIAL
from siyu.channels.wecom.tokens import Fetched, lifetime
from siyu.kit.ids import new_id
from siyu.platform.access import Actor
from siyu.platform.clock import real_now
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

LEASE_SECONDS = 8.0
WAIT_SECONDS = 20.0
POLL_SECONDS = 0.05
# Wrong secrets, asked often, get the server's address blocked for an hour.
REFUSED_SECONDS = 60.0
ACTOR = Actor.system("wecom-tokens")


@dataclass(frozen=True)
class _Known:
    value: str
    until: datetime


class SharedTokens:
    """The store that all processes of an installation share, with a copy in this one's memory."""

    def __init__(self, runtime: Runtime, tenant_id: UUID, credentials: Credentials) -> None:
        self._runtime = runtime
        self._tenant_id = tenant_id
        app = f"{credentials.corp_id}:{credentials.secret}"
        self._mark = runtime.secrets.blind("wecom app", app)
        self._kept: dict[str, _Known] = {}
        self._locks: dict[str, threading.Lock] = {}

    def value(self, kind: str, fetch: Callable[[], Fetched], *, dead: str = "") -> str:
        """Raises WecomRefused while the secret is known to be wrong, NoAnswer after a long wait."""
        with self._locks.setdefault(kind, threading.Lock()):
            kept = self._kept.get(kind)
            if kept is None or kept.value == dead or kept.until <= real_now():
                kept = self._kept[kind] = self._shared(kind, fetch, dead)
            return kept.value

    def _shared(self, kind: str, fetch: Callable[[], Fetched], dead: str) -> _Known:
        give_up_at = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < give_up_at:
            with self._work() as work:
                found = self._known_or_lease(work, kind, dead)
            match found:
                case _Known():
                    return found
                case UUID():
                    return self._fetched(kind, fetch, found)
            time.sleep(POLL_SECONDS)
        raise NoAnswer(call=kind)

    def _known_or_lease(self, work: Work, kind: str, dead: str) -> _Known | UUID | None:
        """What is known, or the lease to fetch it, or None while someone else does."""
        row, now = self._row(work, kind), real_now()
        if row.value_sealed is not None and row.expires_at is not None and now < row.expires_at:
            value = work.secrets.open(row.value_sealed)
            if value != dead:
                return _Known(value, row.expires_at)
        if row.refused_until is not None and now < row.refused_until:
            raise WecomRefused(call="gettoken", errcode=row.refused_errcode or 0)
        if row.lease_until is not None and now < row.lease_until:
            return None
        row.lease = new_id()
        row.lease_until = now + timedelta(seconds=LEASE_SECONDS)
        return row.lease

    def _fetched(self, kind: str, fetch: Callable[[], Fetched], lease: UUID) -> _Known:
        try:
            fetched = fetch()
        except Exception as error:
            self._give_back(kind, lease, error)
            raise
        known = _Known(fetched.value, real_now() + timedelta(seconds=lifetime(fetched)))
        with self._work() as work:
            row = self._row(work, kind)
            if row.lease == lease:
                row.value_sealed = work.secrets.seal(known.value)
                row.expires_at = known.until
                row.lease = row.lease_until = row.refused_until = row.refused_errcode = None
        return known

    def _give_back(self, kind: str, lease: UUID, error: Exception) -> None:
        with self._work() as work:
            row = self._row(work, kind)
            if row.lease != lease:
                return
            row.lease = row.lease_until = None
            if isinstance(error, WecomRefused) and error.outcome is BAD_CREDENTIAL:
                row.refused_until = real_now() + timedelta(seconds=REFUSED_SECONDS)
                row.refused_errcode = error.errcode

    def _row(self, work: Work, kind: str) -> WecomToken:
        """This kind's row, locked until the Work ends; made if need be."""
        named = (WecomToken.mark == self._mark, WecomToken.kind == kind)
        statement = work.scope(WecomToken).where(*named).with_for_update()
        row = work.session.scalar(statement)
        if row is not None:
            return row
        made = {"id": new_id(), "tenant_id": self._tenant_id, "mark": self._mark, "kind": kind}
        work.session.execute(insert(WecomToken).values(made).on_conflict_do_nothing())
        return work.session.scalars(statement).one()

    def _work(self) -> AbstractContextManager[Work]:
        return self._runtime.work(self._tenant_id, actor=ACTOR)
