"""Signing in elsewhere over HTTP, and how an owner sets it up."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Cookie, Header, Response
from pydantic import Field, SecretStr

from siyu.channels.wecom.errors import NotConnected
from siyu.kit.errors import NotFound, SignInNeeded
from siyu.organisation import elsewhere, errors, journeys, trial
from siyu.organisation import ways as settings
from siyu.organisation.access_routes import By
from siyu.organisation.elsewhere import Away
from siyu.organisation.journeys import MINUTES
from siyu.organisation.schemas import NO_NUL, Name, Secret, Wire
from siyu.organisation.session_routes import keep_session, over_https
from siyu.organisation.tenants import all_tenants
from siyu.organisation.ways import Arrival, Way, Ways
from siyu.platform.http import DoWork, Language, SignedIn, TheRuntime, needs, problems
from siyu.platform.runtime import Runtime

router = APIRouter(tags=["session"])
MANAGE = needs("sign_in.manage")
COOKIE = "siyu_journey"
COOKIE_PATH = "/api/session"
JourneyCookie = Annotated[str | None, Cookie(alias=COOKIE)]
Path = Annotated[str, Field(max_length=2000, pattern=r"^/([^/\\\x00-\x1f][^\x00-\x1f]*)?$")]
Text = Annotated[str, Field(max_length=4000, pattern=NO_NUL)]
SENT_AWAY = problems(errors.WayClosed, NotConnected, errors.ProviderSilent, errors.ProviderWrong)


class WayOut(Wire):
    """A way that is open; `title` is what its button says, empty for WeCom."""

    way: Way
    title: str


class WaysOffered(Wire):
    brand: UUID | None
    items: list[WayOut]


class DepartureBody(Wire):
    way: Way
    brand: UUID
    back_to: Path = "/"


class DepartureOut(Wire):
    href: str


class ReturnBody(Wire):
    """What the provider sent back with the browser: a code, or why not."""

    state: Text
    code: Text = ""
    error: Text = ""


class ReturnOut(Wire):
    back_to: str


class ArrivalBody(Wire):
    """Who has `value` in the claim that tells roles comes in with this role, at this node."""

    role_id: UUID
    value: Name
    node_id: UUID | None = None


class WaysForm(Wire):
    """How people sign in; without a secret the one there is stays.

    `wecom_role_id` is what staff without a user come in with by WeCom; null lets none in.
    """

    wecom: bool = False
    wecom_role_id: UUID | None = None
    openid: bool = False
    title: Name = ""
    issuer: Secret = ""
    client_id: Secret = ""
    secret: SecretStr | None = None
    domains: Annotated[list[Name], Field(max_length=50)] = []
    links_by_email: bool = False
    role_claim: Name = ""
    arrivals: Annotated[list[ArrivalBody], Field(max_length=50)] = []

    def wanted(self) -> Ways:
        given = self.model_dump(exclude={"secret", "arrivals", "wecom_role_id"})
        arrivals = [Arrival(way="openid", **one.model_dump()) for one in self.arrivals]
        if self.wecom_role_id is not None:
            arrivals.append(Arrival(way="wecom", role_id=self.wecom_role_id))
        return Ways(**{**given, "domains": tuple(self.domains)}, arrivals=tuple(arrivals))

    def plain_secret(self) -> str | None:
        return self.secret.get_secret_value().strip() if self.secret else None


class WaysSet(Wire):
    """As set, without the secret; `return_address` is what the provider has to know."""

    wecom: bool
    wecom_role_id: UUID | None
    openid: bool
    title: str
    issuer: str
    client_id: str
    has_secret: bool
    domains: list[str]
    links_by_email: bool
    role_claim: str
    arrivals: list[ArrivalBody]
    brand: UUID
    return_address: str


class TrialOut(Wire):
    """One check; `state` is well, ill or skipped."""

    check: str
    title: str
    state: str
    sentence: str


class TrialsOut(Wire):
    items: list[TrialOut]
    next_cursor: None = None


@router.get("/session/ways")
def offered_ways(runtime: TheRuntime, brand: UUID | None = None) -> WaysOffered:
    """How one may sign in beside a password: the one brand's, or of several the one named."""
    known = [tenant.id for tenant in all_tenants(runtime.sessions)]
    tenant_id = known[0] if len(known) == 1 else brand
    if tenant_id not in known:
        return WaysOffered(brand=None, items=[])
    with runtime.work(tenant_id, actor=journeys.ACTOR) as work:
        found = settings.ways(work)
    titles: list[tuple[Way, str]] = [("wecom", ""), ("openid", found.title)]
    items = [WayOut(way=way, title=title) for way, title in titles if found.has(way)]
    return WaysOffered(brand=tenant_id, items=items)


