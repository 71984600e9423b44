"""Users, roles, tokens and the audit trail over HTTP."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from siyu.kit.errors import NotFound, SignInNeeded
from siyu.kit.pages import BadCursor
from siyu.organisation import audit_trail, roles, tokens, users
from siyu.organisation.errors import (
    BeyondYourRights,
    BeyondYourSight,
    EmptyText,
    LastOwner,
    LoginTaken,
    NameTaken,
    NodeNeeded,
    NoOtherWay,
    OwnerRoleFixed,
    PasswordNeeded,
    StaffNeeded,
    UnknownRight,
    WeakPassword,
)
from siyu.organisation.roles import Grantor, RoleLine
from siyu.organisation.schemas import (
    AuditOut,
    AuditPage,
    PermissionOut,
    Permissions,
    RoleBody,
    RoleOut,
    Roles,
    Search,
    TokenBody,
    TokenMade,
    TokenOut,
    Tokens,
    UserBody,
    UserChange,
    UserOut,
    Users,
)
from siyu.organisation.tokens import TokenLine
from siyu.organisation.users import UserLine
from siyu.platform.http import DoWork, Language, Ref, SignedIn, TheRuntime, needs, problems

router = APIRouter(tags=["access"])

PLACING = (NodeNeeded, StaffNeeded, WeakPassword, EmptyText, BeyondYourRights, NotFound)
NAMING = (NameTaken, EmptyText, UnknownRight, BeyondYourRights, BeyondYourSight)


def _grantor(runtime: TheRuntime, principal: SignedIn) -> Grantor:
    return Grantor(principal.permissions, frozenset(runtime.registry.permissions))


By = Annotated[Grantor, Depends(_grantor)]


@router.get("/users", dependencies=[needs("users.read")])
def list_users(work: DoWork) -> Users:
    """The users in sight, by login."""
    return Users(items=[_user(line) for line in users.user_lines(work)])


@router.post(
    "/users",
    status_code=201,
    dependencies=[needs("users.write")],
    responses=problems(LoginTaken, *PLACING),
)
def add_user(body: UserBody, work: DoWork, by: By) -> UserOut:
    """Let someone sign in, with no more than you may and see yourself."""
    return _user(users.add_user(work, by=by, **body.model_dump()))


@router.patch(
    "/users/{user_id}",
    dependencies=[needs("users.write")],
    responses=problems(LastOwner, *PLACING),
)
def change_user(user_id: UUID, body: UserChange, work: DoWork, by: By) -> UserOut:
    """Change what is given; a new password or a closed account ends their sessions."""
    return _user(users.change_user(work, user_id, by=by, **body.model_dump()))


@router.delete(
    "/users/{user_id}/password",
    dependencies=[needs("users.write")],
    responses=problems(NotFound, BeyondYourRights, NoOtherWay, PasswordNeeded),
)
def end_password(user_id: UUID, work: DoWork, by: By) -> UserOut:
    """Let a user in by their other ways alone; ends their sessions."""
    return _user(users.end_password(work, user_id, by=by))


@router.delete(
    "/users/{user_id}/links",
    dependencies=[needs("users.write")],
    responses=problems(NotFound, BeyondYourRights),
)
def end_links(user_id: UUID, work: DoWork, by: By) -> UserOut:
    """Unlink a user from their accounts at other providers."""
    return _user(users.end_links(work, user_id, by=by))


@router.get("/roles", dependencies=[needs("users.read")])
def list_roles(work: DoWork, by: By) -> Roles:
    """Every role, with its rights by name."""
    return Roles(items=[_role(line) for line in roles.role_lines(work, by.known)])


@router.post(
    "/roles", status_code=201, dependencies=[needs("roles.write")], responses=problems(*NAMING)
)
def add_role(body: RoleBody, work: DoWork, by: By) -> RoleOut:
    """A role of your own, with no more rights than yours."""
    sees = body.sees or "subtree"
    made = roles.add_role(work, name=body.name, permissions=body.permissions, sees=sees, by=by)
    return _role(made)


@router.put(
    "/roles/{role_id}",
    dependencies=[needs("roles.write")],
    responses=problems(NotFound, OwnerRoleFixed, *NAMING),
)
def change_role(role_id: UUID, body: RoleBody, work: DoWork, by: By) -> RoleOut:
    """Give a role these rights; it holds at once for all who have it."""
    return _role(roles.change_role(work, role_id, by=by, **body.model_dump()))


@router.get("/permissions", dependencies=[needs("users.read")])
def list_permissions(runtime: TheRuntime, language: Language) -> Permissions:
    """Every right there is, with the domain that declares it."""
    return Permissions(
        items=[
            PermissionOut(name=one.name, title=one.title(language), domain=domain.name)
            for domain in runtime.registry.domains
            for one in domain.permissions
        ]
    )


@router.get("/tokens", dependencies=[needs("tokens.write")])
def list_tokens(work: DoWork, principal: SignedIn) -> Tokens:
    """Living tokens, the newest first: all for who sees the whole brand, else one's own."""
    found = tokens.token_lines(work, _user_id(principal.user_id))
    return Tokens(items=[TokenOut.model_validate(line) for line in found])


