"""Signing in elsewhere: sent away, come back with a code, let in as a user of ours.

What is spent outside, the code, is spent between two Works; the second decides who it is. Wrong
passwords do not stand in the way: nobody guesses here.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from siyu.channels.wecom import service as wecom
from siyu.channels.wecom.errors import WecomRefused
from siyu.organisation import journeys, openid, provider, rules, ways
from siyu.organisation.errors import (
    AccountClosed,
    CodeSpent,
    DomainRefused,
    LinkTaken,
    LoginTaken,
    NobodyLinked,
    NotOurStaff,
    SeveralLinked,
)
from siyu.organisation.journeys import ACTOR, Journey
from siyu.organisation.models import SignInLink, Staff, User
from siyu.organisation.openid import Claims
from siyu.organisation.queries import by_userid, whole
from siyu.organisation.reading import make_known
from siyu.organisation.roles import Grantor
from siyu.organisation.sign_in import open_session
from siyu.organisation.tenants import tenant_facts
from siyu.organisation.users import add_user
from siyu.organisation.ways import Arrival, arrival_for, claimed, whom_to_ask
from siyu.platform.access import Actor
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

BAD_CODE = "bad_code"


@dataclass(frozen=True)
class Away:
    """Where a browser goes, and the journey it is on."""

    href: str
    journey: Journey


def send_away(runtime: Runtime, journey: Journey, *, inside_wecom: bool = False) -> Away:
    """Send a browser to sign in elsewhere. Raises WayClosed, NotConnected, ProviderSilent."""
    state = journeys.state_of(runtime.secrets, journey)
    back = journeys.return_address(runtime)
    with runtime.work(journey.tenant_id, actor=ACTOR) as work:
        ways.demand(work, journey.way)
        if journey.way == "wecom":
            return Away(wecom.sign_in_page(work, back, state, inside=inside_wecom), journey)
        client = ways.client(work)
    page = openid.page(
        provider.described(client.issuer),
        client_id=client.client_id,
        redirect_uri=back,
        state=state,
        nonce=journey.nonce,
        verifier=journey.verifier,
    )
    return Away(page, journey)


def let_in(runtime: Runtime, journey: Journey, code: str) -> str:
    """The secret of a session for whoever came back with a code."""
    if journey.way == "wecom":
        return _by_wecom(runtime, journey, code)
    return _by_openid(runtime, journey, code)


def _by_wecom(runtime: Runtime, journey: Journey, code: str) -> str:
    with runtime.work(journey.tenant_id, actor=ACTOR) as work:
        ways.demand(work, "wecom")
        brand = tenant_facts(work).name
    try:
        who = wecom.signed_in(runtime, journey.tenant_id, code)
    except WecomRefused as refused:
        if refused.outcome.name != BAD_CODE:
            raise
        raise CodeSpent from refused
    if not who.userid:
        raise NotOurStaff(brand=brand)
    make_known(runtime, journey.tenant_id, who.userid)
    with runtime.work(journey.tenant_id, actor=ACTOR) as work:
        user_id = _user_of_staff(runtime, work, who.userid)
        return _session(work, user_id, "session.wecom")


def _user_of_staff(runtime: Runtime, work: Work, userid: str) -> UUID:
    """The one user who is this member of staff, made now where the owner allows it."""
    staff = work.session.scalar(by_userid(work, [userid]).with_for_update())
    if staff is None or staff.state == "left":
        raise NotOurStaff(brand=tenant_facts(work).name)
    mine = whole(work).scope(User).where(User.staff_id == staff.id)
    users = work.session.scalars(mine).all()
    active = [user for user in users if user.active]
    if len(active) > 1:
        raise SeveralLinked(count=len(active), name=staff.name, whom=whom_to_ask(work))
    if active:
        return active[0].id
    if users:
        raise AccountClosed(name=staff.name, whom=whom_to_ask(work))
    arrival = arrival_for(ways.ways(work), "wecom")
    if arrival is None:
        raise NobodyLinked(name=staff.name, whom=whom_to_ask(work))
    return _arrived_staff(runtime, work, staff, arrival)


def _arrived_staff(runtime: Runtime, work: Work, staff: Staff, arrival: Arrival) -> UUID:
    placed = {"staff_id": staff.id, "node_id": arrival.node_id or staff.node_id}
    # Userids are the corp's own; logins are one for the whole installation.
    login = f"{staff.userid}.{work.tenant_id.hex[-6:]}"
    return _arrive(runtime, work, arrival, name=staff.name, login=login, **placed)


def _by_openid(runtime: Runtime, journey: Journey, code: str) -> str:
    with runtime.work(journey.tenant_id, actor=ACTOR) as work:
        ways.demand(work, "openid")
        client = ways.client(work)
    known = provider.described(client.issuer)
    token = provider.tokened(
        client,
        known,
        code=code,
        redirect_uri=journeys.return_address(runtime),
        verifier=journey.verifier,
    )
    claims = provider.checked(client, token, journey.nonce)
    farewell = openid.farewell(known, client.client_id, f"{journeys.our_address(runtime)}/sign-in")
    with runtime.work(journey.tenant_id, actor=ACTOR) as work:
        user_id = _user_of_account(runtime, work, journey, client.issuer, claims)
        return _session(work, user_id, "session.openid", farewell)


def _user_of_account(
    runtime: Runtime, work: Work, journey: Journey, issuer: str, claims: Claims
) -> UUID:
    """The user an account is linked to, linked now where that is allowed."""
    found = ways.demand(work, "openid")
    _demand_domain(found.domains, claims)
    link = _link(work, issuer, claims.subject)
    if link is None:
        user_id = journey.user_id or _newcomer(runtime, work, found, claims)
        link = _linked(work, user_id, issuer, claims.subject)
    elif journey.user_id not in (None, link.user_id):
        raise LinkTaken(issuer=issuer)
    if not whole(work).get(User, link.user_id).active:
        raise AccountClosed(name=claims.name, whom=whom_to_ask(work))
    link.used_at = work.now()
    return link.user_id


def _newcomer(runtime: Runtime, work: Work, found: ways.Ways, claims: Claims) -> UUID:
    """Whoever an unlinked account is: the user of its address, or somebody new, if allowed."""
    if found.links_by_email and claims.email:
        login = rules.normal_login(claims.email)
        user = work.session.scalar(whole(work).scope(User).where(User.login == login))
        if user is not None:
            return user.id
    arrival = arrival_for(found, "openid", claimed(dict(claims.all), found.role_claim))
    if arrival is None:
        raise NobodyLinked(name=claims.name, whom=whom_to_ask(work))
    login = claims.email or f"openid:{claims.subject}"
    return _arrive(runtime, work, arrival, name=claims.name, login=login, node_id=arrival.node_id)


def _arrive(
    runtime: Runtime,
    work: Work,
    arrival: Arrival,
    *,
    name: str,
    login: str,
    node_id: UUID | None,
    staff_id: UUID | None = None,
) -> UUID:
    """A user made by signing in. Someone who has the login already is not theirs to become."""
    every = frozenset(runtime.registry.permissions)
    try:
        return add_user(
            work,
            name=name[:100],
            login=login[:100],
            role_id=arrival.role_id,
            by=Grantor(every, every),
            node_id=node_id,
            staff_id=staff_id,
        ).id
    except LoginTaken as taken:
        raise NobodyLinked(name=name, whom=whom_to_ask(work)) from taken


def _demand_domain(domains: tuple[str, ...], claims: Claims) -> None:
    if not domains:
        return
    host = (claims.email or "").rpartition("@")[2].lower()
    if host not in domains:
        raise DomainRefused(domains=", ".join(domains))


def _link(work: Work, issuer: str, subject: str) -> SignInLink | None:
    mine = work.scope(SignInLink).where(SignInLink.issuer == issuer, SignInLink.subject == subject)
    return work.session.scalar(mine.with_for_update())


def _linked(work: Work, user_id: UUID, issuer: str, subject: str) -> SignInLink:
    link = work.add(
        SignInLink(user_id=user_id, issuer=issuer, subject=subject, linked_at=work.now())
    )
    work.audit("user.linked", "user", user_id, after={"issuer": issuer})
    return link


def _session(work: Work, user_id: UUID, what: str, farewell_url: str | None = None) -> str:
    user = whole(work).get(User, user_id, lock=True)
    if not user.active:
        raise AccountClosed(name=user.name, whom=whom_to_ask(work))
    theirs = replace(work, actor=Actor.user(user_id))
    theirs.audit(what, "session", user_id, after={"name": user.name})
    return open_session(theirs, user_id, farewell_url=farewell_url)
