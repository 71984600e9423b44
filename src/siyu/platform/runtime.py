"""What one process holds: settings, clock, secrets, sessions and everything declared."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from siyu.platform import shards
from siyu.platform import work as works
from siyu.platform.access import Actor, Principal, Reach
from siyu.platform.clock import Clock, RealClock, SharedClock
from siyu.platform.database import connect
from siyu.platform.demo_clock import read_anchors
from siyu.platform.registry import Registry
from siyu.platform.secrets import Secrets, master_key
from siyu.platform.settings import Settings
from siyu.platform.shards import Shard
from siyu.platform.warehouse import Warehouse
from siyu.platform.work import Work


@dataclass(frozen=True)
class TenantRef:
    """A tenant as the platform knows it."""

    id: UUID
    zone: str
    currency: str = ""


@dataclass
class Runtime:
    """One per process; opens Works. `tenants` lists them (the organisation provides it)."""

    settings: Settings
    clock: Clock
    secrets: Secrets
    engine: Engine
    sessions: sessionmaker[Session]
    registry: Registry
    tenants: Callable[[], Sequence[TenantRef]]
    warehouse: Warehouse | None = None
    cluster: Sequence[Shard] = ()
    """Where the warehouse is written to, if it is several; `warehouse` is where it is asked."""

    def work(
        self, tenant_id: UUID, *, actor: Actor, reach: Reach | None = None
    ) -> AbstractContextManager[Work]:
        """A Work of its own transaction, committed when it ends well."""
        return works.begin(
            self.sessions,
            tenant_id,
            clock=self.clock,
            secrets=self.secrets,
            actor=actor,
            reach=reach,
            store=self.warehouse,
            selections=self.registry.selections,
        )

    def work_of(self, principal: Principal) -> AbstractContextManager[Work]:
        """A Work of a signed-in person."""
        return self.work(principal.tenant_id, actor=principal.actor, reach=principal.reach)

    def zone_of(self, tenant_id: UUID) -> str:
        """The zone a tenant's days begin and end by."""
        return self.tenant(tenant_id).zone

    def tenant(self, tenant_id: UUID) -> TenantRef:
        """A tenant by its id."""
        found = (one for one in self.tenants() if one.id == tenant_id)
        return next(found, TenantRef(tenant_id, "UTC"))

    @contextmanager
    def joined(self, session: Session, tenant_id: UUID, actor: Actor) -> Iterator[Work]:
        """A Work inside a transaction that the platform holds and will commit."""
        with works.counted():
            work = Work(
                session,
                tenant_id,
                self.clock,
                self.secrets,
                actor,
                store=self.warehouse,
                selections=self.registry.selections,
            )
            yield work
            work.write_events()


def assemble(
    settings: Settings,
    registry: Registry,
    tenants: Callable[[sessionmaker[Session]], Sequence[TenantRef]],
    *,
    clock: Clock | None = None,
) -> Runtime:
    """A runtime over the configured stores."""
    engine = connect(settings.database_url, pool=settings.database_pool)
    sessions = sessionmaker(engine, expire_on_commit=False)
    secrets = Secrets(master_key(settings.secret_key, settings.data_dir))
    if clock is None:
        clock = SharedClock(lambda: read_anchors(sessions)) if settings.demo else RealClock()
    store = Warehouse(settings.warehouse_url, settings.warehouse_key)
    return Runtime(
        settings,
        clock,
        secrets,
        engine,
        sessions,
        registry,
        lambda: tenants(sessions),
        store if settings.warehouse_url else None,
        shards.shards(settings.warehouse_shards, settings.warehouse_key),
    )