@router.post(
    "/tokens",
    status_code=201,
    dependencies=[needs("tokens.write")],
    responses=problems(BeyondYourRights, UnknownRight, EmptyText),
)
def add_token(body: TokenBody, work: DoWork, principal: SignedIn, by: By) -> TokenMade:
    """A token for a program; it is shown this once."""
    line, secret = tokens.add_token(
        work, user_id=_user_id(principal.user_id), by=by, **body.model_dump()
    )
    return TokenMade(token=secret, **_token(line))


@router.delete(
    "/tokens/{token_id}",
    status_code=204,
    dependencies=[needs("tokens.write")],
    responses=problems(NotFound),
)
def revoke_token(token_id: UUID, work: DoWork, principal: SignedIn) -> None:
    """End a token, at once."""
    tokens.revoke_token(work, token_id, _user_id(principal.user_id))


@router.get("/audit", dependencies=[needs("audit.read")], responses=problems(BadCursor))
def list_audit(
    work: DoWork,
    language: Language,
    q: Search = None,
    actor: Search = None,
    what: Search = None,
    subject: Search = None,
    subject_id: Search = None,
    day: date | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> AuditPage:
    """Every change that matters, newest first; `actor` is such as `user:<id>`."""
    page = audit_trail.audit_page(
        work,
        language=language,
        q=q,
        actor=actor,
        what=what,
        subject=subject,
        subject_id=subject_id,
        day=day,
        cursor=cursor,
        limit=limit,
    )
    items = [AuditOut.model_validate(line) for line in page.items]
    return AuditPage(items=items, next_cursor=page.next_cursor)


def _user_id(user_id: UUID | None) -> UUID:
    if user_id is None:
        raise SignInNeeded
    return user_id


def _user(line: UserLine) -> UserOut:
    return UserOut(
        id=line.id,
        name=line.name,
        login=line.login,
        role=Ref(id=line.role[0], name=line.role[1]),
        node=Ref(id=line.node[0], name=line.node[1]) if line.node else None,
        staff=Ref(id=line.staff[0], name=line.staff[1]) if line.staff else None,
        active=line.active,
        last_seen_at=line.last_seen_at,
        ways=list(line.ways),
    )


def _role(line: RoleLine) -> RoleOut:
    return RoleOut(
        id=line.id,
        name=line.name,
        built_in=line.key is not None,
        permissions=list(line.permissions),
        sees=line.sees,
        user_count=line.user_count,
    )


def _token(line: TokenLine) -> dict[str, Any]:
    return TokenOut.model_validate(line).model_dump()
