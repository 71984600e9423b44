"""The unit of work: one transaction, one tenant, one clock. Nothing else commits.

An act on the outside world is two Works with the call between them; `no_work_open` refuses a
call made inside one.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, sessionmaker

from siyu.kit.errors import NotFound, Unreachable
from siyu.kit.ids import new_id
from siyu.platform import jobs, log
from siyu.platform.access import Actor, Reach
from siyu.platform.audit import AuditEntry, readable
from siyu.platform.clock import Clock
from siyu.platform.database import TenantModel
from siyu.platform.declarations import Event
from siyu.platform.secrets import Secrets
from siyu.platform.selections import Selection
from siyu.platform.warehouse import Warehouse, scoped

M = TypeVar("M", bound=TenantModel)
T = TypeVar("T")


@dataclass
class OpenWorks:
    """How many Works the present request, job or thread holds open; shared with its threads."""

    count: int = 0


_open_works: ContextVar[OpenWorks | None] = ContextVar("open_works", default=None)


class CallInsideWork(RuntimeError):
    """A connector was called while a transaction was open: commit the claim first."""


def no_work_open() -> None:
    """Raises CallInsideWork if a Work is open here; every connector call begins with this."""
    held = _open_works.get()
    if held is not None and held.count:
        raise CallInsideWork("commit the claim, call outside, record the outcome in a second Work")


def fresh_count() -> None:
    """Start counting open Works for a new request; threads it starts share the count."""
    _open_works.set(OpenWorks())


@dataclass
class Work:
    """One piece of work for one tenant. `now` is the time its decisions go by."""

    session: Session
    tenant_id: UUID
    clock: Clock
    secrets: Secrets
    actor: Actor
    reach: Reach = field(default_factory=Reach.all)
    store: Warehouse | None = None
    selections: Mapping[str, Selection] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    reads: dict[object, tuple[object, object]] = field(default_factory=dict)
    _unwritten: list[tuple[Event, datetime]] = field(default_factory=list)

    def now(self) -> datetime:
        return self.clock.now()

    def scope(self, model: type[M]) -> Select[M]:
        """The only way to a tenant's rows: this tenant's, as far as the actor sees."""
        rows = select(model).where(model.tenant_id == self.tenant_id)
        within = getattr(model, "within", None)
        return rows if within is None or self.reach.is_all else rows.where(within(self.reach))

    def get(self, model: type[M], id: UUID, *, lock: bool = False) -> M:
        """One row of this tenant, locked until the work ends if asked. Raises NotFound."""
        statement = self.scope(model).where(model.id == id)
        if lock:
            statement = statement.with_for_update().execution_options(populate_existing=True)
        row = self.session.scalar(statement)
        if row is None:
            raise NotFound(what=model.__name__, id=id)
        return row

    def add(self, row: M) -> M:
        """Keep a new row; constraints answer now, not at the end."""
        row.tenant_id = self.tenant_id
        if row.id is None:
            row.id = new_id()
        self.session.add(row)
        self.session.flush()
        return row

    def warehouse(
        self, sql: str, params: Mapping[str, Any] | None = None, **settings: object
    ) -> list[dict[str, Any]]:
        """The rows of one SELECT over this tenant's events and people, as far as the actor sees.

        Raises Unreachable, BeyondScope, and the driver's DatabaseError for a wrong statement.
        """
        if self.store is None:
            raise Unreachable(service="ClickHouse")
        return scoped(self.store, self.tenant_id, self.reach, sql, params, **settings)

    def chosen(self, selection: str, id: UUID) -> Select[UUID]:
        """The people of a set that another domain keeps. Raises NotFound, and as it says itself."""
        if selection not in self.selections:
            raise NotFound(what=selection, id=id)
        return self.selections[selection].ids(self, id)

    def emit(self, event: Event, *, at: datetime | None = None) -> None:
        """Write to the event log in this transaction; `at` is when it happened, if not now."""
        self.events.append(event)
        self._unwritten.append((event, at or self.now()))

    def audit(
        self,
        what: str,
        subject: str,
        subject_id: object,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> None:
        """Leave a trace of a change that matters."""
        entry = AuditEntry(
            at=self.now(),
            actor=self.actor.name,
            what=what,
            subject=subject,
            subject_id=str(subject_id),
            before=readable(before),
            after=readable(after),
        )
        self.add(entry)

    def enqueue(
        self, job: str, *, key: str | None = None, at: datetime | None = None, **args: object
    ) -> int | None:
        """Run a job after this transaction commits; at most one waits under one `key`.

        With `at` in the future of the clock it waits until then. Gives the job's number, or None
        where one with this key waits already or the time is not yet.
        """
        if at is not None and at > self.now():
            jobs.put_off(self.session, self.tenant_id, job, at, key, args)
            return None
        return jobs.defer(self.session, self.tenant_id, job, key, args)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A part that may fail alone: what raises inside it is undone, and raised on."""
        told, unwritten = len(self.events), len(self._unwritten)
        try:
            with self.session.begin_nested():
                yield
        except BaseException:
            del self.events[told:], self._unwritten[unwritten:]
            raise

    @contextmanager
    def beside(self, read: Callable[["Work"], T]) -> Iterator[Callable[[], T]]:
        """Read on a connection of its own while this Work goes on; gives what waits for the answer.

        What is read there is what was committed, nothing of this Work. What it raises is raised
        where the answer is asked for; whoever asks for none waits all the same.
        """
        with ThreadPoolExecutor(1) as thread:
            yield thread.submit(self._read_beside, read).result

    def _read_beside(self, read: Callable[["Work"], T]) -> T:
        with Session(self.session.get_bind()) as session:
            return read(replace(self, session=session, events=[], reads={}, _unwritten=[]))

    def write_events(self) -> None:
        """Put what was emitted into the log, within this transaction."""
        self.session.flush()
        log.append(self.session, self.tenant_id, self.actor.name, self._unwritten)
        self._unwritten.clear()


@contextmanager
def counted() -> Iterator[None]:
    """Hold one Work open in the present count."""
    held = _open_works.get()
    if held is None:
        held = OpenWorks()
        _open_works.set(held)
    held.count += 1
    try:
        yield
    finally:
        held.count -= 1


@contextmanager
def begin(
    sessions: sessionmaker[Session],
    tenant_id: UUID,
    *,
    clock: Clock,
    secrets: Secrets,
    actor: Actor,
    reach: Reach | None = None,
    store: Warehouse | None = None,
    selections: Mapping[str, Selection] | None = None,
) -> Iterator[Work]:
    """Open a piece of work; commit once when it ends well, roll back when it does not."""
    with counted(), sessions.begin() as session:
        work = Work(
            session,
            tenant_id,
            clock,
            secrets,
            actor,
            reach or Reach.all(),
            store,
            selections or {},
        )
        yield work
        work.write_events()
