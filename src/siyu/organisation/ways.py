"""How a brand's people may sign in beside passwords: by WeCom, by OpenID Connect.

Whoever is not known yet is let in only where the owner said with which role; never as an owner.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal
from uuid import UUID

import msgspec

from siyu.organisation import openid, rules
from siyu.organisation.errors import (
    EmptyText,
    NodeNeeded,
    OwnerByHand,
    StaffNeeded,
    WayClosed,
)
from siyu.organisation.models import Node, Role, SignInWays, User
from siyu.organisation.provider import Client
from siyu.organisation.queries import whole
from siyu.organisation.roles import Grantor
from siyu.platform.work import Work

Way = Literal["wecom", "openid"]
MOST_NAMED = 3


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """The role that someone new comes in with: by OpenID Connect if a claim holds `value`."""

    way: Way
    role_id: UUID
    value: str = ""
    node_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Ways:
    """What is set; without its secret."""

    wecom: bool = False
    openid: bool = False
    title: str = ""
    issuer: str = ""
    client_id: str = ""
    has_secret: bool = False
    domains: tuple[str, ...] = ()
    links_by_email: bool = False
    role_claim: str = ""
    arrivals: tuple[Arrival, ...] = field(default=())

    def has(self, way: str) -> bool:
        return {"wecom": self.wecom, "openid": self.openid}.get(way, False)


def ways(work: Work) -> Ways:
    """How this brand's people may sign in."""
    row = work.session.scalar(work.scope(SignInWays))
    return _told(row) if row else Ways()


def save_ways(work: Work, wanted: Ways, *, by: Grantor, secret: str | None = None) -> Ways:
    """Set how people sign in; without a secret the one there is stays.

    Raises BadIssuer, EmptyText, OwnerByHand, NodeNeeded, StaffNeeded, BeyondYourRights, NotFound.
    """
    row = work.session.scalar(work.scope(SignInWays).with_for_update())
    known = row is not None and row.secret_sealed is not None
    _demand_whole(wanted, has_secret=known or bool(secret))
    for arrival in wanted.arrivals:
        _demand_arrival(work, arrival, by)
    before = asdict(_told(row)) if row else None
    row = row or SignInWays()
    for name in ("wecom", "openid", "title", "issuer", "client_id", "links_by_email", "role_claim"):
        setattr(row, name, getattr(wanted, name))
    row.domains = [one.strip().lower().lstrip("@") for one in wanted.domains if one.strip()]
    row.arrivals = msgspec.to_builtins(wanted.arrivals)
    if secret:
        row.secret_sealed = work.secrets.seal(secret)
    if row.id is None:
        work.add(row)
    told = _told(row)
    after = asdict(told) | {"secret": secret or None}
    work.audit("sign_in.changed", "sign_in", row.id, before=before, after=after)
    return told


def demand(work: Work, way: str) -> Ways:
    """What is set, if this way is open. Raises WayClosed."""
    found = ways(work)
    if not found.has(way):
        raise WayClosed(way=way)
    return found


def client(work: Work) -> Client:
    """We, as the brand's provider knows us. Raises WayClosed while nothing is set."""
    row = work.session.scalar(work.scope(SignInWays))
    if row is None or row.secret_sealed is None:
        raise WayClosed(way="openid")
    return Client(row.issuer, row.client_id, work.secrets.open(row.secret_sealed))


def whom_to_ask(work: Work) -> str:
    """The owners, by name."""
    users = whole(work).scope(User).join(Role, Role.id == User.role_id)
    owners = users.where(User.active, Role.key == rules.OWNER).order_by(User.created_at)
    named = owners.with_only_columns(User.name).limit(MOST_NAMED)
    return ", ".join(work.session.scalars(named))


def _demand_whole(wanted: Ways, *, has_secret: bool) -> None:
    if not wanted.openid:
        return
    openid.demand_issuer(wanted.issuer)
    for name, there in (
        ("title", wanted.title.strip()),
        ("client_id", wanted.client_id.strip()),
        ("secret", has_secret),
    ):
        if not there:
            raise EmptyText(field=name)


def _demand_arrival(work: Work, arrival: Arrival, by: Grantor) -> None:
    role = work.get(Role, arrival.role_id)
    by.demand_role(role)
    if role.key == rules.OWNER:
        raise OwnerByHand(field="arrivals")
    if arrival.way == "wecom":
        return
    if not arrival.value.strip():
        raise EmptyText(field="value")
    if role.sees == "own":
        raise StaffNeeded(field="arrivals")
    if arrival.node_id is None:
        raise NodeNeeded(field="arrivals")
    work.get(Node, arrival.node_id)


def arrival_for(found: Ways, way: Way, values: Sequence[str] = ()) -> Arrival | None:
    """The first that fits: of WeCom any, of OpenID Connect the one whose value is claimed."""
    mine = (one for one in found.arrivals if one.way == way)
    return next((one for one in mine if way == "wecom" or one.value in values), None)


def claimed(claims: dict[str, Any], name: str) -> tuple[str, ...]:
    """The values of a claim, which is one text or a list of them."""
    value = claims.get(name)
    listed = value if isinstance(value, list) else [value]
    return tuple(str(one) for one in listed if isinstance(one, str | int))


def _told(row: SignInWays) -> Ways:
    return Ways(
        wecom=row.wecom,
        openid=row.openid,
        title=row.title,
        issuer=row.issuer,
        client_id=row.client_id,
        has_secret=row.secret_sealed is not None,
        domains=tuple(row.domains),
        links_by_email=row.links_by_email,
        role_claim=row.role_claim,
        arrivals=tuple(msgspec.convert(row.arrivals, list[Arrival])),
    )
