"""A browser sent away to sign in: bound to it by a sealed cookie, back once within five minutes.

The state that goes along is signed and stands in the cookie too, so a page that another browser
began leads nowhere here. Times are real: providers know no other.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from siyu.kit.ids import new_id
from siyu.organisation.errors import JourneyLate, JourneyUsed, OtherBrowser
from siyu.organisation.models import SignInJourney
from siyu.platform.access import Actor
from siyu.platform.clock import real_now
from siyu.platform.runtime import Runtime
from siyu.platform.secrets import Secrets

MINUTES = 5
ACTOR = Actor.system("sign-in")


@dataclass(frozen=True, kw_only=True)
class Journey:
    """What is remembered of a browser while it is away; `user_id` is who only links an account."""

    id: UUID
    tenant_id: UUID
    way: str
    nonce: str
    verifier: str
    back_to: str
    ends_at: datetime
    user_id: UUID | None = None


def depart(
    tenant_id: UUID, way: str, *, back_to: str = "/", user_id: UUID | None = None
) -> Journey:
    """A new journey; nothing is kept of it here until it comes back."""
    return Journey(
        id=new_id(),
        tenant_id=tenant_id,
        way=way,
        nonce=secrets.token_urlsafe(24),
        verifier=secrets.token_urlsafe(48),
        back_to=back_to,
        ends_at=real_now() + timedelta(minutes=MINUTES),
        user_id=user_id,
    )


def state_of(seal: Secrets, journey: Journey) -> str:
    """What goes along; letters and digits alone, 128 at most (WeCom 91022)."""
    return journey.id.hex + seal.sign(f"sign-in {journey.id.hex}")


def packed(seal: Secrets, journey: Journey) -> str:
    """The journey as a cookie that only we can open."""
    return urlsafe_b64encode(seal.seal(msgspec.json.encode(journey).decode())).decode()


def come_back(runtime: Runtime, cookie: str | None, state: str) -> Journey:
    """What a browser comes back from, once. Raises OtherBrowser, JourneyUsed, JourneyLate."""
    journey = _opened(runtime.secrets, cookie)
    if journey is None or not _same(state_of(runtime.secrets, journey), state):
        raise OtherBrowser(address=our_address(runtime))
    if not _first_time(runtime, journey):
        raise JourneyUsed
    if journey.ends_at < real_now():
        raise JourneyLate
    return journey


def our_address(runtime: Runtime) -> str:
    """The address that people reach this installation under."""
    settings = runtime.settings
    return (settings.public_url or f"http://{settings.host}:{settings.web_port}").rstrip("/")


def return_address(runtime: Runtime) -> str:
    """Where providers send browsers back to; the one address they have to know."""
    return f"{our_address(runtime)}/sign-in/return"


def _opened(seal: Secrets, cookie: str | None) -> Journey | None:
    try:
        sealed = urlsafe_b64decode((cookie or "").encode())
        return msgspec.json.decode(seal.open(sealed), type=Journey)
    except (ValueError, NotBase64, msgspec.MsgspecError):
        return None


def _same(ours: str, theirs: str) -> bool:
    return hmac.compare_digest(ours.encode(), theirs.encode())


def _first_time(runtime: Runtime, journey: Journey) -> bool:
    """Take the journey; of two that come at once the constraint lets one through."""
    now = real_now()
    row = {
        "id": journey.id, "tenant_id": journey.tenant_id, "way": journey.way, "came_back_at": now,
    }  # fmt: skip
    old = SignInJourney.came_back_at < now - timedelta(days=1)
    taken = insert(SignInJourney).values(row).on_conflict_do_nothing().returning(SignInJourney.id)
    with runtime.work(journey.tenant_id, actor=ACTOR) as work:
        mine = SignInJourney.tenant_id == journey.tenant_id
        work.session.execute(delete(SignInJourney).where(mine, old))
        return work.session.scalar(taken) is not None
