"""Sign-in: who asks, by cookie or token; wrong passwords are counted before they are checked.

A try is counted first and the password checked outside any transaction, so that a hundred guesses
sent at once count as a hundred. Logins that nobody has are counted and timed like those that are.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from siyu.organisation import passwords, rules
from siyu.organisation.errors import SignInFailed, SignInPaused
from siyu.organisation.models import ApiToken, Node, Role, SignInSession, SignInTries, Staff, User
from siyu.organisation.queries import whole
from siyu.organisation.refs import TenantFacts
from siyu.organisation.tenants import tenant_facts
from siyu.organisation.users import set_password
from siyu.platform.access import Actor, Principal, Reach
from siyu.platform.clock import real_now
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

SESSION_DAYS = 7
FORGET_TRIES_AFTER = timedelta(days=1)
SEEN_EVERY = timedelta(minutes=1)

COUNT_TRY = text(
    "INSERT INTO sign_in_tries AS kept (mark, failures, tried_at) VALUES (:mark, 1, :now)"
    " ON CONFLICT (mark) DO UPDATE SET tried_at = :now,"
    " failures = CASE WHEN kept.tried_at < :forget THEN 1 ELSE kept.failures + 1 END"
    " WHERE kept.locked_until IS NULL OR kept.locked_until <= :now RETURNING failures"
)
FORGET = text(
    "DELETE FROM sign_in_tries WHERE mark IN (SELECT mark FROM sign_in_tries"
    " WHERE tried_at < :forget LIMIT 20 FOR UPDATE SKIP LOCKED)"
)


@dataclass(frozen=True)
class Me:
    """Who is signed in, and where."""

    user_id: UUID
    name: str
    login: str
    language: str
    tenant: TenantFacts


@dataclass(frozen=True)
class Known:
    """What is kept of a login, if anybody has it."""

    user_id: UUID
    tenant_id: UUID
    password_hash: str | None


def sign_in(runtime: Runtime, login: str, password: str) -> str:
    """The secret of a new session, for the cookie. Raises SignInFailed, SignInPaused."""
    kept = rules.normal_login(login)
    known = _counted(runtime, kept)
    matching = passwords.matches(password, known.password_hash if known else None)
    if known is None or not matching:
        raise SignInFailed
    with runtime.work(known.tenant_id, actor=Actor.user(known.user_id)) as work:
        user = work.get(User, known.user_id, lock=True)
        if user.password_hash != known.password_hash or not user.active:
            raise SignInFailed
        forget_tries(work, kept)
        return open_session(work, known.user_id)


def open_session(work: Work, user_id: UUID, *, farewell_url: str | None = None) -> str:
    """The secret of a new session of someone who has shown who they are."""
    secret = secrets.token_urlsafe(32)
    work.add(
        SignInSession(
            user_id=user_id,
            token_hash=_hash(secret),
            expires_at=real_now() + timedelta(days=SESSION_DAYS),
            farewell_url=farewell_url,
        )
    )
    return secret


def _counted(runtime: Runtime, login: str) -> Known | None:
    """Count a try and look the login up. Raises SignInPaused, for the right password too."""
    mark, now = runtime.secrets.blind("login", login), runtime.clock.now()
    asked = {"mark": mark, "now": now, "forget": now - FORGET_TRIES_AFTER}
    with runtime.sessions.begin() as session:
        session.execute(FORGET, asked)
        failures = session.scalar(COUNT_TRY, asked)
        tries = session.get_one(SignInTries, mark)
        if failures is None:
            left = (tries.locked_until or now) - now
            raise SignInPaused(seconds=max(1, round(left.total_seconds())))
        pause = rules.lock_seconds(failures)
        tries.locked_until = now + timedelta(seconds=pause) if pause else None
        user = session.scalar(select(User).where(User.login == login, User.active))
        return Known(user.id, user.tenant_id, user.password_hash) if user else None


def forget_tries(work: Work, login: str) -> None:
    """Let a login try again at once."""
    mark = work.secrets.blind("login", rules.normal_login(login))
    work.session.execute(delete(SignInTries).where(SignInTries.mark == mark))


def sign_out(work: Work, secret: str) -> None:
    """End the session of this cookie."""
    session = _session(work, secret)
    if session is not None and session.revoked_at is None:
        session.revoked_at = work.now()


def farewell_url(work: Work, secret: str) -> str | None:
    """Where whoever has this cookie signs out of their provider too, if they came by one."""
    session = _session(work, secret)
    return session.farewell_url if session else None


def _session(work: Work, secret: str) -> SignInSession | None:
    mine = work.scope(SignInSession).where(SignInSession.token_hash == _hash(secret))
    return work.session.scalar(mine)


def me(work: Work, user_id: UUID) -> Me:
    """The signed-in person."""
    user = whole(work).get(User, user_id)
    facts = tenant_facts(work)
    return Me(user.id, user.name, user.login, user.language, facts)


def speak(work: Work, user_id: UUID, language: str) -> None:
    """Set the language a person is spoken to in."""
    whole(work).get(User, user_id, lock=True).language = language


def change_own_password(work: Work, user_id: UUID, *, old: str, new: str) -> None:
    """Raises SignInFailed if the old one is wrong, and WeakPassword."""
    user = whole(work).get(User, user_id, lock=True)
    if not passwords.matches(old, user.password_hash):
        raise SignInFailed
    set_password(work, user, new)


def authenticate(runtime: Runtime, cookie: str | None, bearer: str | None) -> Principal | None:
    """Who asks, or None. Read afresh each time: what was revoked or taken away holds at once."""
    with runtime.sessions.begin() as session:
        if bearer is not None:
            return _by_token(runtime, session, bearer)
        return _by_cookie(runtime, session, cookie) if cookie else None


def _by_cookie(runtime: Runtime, session: Session, cookie: str) -> Principal | None:
    found = session.execute(
        select(User, Role)
        .join(SignInSession, SignInSession.user_id == User.id)
        .join(Role, Role.id == User.role_id)
        .where(SignInSession.token_hash == _hash(cookie), SignInSession.revoked_at.is_(None))
        .where(SignInSession.expires_at > real_now(), User.active)
    ).first()
    if found is None:
        return None
    user, role = found
    _saw(session, user, runtime.clock.now())
    rights = rules.resolved(role.permissions, runtime.registry.permissions)
    return _principal(session, user, role, Actor.user(user.id), rights)


def _by_token(runtime: Runtime, session: Session, bearer: str) -> Principal | None:
    now = runtime.clock.now()
    found = session.execute(
        select(ApiToken, User, Role)
        .join(User, User.id == ApiToken.user_id)
        .join(Role, Role.id == User.role_id)
        .where(ApiToken.token_hash == _hash(bearer), ApiToken.revoked_at.is_(None), User.active)
    ).first()
    if found is None:
        return None
    token, user, role = found
    if token.expires_at is not None and token.expires_at <= now:
        return None
    if token.last_used_at is None or now - token.last_used_at >= SEEN_EVERY:
        token.last_used_at = now
    makers = rules.resolved(role.permissions, runtime.registry.permissions)
    rights = makers & frozenset(token.permissions)
    return _principal(session, user, role, Actor(f"token:{token.id}"), rights)


def _principal(
    session: Session, user: User, role: Role, actor: Actor, rights: frozenset[str]
) -> Principal:
    return Principal(
        tenant_id=user.tenant_id,
        actor=actor,
        permissions=rights,
        reach=reach_of(session, user, role),
        language=user.language,
        user_id=user.id,
    )


def reach_of(session: Session, user: User, role: Role) -> Reach:
    """How far a user sees now. Whoever stands nowhere sees nothing."""
    if role.sees == "own":
        return _own(session, user)
    root = session.get(Node, user.node_id) if user.node_id else None
    if root is None:
        return Reach(frozenset(), frozenset())
    if root.kind == "hq":
        return Reach.all()
    below = select(Node.id).where(
        Node.tenant_id == user.tenant_id, Node.path.contains([user.node_id])
    )
    node_ids = frozenset(session.scalars(below))
    staff = select(Staff.id).where(Staff.tenant_id == user.tenant_id, Staff.node_id.in_(node_ids))
    return Reach(staff_ids=frozenset(session.scalars(staff)), node_ids=node_ids)


def _own(session: Session, user: User) -> Reach:
    staff = session.get(Staff, user.staff_id) if user.staff_id else None
    if staff is None:
        return Reach(frozenset(), frozenset())
    return Reach(staff_ids=frozenset({staff.id}), node_ids=frozenset({staff.node_id}))


def _saw(session: Session, user: User, now: datetime) -> None:
    if user.last_seen_at is not None and now - user.last_seen_at < SEEN_EVERY:
        return
    # A row held by someone else's change is not worth waiting for.
    free = select(User.id).where(User.id == user.id).with_for_update(skip_locked=True)
    seen = update(User).where(User.id.in_(free)).values(last_seen_at=now)
    session.execute(seen, execution_options={"synchronize_session": False})


def _hash(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