@router.post("/session/departures", responses=SENT_AWAY)
def depart(
    body: DepartureBody,
    runtime: TheRuntime,
    response: Response,
    user_agent: Annotated[str, Header()] = "",
) -> DepartureOut:
    """Go and sign in elsewhere; the browser comes back within five minutes."""
    if body.brand not in {tenant.id for tenant in all_tenants(runtime.sessions)}:
        raise errors.WayClosed(way=body.way)
    journey = journeys.depart(body.brand, body.way, back_to=body.back_to)
    inside = "wxwork" in user_agent.lower()
    return _sent(runtime, response, elsewhere.send_away(runtime, journey, inside_wecom=inside))


@router.post("/session/links", responses=SENT_AWAY)
def link(runtime: TheRuntime, principal: SignedIn, response: Response) -> DepartureOut:
    """Go and link one's own account at the brand's provider to oneself."""
    if principal.user_id is None:
        raise SignInNeeded
    journey = journeys.depart(principal.tenant_id, "openid", back_to="/", user_id=principal.user_id)
    return _sent(runtime, response, elsewhere.send_away(runtime, journey))


@router.post(
    "/session/returns",
    responses=problems(
        errors.OtherBrowser,
        errors.JourneyUsed,
        errors.JourneyLate,
        errors.CodeSpent,
        errors.NobodyLinked,
        errors.ProviderRefused,
        errors.LinkTaken,
        errors.ProviderSilent,
    ),
)
def come_back(
    body: ReturnBody, runtime: TheRuntime, response: Response, cookie: JourneyCookie = None
) -> ReturnOut:
    """Come back and be signed in; once, and only in the browser that left."""
    journey = journeys.come_back(runtime, cookie, body.state)
    if body.error or not body.code:
        raise errors.ProviderRefused(issuer=journey.way, reason=body.error[:100] or "code")
    secret = elsewhere.let_in(runtime, journey, body.code)
    keep_session(response, runtime, secret)
    response.delete_cookie(COOKIE, path=COOKIE_PATH)
    return ReturnOut(back_to=journey.back_to)


@router.get("/sign-in-ways", dependencies=[MANAGE])
def read_ways(work: DoWork, runtime: TheRuntime) -> WaysSet:
    """How people sign in, without the secret."""
    return _set(work, runtime, settings.ways(work))


@router.put(
    "/sign-in-ways",
    dependencies=[MANAGE],
    responses=problems(
        NotFound,
        errors.BadIssuer,
        errors.EmptyText,
        errors.OwnerByHand,
        errors.NodeNeeded,
        errors.StaffNeeded,
        errors.BeyondYourRights,
        errors.BeyondYourSight,
    ),
)
def save_ways(form: WaysForm, work: DoWork, runtime: TheRuntime, by: By) -> WaysSet:
    """Set how people sign in; it holds at once."""
    if not work.reach.is_all:
        raise errors.BeyondYourSight
    saved = settings.save_ways(work, form.wanted(), by=by, secret=form.plain_secret())
    return _set(work, runtime, saved)


@router.post("/sign-in-ways/check", dependencies=[MANAGE], responses=problems(errors.WayClosed))
def check_ways(runtime: TheRuntime, principal: SignedIn, language: Language) -> TrialsOut:
    """Try the provider as it is saved; each check is well or says what mends it."""
    with runtime.work_of(principal) as work:
        client = settings.client(work)
    found = trial.tried(client, journeys.return_address(runtime))
    return TrialsOut(
        items=[
            TrialOut(
                check=one.check,
                title=one.title(language),
                state=one.state,
                sentence=one.sentence(language),
            )
            for one in found
        ]
    )


def _sent(runtime: Runtime, response: Response, away: Away) -> DepartureOut:
    response.set_cookie(
        COOKIE,
        journeys.packed(runtime.secrets, away.journey),
        max_age=MINUTES * 60,
        path=COOKIE_PATH,
        httponly=True,
        samesite="lax",
        secure=over_https(runtime),
    )
    return DepartureOut(href=away.href)


def _set(work: DoWork, runtime: Runtime, found: Ways) -> WaysSet:
    by_wecom = settings.arrival_for(found, "wecom")
    arrivals = [
        ArrivalBody(role_id=one.role_id, value=one.value, node_id=one.node_id)
        for one in found.arrivals
        if one.way == "openid"
    ]
    return WaysSet(
        **{**vars(found), "arrivals": arrivals},
        wecom_role_id=by_wecom.role_id if by_wecom else None,
        brand=work.tenant_id,
        return_address=journeys.return_address(runtime),
    )
