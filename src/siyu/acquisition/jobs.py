"""What acquisition does by itself: it counts and greets new friends, and keeps codes up to date."""

from collections.abc import Sequence
from datetime import datetime

from siyu.acquisition import arrivals, counting, greeting, queries
from siyu.acquisition.events import LiveCodeChanged, SourceSaved
from siyu.acquisition.models import LiveCode, LiveCodeAdd
from siyu.acquisition.publishing import ACTOR, publish_next
from siyu.acquisition.refreshing import refresh_due
from siyu.channels.wecom.events import WecomConnected
from siyu.customers.events import FriendAdded, FriendConfirmed, FriendLost
from siyu.messaging.events import WelcomeSent
from siyu.organisation.events import (
    StaffJoined,
    StaffLeft,
    StaffWentOffline,
    StaffWentOnline,
)
from siyu.platform.clock import real_now
from siyu.platform.declarations import Listener, Loop, Recorded
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

FOUND_BY_SYNC = "sync"
"""The first reading of everyone who is a friend already: none of them is new."""


def on_friends(work: Work, events: Sequence[Recorded]) -> None:
    """Count, equip and greet new friends; note those that are lost."""
    by = greeting.greeter(work)
    for recorded in events:
        match recorded.event:
            case FriendAdded() as friend:
                add = counting.count(work, friend)
                code = work.get(LiveCode, add.live_code_id) if add else None
                if add is not None and code is not None and not friend.half:
                    greeting.equip(work, code, add)
                if friend.found_by != FOUND_BY_SYNC:
                    greeting.greet(work, by, friend, code)
            case FriendConfirmed() as friend:
                _on_confirmed(work, friend)
            case FriendLost() as lost:
                counting.end(work, lost.relation_id, counting.LOST, recorded.happened_at)


def _on_confirmed(work: Work, friend: FriendConfirmed) -> None:
    """WeCom takes tags and remarks only now that both sides are friends."""
    add: LiveCodeAdd | None = work.session.scalars(
        queries.last_add(work, friend.relation_id)
    ).first()
    if add is not None:
        greeting.equip(work, work.get(LiveCode, add.live_code_id), add)


def on_welcomes(work: Work, events: Sequence[Recorded]) -> None:
    """Count the welcomes that were sent, for their rule and for the code."""
    for recorded in events:
        if isinstance(recorded.event, WelcomeSent):
            greeting.count_sent(work, recorded.event.delivery_id)
            _note_welcome(work, recorded.event, recorded.happened_at)


def _note_welcome(work: Work, sent: WelcomeSent, at: datetime) -> None:
    counting.end(work, sent.relation_id, counting.WELCOMED, at)


def on_arrivals(work: Work, events: Sequence[Recorded]) -> None:
    """Keep by which source friends came; codes that have got a source give it to theirs."""
    told = [one.event for one in events]
    arrivals.on_friends(work, [one for one in told if isinstance(one, FriendAdded)])
    if any(isinstance(one, (SourceSaved, LiveCodeChanged)) for one in told):
        arrivals.adopt(work)


def on_staff(work: Work, events: Sequence[Recorded]) -> None:
    """Reckon the codes again on which someone can, or can no longer, take friends."""
    for recorded in events:
        match recorded.event:
            case StaffJoined() | StaffLeft() | StaffWentOffline() | StaffWentOnline() as event:
                for code in work.session.scalars(queries.of_staff(work, event.staff_id)):
                    code.dirty = True


def on_connected(work: Work, _events: Sequence[Recorded]) -> None:
    """WeCom is connected anew: try at once what had failed."""
    for code in work.session.scalars(work.scope(LiveCode).where(LiveCode.retry_at.is_not(None))):
        code.retry_at = None


def step(runtime: Runtime) -> bool:
    """Reckon what is due and write what differs, a batch and a code at a time."""
    asked = {"shown": runtime.clock.now(), "real": real_now()}
    with runtime.sessions.begin() as session:
        due = session.scalars(queries.TENANTS_DUE, asked).all()
    did = False
    for tenant_id in due:
        with runtime.work(tenant_id, actor=ACTOR) as work:
            did = bool(refresh_due(work)) or did
    with runtime.sessions.begin() as session:
        stale = session.scalars(queries.TENANTS_STALE, asked).all()
    for tenant_id in stale:
        did = publish_next(runtime, tenant_id) or did
    return did


LISTENERS = (
    Listener("acquisition.friends", (FriendAdded, FriendConfirmed, FriendLost), on_friends),
    Listener("acquisition.welcomes", (WelcomeSent,), on_welcomes),
    Listener(
        "acquisition.staff", (StaffJoined, StaffLeft, StaffWentOffline, StaffWentOnline), on_staff
    ),
    Listener("acquisition.arrivals", (FriendAdded, SourceSaved, LiveCodeChanged), on_arrivals),
    Listener("acquisition.connected", (WecomConnected,), on_connected),
)
LOOPS = (Loop("live_codes", step, idle_seconds=0.2),)
