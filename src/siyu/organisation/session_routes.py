"""Signing in and out over HTTP, and what a person sets for themselves."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Cookie, Response

from siyu.kit.errors import SignInNeeded
from siyu.organisation import sign_in as sessions
from siyu.organisation.errors import SignInFailed, SignInPaused, WeakPassword
from siyu.organisation.schemas import MeOut, MeTenant, MeUser, SessionBody, SignInBody
from siyu.organisation.sign_in import SESSION_DAYS
from siyu.platform.access import Principal
from siyu.platform.http import COOKIE, DoWork, SignedIn, TheRuntime, problems
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

router = APIRouter(prefix="/session", tags=["session"])

SessionCookie = Annotated[str | None, Cookie(alias=COOKIE)]


@router.post("", responses=problems(SignInFailed, SignInPaused))
def sign_in(body: SignInBody, runtime: TheRuntime, response: Response) -> MeOut:
    """Sign in; the session comes back as a cookie that no script can read."""
    secret = sessions.sign_in(runtime, body.login, body.password)
    principal = sessions.authenticate(runtime, secret, None)
    if principal is None:
        raise SignInFailed
    with runtime.work_of(principal) as work:
        answer = _me(runtime, principal, work)
    keep_session(response, runtime, secret)
    return answer


def keep_session(response: Response, runtime: Runtime, secret: str) -> None:
    """Hand the browser the cookie of its session."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=SESSION_DAYS * 86_400,
        httponly=True,
        samesite="lax",
        secure=over_https(runtime),
    )


def over_https(runtime: Runtime) -> bool:
    """Whether people reach this installation over HTTPS."""
    return urlsplit(runtime.settings.public_url).scheme == "https"


@router.get("", responses=problems(SignInNeeded))
def who_am_i(
    runtime: TheRuntime, principal: SignedIn, work: DoWork, cookie: SessionCookie = None
) -> MeOut:
    """Who is signed in, where, and what they may do."""
    return _me(runtime, principal, work, cookie)


@router.patch("", responses=problems(SignInNeeded, SignInFailed, WeakPassword))
def change_mine(
    body: SessionBody,
    runtime: TheRuntime,
    principal: SignedIn,
    work: DoWork,
    cookie: SessionCookie = None,
) -> MeOut:
    """Set one's language, or one's password, which ends every session."""
    if principal.user_id is not None and body.language is not None:
        sessions.speak(work, principal.user_id, body.language)
    if principal.user_id is not None and body.password is not None:
        old = body.old_password or ""
        sessions.change_own_password(work, principal.user_id, old=old, new=body.password)
    return _me(runtime, principal, work, cookie)


@router.delete("", status_code=204, responses=problems(SignInNeeded))
def sign_out(response: Response, work: DoWork, cookie: SessionCookie = None) -> None:
    """End this session."""
    if cookie is not None:
        sessions.sign_out(work, cookie)
    response.delete_cookie(COOKIE)


def _me(runtime: Runtime, principal: Principal, work: Work, cookie: str | None = None) -> MeOut:
    if principal.user_id is None:
        raise SignInNeeded
    me = sessions.me(work, principal.user_id)
    return MeOut(
        user=MeUser(id=me.user_id, name=me.name, login=me.login, language=me.language),
        tenant=MeTenant.model_validate(me.tenant),
        permissions=sorted(principal.permissions),
        demo=runtime.settings.demo,
        sandbox_url=runtime.settings.sandbox_url or None,
        farewell_url=sessions.farewell_url(work, cookie) if cookie else None,
    )
