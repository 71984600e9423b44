"""Roles: rights as data. Nobody makes a role, or changes one, beyond their own rights."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError

from siyu.organisation import rules
from siyu.organisation.errors import (
    BeyondYourRights,
    BeyondYourSight,
    EmptyText,
    NameTaken,
    OwnerRoleFixed,
    UnknownRight,
)
from siyu.organisation.models import Role, Sight, User
from siyu.platform.work import Work


@dataclass(frozen=True)
class Grantor:
    """Whoever hands out rights: the rights they have, and all the rights there are."""

    rights: frozenset[str]
    known: frozenset[str]

    def demand(self, rights: Collection[str]) -> None:
        """Raises BeyondYourRights."""
        missing = sorted(set(rights) - self.rights)
        if missing:
            raise BeyondYourRights(missing=", ".join(missing))

    def demand_role(self, role: Role) -> None:
        """Raises BeyondYourRights."""
        self.demand(rules.resolved(role.permissions, self.known))


@dataclass(frozen=True)
class RoleLine:
    """A role in a list, its rights by name."""

    id: UUID
    key: str | None
    name: str
    permissions: tuple[str, ...]
    sees: str
    user_count: int


def found_roles(work: Work, language: str) -> dict[str, Role]:
    """The roles each tenant starts with, by key."""
    return {
        one.key: work.add(
            Role(
                key=one.key,
                name=one.zh if language.startswith("zh") else one.en,
                permissions=list(one.permissions),
                sees=one.sees,
            )
        )
        for one in rules.BUILT_IN_ROLES
    }


def role_lines(work: Work, known: Collection[str]) -> list[RoleLine]:
    """Every role, those that came with the tenant first."""
    counted = work.scope(User).with_only_columns(User.role_id, func.count()).group_by(User.role_id)
    users = {role_id: count for role_id, count in work.session.execute(counted)}
    order = {one.key: place for place, one in enumerate(rules.BUILT_IN_ROLES)}
    roles = sorted(
        work.session.scalars(work.scope(Role)),
        key=lambda role: (order.get(role.key or "", len(order)), role.name),
    )
    return [_line(role, known, users.get(role.id, 0)) for role in roles]


def add_role(
    work: Work, *, name: str, permissions: Iterable[str], sees: Sight, by: Grantor
) -> RoleLine:
    """A role of the tenant's own.

    Raises BeyondYourRights, BeyondYourSight, UnknownRight, NameTaken, EmptyText.
    """
    rights = _allowed(work, permissions, by)
    role = Role(name=_named(name), permissions=rights, sees=sees)
    with _unique(role.name), work.session.begin_nested():
        work.add(role)
    work.audit("role.added", "role", role.id, after=_shown(role))
    return _line(role, by.known, 0)


def change_role(
    work: Work,
    role_id: UUID,
    *,
    name: str,
    permissions: Iterable[str],
    sees: Sight | None = None,
    by: Grantor,
) -> RoleLine:
    """Give a role these rights; it holds at once for everyone who has it.

    Raises NotFound, OwnerRoleFixed and whatever `add_role` raises.
    """
    role = work.get(Role, role_id, lock=True)
    if role.key == rules.OWNER:
        raise OwnerRoleFixed
    by.demand_role(role)
    rights = _allowed(work, permissions, by)
    before = _shown(role)
    wanted = _named(name)
    with _unique(wanted), work.session.begin_nested():
        if set(rights) != rules.resolved(role.permissions, by.known):
            role.permissions = rights
        role.name, role.sees = wanted, sees or role.sees
    if _shown(role) != before:
        work.audit("role.changed", "role", role.id, before=before, after=_shown(role))
    holders = work.scope(User).where(User.role_id == role.id)
    counted = holders.with_only_columns(func.count())
    return _line(role, by.known, work.session.scalar(counted) or 0)


def _allowed(work: Work, permissions: Iterable[str], by: Grantor) -> list[str]:
    if not work.reach.is_all:
        raise BeyondYourSight
    rights = sorted(set(permissions))
    for right in rights:
        if right not in by.known:
            raise UnknownRight(field="permissions", permission=right)
    by.demand(rights)
    return rights


@contextmanager
def _unique(name: str) -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise NameTaken(field="name", name=name) from error


def _named(name: str) -> str:
    if not name.strip():
        raise EmptyText(field="name")
    return name.strip()


def _line(role: Role, known: Collection[str], users: int) -> RoleLine:
    rights = tuple(sorted(rules.resolved(role.permissions, known)))
    return RoleLine(role.id, role.key, role.name, rights, role.sees, users)


def _shown(role: Role) -> dict[str, object]:
    return {"name": role.name, "permissions": list(role.permissions), "sees": role.sees}
