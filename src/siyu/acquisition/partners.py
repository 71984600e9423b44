"""Partners: whom one works with, what was agreed, what they were given, and by which source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from siyu.acquisition.costs import CostEntry, keep_costs
from siyu.acquisition.errors import NameMissing, SpanWrong
from siyu.acquisition.models import LiveCode, Partner, Source
from siyu.acquisition.roster import tenant_zone
from siyu.acquisition.rules.channels import PARTNERS, Channel
from siyu.acquisition.sources import SourceDraft, add_source, all_sources, change_source
from siyu.kit.instants import local_day
from siyu.platform.work import Work

MOST_NAME = 40
AGREED_DAYS = 366 * 20


@dataclass(frozen=True, kw_only=True)
class PartnerDraft:
    """All that people decide of a partner; `terms` are the brand's own words."""

    name: str
    channel: Channel = Channel.PARTNER
    node_id: UUID | None = None
    agreed_from: date | None = None
    agreed_until: date | None = None
    terms: str = ""


def add_partner(work: Work, draft: PartnerDraft) -> Partner:
    """A new partner with a source of its own, under the partner brands if there are such."""
    _check(draft)
    roots = {one.mark: one for one in all_sources(work) if one.closed_at is None}
    root = roots.get(PARTNERS)
    source = add_source(work, _source_draft(draft, root.id if root else None))
    partner = work.add(Partner(name="", source_id=source.id, created_at=work.now()))
    _fill(partner, draft)
    work.session.flush()
    work.audit("partner.added", "partner", partner.id, after=_shown(partner))
    return partner


def change_partner(work: Work, partner_id: UUID, draft: PartnerDraft) -> Partner:
    """Replace what was agreed; the source goes by the partner's name."""
    partner = work.get(Partner, partner_id, lock=True)
    _check(draft)
    before = _shown(partner)
    source = work.get(Source, partner.source_id)
    if (source.name, source.channel, source.node_id) != (
        draft.name.strip(), draft.channel, draft.node_id
    ):  # fmt: skip
        change_source(work, source.id, _source_draft(draft, source.under_id))
    _fill(partner, draft)
    if _shown(partner) != before:
        work.audit("partner.changed", "partner", partner.id, before=before, after=_shown(partner))
    return partner


def give(work: Work, partner_id: UUID, given: Sequence[CostEntry]) -> int:
    """Goods and commission by day, as costs of the partner's source; how many changed."""
    return keep_costs(work, work.get(Partner, partner_id).source_id, given)


def all_partners(work: Work) -> Sequence[Partner]:
    """The partners in sight, by name."""
    return work.session.scalars(work.scope(Partner).order_by(Partner.name, Partner.id)).all()


def codes_of_source(work: Work, source_id: UUID) -> Sequence[LiveCode]:
    """The live codes in sight that belong to a source."""
    mine = work.scope(LiveCode).where(LiveCode.source_id == source_id)
    return work.session.scalars(mine.order_by(LiveCode.name, LiveCode.id)).all()


def _source_draft(draft: PartnerDraft, under_id: UUID | None) -> SourceDraft:
    return SourceDraft(
        name=draft.name, channel=draft.channel, under_id=under_id, node_id=draft.node_id
    )


def _check(draft: PartnerDraft) -> None:
    if not 0 < len(draft.name.strip()) <= MOST_NAME:
        raise NameMissing(field="name", most=MOST_NAME)
    if draft.agreed_from and draft.agreed_until and draft.agreed_until < draft.agreed_from:
        raise SpanWrong(field="agreed_until", most=AGREED_DAYS)


def _fill(partner: Partner, draft: PartnerDraft) -> None:
    partner.name, partner.terms = draft.name.strip(), draft.terms.strip()
    partner.agreed_from, partner.agreed_until = draft.agreed_from, draft.agreed_until


def _shown(partner: Partner) -> dict[str, Any]:
    return {
        "name": partner.name,
        "agreed_from": partner.agreed_from,
        "agreed_until": partner.agreed_until,
        "terms": partner.terms,
    }


def standing(work: Work, partner: Partner) -> str:
    """Whether an agreement is `none`, `coming`, `running` or `over` today."""
    today = local_day(work.now(), tenant_zone(work))
    if partner.agreed_from is None and partner.agreed_until is None:
        return "none"
    if partner.agreed_from and today < partner.agreed_from:
        return "coming"
    return "over" if partner.agreed_until and today > partner.agreed_until else "running"
