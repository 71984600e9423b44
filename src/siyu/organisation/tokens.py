"""API tokens: a program's key, shown once; it may what it names and its maker still may."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from siyu.kit.errors import NotFound
from siyu.organisation.errors import EmptyText, UnknownRight
from siyu.organisation.models import ApiToken
from siyu.organisation.roles import Grantor
from siyu.platform.work import Work

SHOWN_CHARACTERS = 10


@dataclass(frozen=True)
class TokenLine:
    """A token in a list."""

    id: UUID
    name: str
    permissions: tuple[str, ...]
    prefix: str
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


def add_token(
    work: Work,
    *,
    user_id: UUID,
    name: str,
    permissions: Iterable[str],
    by: Grantor,
    expires_days: int | None = None,
) -> tuple[TokenLine, str]:
    """A new token and its secret, which is not kept. Raises BeyondYourRights, UnknownRight."""
    rights = sorted(set(permissions))
    for right in rights:
        if right not in by.known:
            raise UnknownRight(field="permissions", permission=right)
    by.demand(rights)
    if not name.strip():
        raise EmptyText(field="name")
    secret = f"siyu_{secrets.token_urlsafe(32)}"
    token = work.add(
        ApiToken(
            user_id=user_id,
            name=name.strip(),
            permissions=rights,
            prefix=secret[:SHOWN_CHARACTERS],
            token_hash=sha256(secret.encode()).digest(),
            created_at=work.now(),
            expires_at=work.now() + timedelta(days=expires_days) if expires_days else None,
        )
    )
    work.audit("token.added", "token", token.id, after={"name": name, "permissions": rights})
    return _line(token), secret


def token_lines(work: Work, user_id: UUID) -> list[TokenLine]:
    """Living tokens, the newest first: all of them for who sees the whole brand, else one's own."""
    rows = work.scope(ApiToken).where(ApiToken.revoked_at.is_(None))
    if not work.reach.is_all:
        rows = rows.where(ApiToken.user_id == user_id)
    newest = rows.order_by(ApiToken.created_at.desc(), ApiToken.id)
    return [_line(token) for token in work.session.scalars(newest)]


def revoke_token(work: Work, token_id: UUID, user_id: UUID) -> None:
    """End a token, at once. Raises NotFound, also for someone else's that is out of sight."""
    token = work.get(ApiToken, token_id, lock=True)
    if token.user_id != user_id and not work.reach.is_all:
        raise NotFound(what="ApiToken", id=token_id)
    if token.revoked_at is None:
        token.revoked_at = work.now()
        work.audit("token.revoked", "token", token.id, before={"name": token.name})


def _line(token: ApiToken) -> TokenLine:
    return TokenLine(
        id=token.id,
        name=token.name,
        permissions=tuple(token.permissions),
        prefix=token.prefix,
        created_at=token.created_at,
        last_used_at=token.last_used_at,
        expires_at=token.expires_at,
    )
