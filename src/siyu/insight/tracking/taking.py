"""What a request of the snippet tells: read, judged, and each event taken once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import isfinite
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.dialects.postgresql import insert

from siyu.customers import service as customers
from siyu.customers.service import KnownAccount
from siyu.insight.tracking import naming, rules, tokens, visitors, wire
from siyu.insight.tracking.events import DoneOnSite, ElementClicked, PageLeft, PageViewed
from siyu.insight.tracking.models import Site, SiteHit, SiteVisit, SiteVisitor
from siyu.insight.tracking.outcomes import HitKind, HitOutcome, NameKind
from siyu.insight.tracking.rules import Came
from siyu.insight.tracking.wire import Said, Sending
from siyu.platform.clock import real_now
from siyu.platform.declarations import Event
from siyu.platform.work import Work

NEW_HITS = insert(SiteHit).on_conflict_do_nothing().returning(SiteHit.id)


@dataclass(frozen=True)
class Fit:
    """An event that may be taken: whose parts were found to be in order."""

    id: UUID
    kind: HitKind
    at: datetime
    page: str
    said: Said
    came: Came
    element: str = ""
    kind_id: UUID | None = None
    account: KnownAccount | None = None

    @property
    def number(self) -> float | None:
        return self.said.y

    @property
    def names(self) -> list[naming.Name]:
        """What has to be known by an id before the event is written."""
        element = [(NameKind.ELEMENT, self.element)] if self.element else []
        properties = [(NameKind.PROPERTY, name) for name in self.said.z]
        return [(NameKind.PAGE, self.page), *element, *properties]


@dataclass
class Taking:
    """One request under way: of which site, by which clocks, and who was met in it."""

    work: Work
    site: Site
    received_at: datetime
    sent_ms: int
    agreed: bool
    kinds: Mapping[str, UUID]
    met: dict[str, SiteVisitor]
    ids: dict[naming.Name, UUID]
    visits: dict[tuple[UUID, UUID], SiteVisit]

    @property
    def knows(self) -> bool:
        """Whether visitors may be told from each other."""
        return rules.may_know(self.site.consent, agreed=self.agreed)


def take(work: Work, site: Site, sending: Sending) -> Counter[HitOutcome]:
    """Keep what a request tells of a site; how many of its events had which outcome."""
    agreed = sending.c == 1
    if sending.f is not None:
        visitors.forget(work, site.id, sending.f)
    told, beyond = sending.e[: rules.MOST_EVENTS], len(sending.e[rules.MOST_EVENTS :])
    counts = Counter({HitOutcome.TOO_MANY: beyond} if beyond else {})
    if not rules.may_count(site.consent, agreed=agreed):
        return counts + Counter({HitOutcome.NO_CONSENT: len(told)})
    taking = Taking(work, site, work.now(), sending.n, agreed, {}, {}, {}, {})
    said = [wire.event(one) for one in told]
    _prepare(taking, [one for one in said if one is not None])
    judged = [_judged(taking, one) for one in said]
    counts.update(one for one in judged if isinstance(one, HitOutcome))
    return counts + _write(taking, [one for one in judged if isinstance(one, Fit)])


def _prepare(taking: Taking, said: Sequence[Said]) -> None:
    """Ask once what many events need."""
    kinds = {one.k for one in said}
    if HitKind.EVENT in kinds:
        taking.kinds = {one.name: one.id for one in customers.outside_kinds(taking.work)}
    if HitKind.IDENTIFY in kinds:
        # Before any visitor is locked, as a merge does.
        customers.steady(taking.work)


def _judged(taking: Taking, said: Said | None) -> Fit | HitOutcome:
    """An event in order, or why it is refused."""
    if said is None or said.k not in set(HitKind) or not _in_order(said):
        return HitOutcome.UNFIT
    at = rules.happened(taking.received_at, taking.sent_ms - said.t)
    page = rules.page_name(said.p, collapse_ids=taking.site.collapse_ids)
    if isinstance(at, HitOutcome):
        return at
    if page is None:
        return HitOutcome.UNFIT
    came, id = rules.came_by(said.u, said.r), uuid5(taking.site.id, said.i)
    return _fit(taking, Fit(id, HitKind(said.k), at, page, said, came))


def _fit(taking: Taking, one: Fit) -> Fit | HitOutcome:
    """An event with what its kind needs."""
    said = one.said
    match one.kind:
        case HitKind.PAGE:
            return one
        case HitKind.LEAVE:
            return one if 1 <= (said.y or 0) <= rules.MOST_SECONDS else HitOutcome.UNFIT
        case HitKind.CLICK:
            element = rules.word(said.x)
            return replace(one, element=element) if element else HitOutcome.UNFIT
        case HitKind.EVENT:
            known = taking.kinds.get(said.x)
            return replace(one, kind_id=known) if known else HitOutcome.UNKNOWN_KIND
        case HitKind.IDENTIFY:
            return _identified(taking, one)


def _in_order(said: Said) -> bool:
    numbers = [*said.z.values(), *([] if said.y is None else [said.y])]
    few = len(said.z) <= rules.MOST_PROPERTIES
    return few and all(map(isfinite, numbers)) and all(map(rules.is_property, said.z))


def _identified(taking: Taking, fit: Fit) -> Fit | HitOutcome:
    """Who a token says this is."""
    site, work = taking.site, taking.work
    if not taking.knows or fit.said.v is None:
        return HitOutcome.NO_CONSENT
    secret = work.secrets.open(site.secret_sealed)
    whose = tokens.account(fit.said.x, key=site.key, secret=secret, now=real_now())
    if isinstance(whose, HitOutcome):
        return whose
    known = customers.known_account(work, whose)
    return replace(fit, account=known) if known else HitOutcome.UNKNOWN_ACCOUNT


def _write(taking: Taking, fit: Sequence[Fit]) -> Counter[HitOutcome]:
    """Keep what was not told before."""
    if not fit:
        return Counter()
    work, site = taking.work, taking.site
    if taking.knows:
        told = {one.said.v for one in fit if one.said.v is not None}
        taking.met = visitors.meet(work, site.id, told, at=taking.received_at)
    taking.ids = naming.ids(work, site.id, {name for one in fit for name in one.names})
    once = {one.id: one for one in fit}
    new = _new(taking, once)
    for id, one in once.items():
        if id in new:
            _emit(taking, one)
    return Counter({HitOutcome.TAKEN: len(new), HitOutcome.REPEATED: len(fit) - len(new)})


def _new(taking: Taking, once: Mapping[UUID, Fit]) -> set[UUID]:
    """Those of these events that were not told before; from now on they were."""
    now = real_now()
    rows = [_hit(taking, once[id], now) for id in sorted(once)]
    return set(taking.work.session.scalars(NEW_HITS, rows))


def _hit(taking: Taking, fit: Fit, now: datetime) -> dict[str, object]:
    named = taking.ids[NameKind.ELEMENT, fit.element] if fit.element else fit.kind_id
    visitor = _visitor(taking, fit)
    return {
        "id": fit.id,
        "tenant_id": taking.work.tenant_id,
        "site_id": taking.site.id,
        "kind": fit.kind,
        "page_id": taking.ids[NameKind.PAGE, fit.page],
        "named_id": named,
        "number": fit.number,
        "is_customer": bool(fit.account or (visitor and visitor.customer_id)),
        "happened_at": fit.at,
        "received_at": now,
    }


def _visitor(taking: Taking, fit: Fit) -> SiteVisitor | None:
    return taking.met.get(fit.said.v) if fit.said.v is not None else None


def _emit(taking: Taking, fit: Fit) -> None:
    """Write one event to the log, under whoever its browser is known as by now."""
    work, visitor = taking.work, _visitor(taking, fit)
    if fit.account is not None and visitor is not None and fit.said.v is not None:
        taking.met[fit.said.v] = visitors.recognise(work, visitor, fit.account)
        return
    page_id = taking.ids[NameKind.PAGE, fit.page]
    visit, entry = _visit(taking, fit, visitor, page_id)
    where: dict[str, Any] = {
        "customer_id": visitor.customer_id if visitor else None,
        "visitor_id": visitor.id if visitor else None,
        "visit_id": visit.id if visit else None,
        "site_id": taking.site.id,
        "page_id": page_id,
    }
    if fit.kind is HitKind.PAGE:
        touch = visit.touch_id if visit else naming.touch_id(work, taking.site.id, fit.came)
        first = visitor.first_touch_id if visitor else None
        viewed = PageViewed(**where, entry=entry, touch_id=touch, first_touch_id=first)
        work.emit(viewed, at=fit.at)
    else:
        work.emit(_done(taking, fit, where), at=fit.at)


def _visit(
    taking: Taking, fit: Fit, visitor: SiteVisitor | None, page_id: UUID
) -> tuple[SiteVisit | None, bool]:
    """The visit of an event, and whether it begins with it."""
    told_id = fit.said.visit
    if visitor is None or told_id is None:
        return None, False
    key = (visitor.id, told_id)
    if key in taking.visits:
        return taking.visits[key], False
    visit, begins = visitors.visit(taking.work, visitor, told_id, page_id, fit.came, at=fit.at)
    taking.visits[key] = visit
    return visit, begins


def _done(taking: Taking, fit: Fit, where: dict[str, Any]) -> Event:
    if fit.kind is HitKind.CLICK:
        return ElementClicked(**where, element_id=taking.ids[NameKind.ELEMENT, fit.element])
    if fit.kind_id is not None:
        numbers = {taking.ids[NameKind.PROPERTY, name]: y for name, y in fit.said.z.items()}
        return DoneOnSite(
            **where,
            kind_id=fit.kind_id,
            number=fit.number,
            property_ids=tuple(numbers),
            values=tuple(numbers.values()),
        )
    return PageLeft(**where, seconds=round(fit.number or 0))
