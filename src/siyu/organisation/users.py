"""Users: who signs in, with which role, seeing how far."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from siyu.organisation import passwords, rules
from siyu.organisation.errors import (
    EmptyText,
    LastOwner,
    LoginTaken,
    NodeNeeded,
    NoOtherWay,
    PasswordNeeded,
    StaffNeeded,
)
from siyu.organisation.models import Node, Role, SignInLink, SignInSession, Staff, User
from siyu.organisation.queries import other_owners, whole
from siyu.organisation.roles import Grantor
from siyu.organisation.tree import locked_root
from siyu.platform.work import Work


@dataclass(frozen=True)
class UserLine:
    """A user in a list; names of role, node and staff beside their ids."""

    id: UUID
    name: str
    login: str
    language: str
    role: tuple[UUID, str]
    node: tuple[UUID, str] | None
    staff: tuple[UUID, str] | None
    active: bool
    last_seen_at: datetime | None
    ways: tuple[str, ...]


def user_lines(work: Work) -> list[UserLine]:
    """The users in sight, by login."""
    return _lines(work, work.session.scalars(work.scope(User).order_by(User.login)).all())


def add_user(
    work: Work,
    *,
    name: str,
    login: str,
    password: str | None = None,
    role_id: UUID,
    by: Grantor,
    node_id: UUID | None = None,
    staff_id: UUID | None = None,
    language: str = "zh-CN",
) -> UserLine:
    """Someone who may sign in, with no more rights and sight than the one who lets them in.

    Raises NotFound, BeyondYourRights, WeakPassword, LoginTaken, NodeNeeded, StaffNeeded, EmptyText.
    """
    role = work.get(Role, role_id)
    by.demand_role(role)
    node_id, staff_id = _place(work, role, node_id, staff_id)
    kept = rules.normal_login(login)
    user = User(
        login=_filled("login", kept),
        name=_filled("name", name),
        password_hash=None if password is None else passwords.hashed(password, kept),
        role_id=role.id,
        node_id=node_id,
        staff_id=staff_id,
        language=language,
        created_at=work.now(),
    )
    try:
        with work.session.begin_nested():
            work.add(user)
    except IntegrityError as error:
        raise LoginTaken(field="login", login=kept) from error
    work.audit("user.added", "user", user.id, after=_shown(user))
    return _lines(work, [user])[0]


def change_user(
    work: Work,
    user_id: UUID,
    *,
    by: Grantor,
    name: str | None = None,
    role_id: UUID | None = None,
    node_id: UUID | None = None,
    staff_id: UUID | None = None,
    active: bool | None = None,
    password: str | None = None,
) -> UserLine:
    """Change what is given. Whoever may do more than you is not yours to change.

    A new password or a closed account ends all sessions. Raises LastOwner and what `add_user` does.
    """
    user = work.get(User, user_id, lock=True)
    role = whole(work).get(Role, user.role_id)
    by.demand_role(role)
    before = _shown(user)
    if role_id is not None and role_id != role.id or node_id or staff_id:
        role = _move(work, user, role, work.get(Role, role_id or role.id), by, (node_id, staff_id))
    if name is not None:
        user.name = _filled("name", name)
    if active is not None:
        _switch(work, user, role, active)
    if password is not None:
        set_password(work, user, password)
    after = _shown(user)
    if after != before:
        work.audit("user.changed", "user", user.id, before=before, after=after)
    return _lines(work, [user])[0]


def _move(
    work: Work,
    user: User,
    old: Role,
    new: Role,
    by: Grantor,
    places: tuple[UUID | None, UUID | None],
) -> Role:
    by.demand_role(new)
    if old.key == rules.OWNER and new.id != old.id and user.active:
        _demand_another_owner(work, user, old)
    node_id, staff_id = places
    user.node_id, user.staff_id = _place(
        work, new, node_id or user.node_id, staff_id or user.staff_id
    )
    user.role_id = new.id
    return new


def _place(
    work: Work, role: Role, node_id: UUID | None, staff_id: UUID | None
) -> tuple[UUID | None, UUID | None]:
    """What a user of this role stands on, all of it within the sight of who puts them there."""
    if staff_id is not None:
        staff_id = work.get(Staff, staff_id).id
    if role.sees == "own":
        if staff_id is None:
            raise StaffNeeded(field="staff_id")
        return None, staff_id
    if role.key == rules.OWNER:
        return work.get(Node, locked_root(work).id).id, staff_id
    if node_id is None:
        raise NodeNeeded(field="node_id")
    return work.get(Node, node_id).id, staff_id


def _switch(work: Work, user: User, role: Role, active: bool) -> None:
    if user.active and not active:
        if role.key == rules.OWNER:
            _demand_another_owner(work, user, role)
        end_sessions(work, user.id)
    user.active = active


def _demand_another_owner(work: Work, user: User, owner: Role) -> None:
    """Two owners who demote each other at once wait here, and the second is refused."""
    whole(work).get(Role, owner.id, lock=True)
    if work.session.scalars(other_owners(work, owner.id, user.id).limit(1)).first() is None:
        raise LastOwner


def set_password(work: Work, user: User, password: str) -> None:
    """Keep a new password and end all sessions of the user. Raises WeakPassword."""
    user.password_hash = passwords.hashed(password, user.login)
    end_sessions(work, user.id)
    work.audit("user.password_changed", "user", user.id)


def end_password(work: Work, user_id: UUID, *, by: Grantor) -> UserLine:
    """Let a user in by their other ways alone, and end their sessions; a new password undoes it.

    Raises NotFound, BeyondYourRights, NoOtherWay, PasswordNeeded.
    """
    user = work.get(User, user_id, lock=True)
    role = whole(work).get(Role, user.role_id)
    by.demand_role(role)
    if user.password_hash is not None:
        if user.staff_id is None and not _linked(work, [user.id]):
            raise NoOtherWay(name=user.name)
        if role.key == rules.OWNER:
            _demand_owner_with_password(work, user, role)
        user.password_hash = None
        end_sessions(work, user.id)
        work.audit("user.password_ended", "user", user.id, after={"name": user.name})
    return _lines(work, [user])[0]


def _demand_owner_with_password(work: Work, user: User, owner: Role) -> None:
    """Two owners who give up theirs at once wait here, and the second is refused."""
    whole(work).get(Role, owner.id, lock=True)
    others = other_owners(work, owner.id, user.id).where(User.password_hash.is_not(None))
    if work.session.scalars(others.limit(1)).first() is None:
        raise PasswordNeeded


def end_links(work: Work, user_id: UUID, *, by: Grantor) -> UserLine:
    """Unlink a user from their accounts elsewhere; linking again undoes it."""
    user = work.get(User, user_id, lock=True)
    by.demand_role(whole(work).get(Role, user.role_id))
    mine = whole(work).scope(SignInLink).where(SignInLink.user_id == user.id)
    links = work.session.scalars(mine).all()
    for link in links:
        work.session.delete(link)
    if links:
        work.session.flush()
        end_sessions(work, user.id)
        work.audit(
            "user.unlinked", "user", user.id, before={"issuers": [link.issuer for link in links]}
        )
    return _lines(work, [user])[0]


def end_sessions(work: Work, user_id: UUID) -> None:
    """Sign a user out everywhere."""
    living = SignInSession.user_id == user_id, SignInSession.revoked_at.is_(None)
    mine = SignInSession.tenant_id == work.tenant_id
    work.session.execute(update(SignInSession).where(mine, *living).values(revoked_at=work.now()))


def close_accounts_of(work: Work, staff_id: UUID) -> None:
    """Sign-in ends with the job; an owner's account stays, lest nobody is left to decide."""
    users = whole(work).scope(User).join(Role, Role.id == User.role_id)
    theirs = users.where(User.staff_id == staff_id, User.active, Role.key.is_distinct_from("owner"))
    for user in work.session.scalars(theirs).all():
        before = _shown(user)
        user.active = False
        end_sessions(work, user.id)
        work.audit("user.changed", "user", user.id, before=before, after=_shown(user))


