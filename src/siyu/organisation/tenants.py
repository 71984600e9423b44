"""Tenants: one brand each, founded with its headquarters, roles and first owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from siyu.kit import instants
from siyu.kit.ids import new_id
from siyu.organisation import roles, tree, users
from siyu.organisation.errors import EmptyText, UnknownZone
from siyu.organisation.models import Tenant
from siyu.organisation.refs import TenantFacts
from siyu.platform.access import Actor
from siyu.platform.runtime import Runtime, TenantRef
from siyu.platform.work import Work

ZONES = "SELECT id, zone FROM tenants"
"""The zone whose days each tenant goes by, for who reads many tenants at once."""


@dataclass(frozen=True)
class Founded:
    """A new tenant, its headquarters and its first owner."""

    tenant_id: UUID
    hq_id: UUID
    owner_id: UUID


def found_tenant(
    runtime: Runtime,
    *,
    name: str,
    owner_login: str,
    password: str,
    owner_name: str = "",
    zone: str = "Asia/Shanghai",
    currency: str = "CNY",
    language: str = "zh-CN",
) -> Founded:
    """Make a brand. Raises UnknownZone, EmptyText, LoginTaken, WeakPassword; then nothing stays."""
    tenant_id = new_id()
    if not name.strip():
        raise EmptyText(field="name")
    try:
        instants.zone(zone)
    except ValueError as error:
        raise UnknownZone(field="zone", zone=zone) from error
    with runtime.work(tenant_id, actor=Actor.system("founding")) as work:
        work.session.add(
            Tenant(
                id=tenant_id, name=name.strip(), zone=zone, currency=currency, created_at=work.now()
            )
        )
        hq = tree.found_root(work, name.strip())
        owner_role = roles.found_roles(work, language)["owner"]
        every = frozenset(runtime.registry.permissions)
        owner = users.add_user(
            work,
            name=owner_name or owner_login,
            login=owner_login,
            password=password,
            role_id=owner_role.id,
            by=roles.Grantor(every, every),
            language=language,
        )
        work.audit("tenant.founded", "tenant", tenant_id, after={"name": name, "zone": zone})
        return Founded(tenant_id, hq.id, owner.id)


def tenants(sessions: sessionmaker[Session]) -> list[TenantRef]:
    """Every tenant of this installation, the oldest first."""
    with sessions.begin() as session:
        return [TenantRef(one.id, one.zone, one.currency) for one in _all(session)]


def all_tenants(sessions: sessionmaker[Session]) -> list[TenantFacts]:
    """Every tenant with its name."""
    with sessions.begin() as session:
        return [_facts(one) for one in _all(session)]


def tenant_facts(work: Work) -> TenantFacts:
    """The brand this Work is for."""
    return _facts(work.session.get_one(Tenant, work.tenant_id))


def _all(session: Session) -> Sequence[Tenant]:
    return session.scalars(select(Tenant).order_by(Tenant.created_at, Tenant.id)).all()


def _facts(tenant: Tenant) -> TenantFacts:
    return TenantFacts(tenant.id, tenant.name, tenant.zone, tenant.currency)