def _filled(field: str, text: str) -> str:
    if not text.strip():
        raise EmptyText(field=field)
    return text.strip()


def _lines(work: Work, users: Sequence[User]) -> list[UserLine]:
    everything = whole(work)
    roles = _names(work, everything.scope(Role).with_only_columns(Role.id, Role.name))
    node_ids = {user.node_id for user in users if user.node_id}
    nodes = everything.scope(Node).where(Node.id.in_(node_ids))
    node_names = _names(work, nodes.with_only_columns(Node.id, Node.name))
    staff_ids = {user.staff_id for user in users if user.staff_id}
    staff = everything.scope(Staff).where(Staff.id.in_(staff_ids))
    staff_names = _names(work, staff.with_only_columns(Staff.id, Staff.name))
    linked = _linked(work, [user.id for user in users])
    return [
        UserLine(
            id=user.id,
            name=user.name,
            login=user.login,
            language=user.language,
            role=(user.role_id, roles[user.role_id]),
            node=(user.node_id, node_names[user.node_id]) if user.node_id else None,
            staff=(user.staff_id, staff_names[user.staff_id]) if user.staff_id else None,
            active=user.active,
            last_seen_at=user.last_seen_at,
            ways=_ways(user, linked),
        )
        for user in users
    ]


def _linked(work: Work, user_ids: Collection[UUID]) -> frozenset[UUID]:
    mine = whole(work).scope(SignInLink).where(SignInLink.user_id.in_(user_ids))
    return frozenset(work.session.scalars(mine.with_only_columns(SignInLink.user_id)))


def _ways(user: User, linked: Collection[UUID]) -> tuple[str, ...]:
    ways = {
        "password": user.password_hash is not None,
        "wecom": user.staff_id is not None,
        "openid": user.id in linked,
    }
    return tuple(way for way, open_ in ways.items() if open_)


def _names(work: Work, asked: Any) -> dict[UUID, str]:
    return {id: name for id, name in work.session.execute(asked)}


def _shown(user: User) -> dict[str, Any]:
    return {
        "login": user.login,
        "name": user.name,
        "role_id": user.role_id,
        "node_id": user.node_id,
        "staff_id": user.staff_id,
        "active": user.active,
    }
