"""The door to acquisition: live codes, welcome rules, sources, and what came of them."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import Row, select, text

from siyu.acquisition import queries
from siyu.acquisition.costs import CostEntry, keep_costs
from siyu.acquisition.drafts import CodeDraft, RuleDraft
from siyu.acquisition.errors import QrNotReady
from siyu.acquisition.figures import CodeFigures, Today, code_figures, today
from siyu.acquisition.greeting import shown_rules
from siyu.acquisition.links import LinkDraft, add_link
from siyu.acquisition.live_codes import change_code, create_code
from siyu.acquisition.models import LiveCode, WelcomeRule
from siyu.acquisition.partners import PartnerDraft, add_partner
from siyu.acquisition.published import change_rule, remove_rule, rule_marks
from siyu.acquisition.roster import Roster, roster_of, tenant_zone
from siyu.acquisition.rules.channels import Channel
from siyu.acquisition.rules.duty import Plan
from siyu.acquisition.rules.schedule import Schedule
from siyu.acquisition.rules.spending import SpentOn
from siyu.acquisition.rules.welcome import Level
from siyu.acquisition.sources import add_usual, all_sources
from siyu.acquisition.welcomes import add_rule
from siyu.kit.instants import local_day
from siyu.kit.pages import Page, encode_cursor
from siyu.platform.database import written
from siyu.platform.declarations import Option
from siyu.platform.work import Work

__all__ = [
    "Channel",
    "CodeDraft",
    "CodeFigures",
    "CostEntry",
    "Level",
    "LinkDraft",
    "PartnerDraft",
    "Plan",
    "Roster",
    "RuleDraft",
    "Schedule",
    "SpentOn",
    "Today",
    "add_link",
    "add_partner",
    "add_rule",
    "add_usual",
    "added_today",
    "all_sources",
    "change_code",
    "change_rule",
    "code_figures",
    "code_page",
    "codes_giving",
    "create_code",
    "keep_costs",
    "last_live_codes",
    "live_code",
    "live_code_names",
    "picture",
    "remove_rule",
    "roster",
    "rule_marks",
    "shown_rules",
    "today",
    "welcome_rule_names",
]


def live_code(work: Work, code_id: UUID) -> LiveCode:
    """One live code in sight. Raises NotFound."""
    return work.get(LiveCode, code_id)


def code_page(
    work: Work,
    *,
    q: str = "",
    state: str | None = None,
    node_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[LiveCode]:
    """Live codes in sight, newest first; `state` is publishing, ready, failed or paused."""
    asked = queries.listed(work, q=q, state=state, node_id=node_id, cursor=cursor)
    found = work.session.scalars(asked.limit(limit + 1)).all()
    items = list(found[:limit])
    more = len(found) > limit
    return Page(items, encode_cursor(items[-1].created_at, items[-1].id) if more else None)


def added_today(work: Work, code_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many friends each code counted today."""
    day = local_day(work.now(), tenant_zone(work))
    rows = work.session.execute(queries.added_on(work, code_ids, day))
    return {row[0]: row[1] for row in rows}


def roster(work: Work, code_id: UUID) -> Roster:
    """Who is on duty at a code now, decided anew, and who is next. Raises NotFound."""
    return roster_of(work, work.get(LiveCode, code_id))


def picture(work: Work, code_id: UUID) -> tuple[bytes, str]:
    """The QR picture of a code and its media type. Raises NotFound, QrNotReady."""
    code = work.get(LiveCode, code_id)
    if code.qr_picture is None or code.qr_media_type is None:
        raise QrNotReady(live_code_id=code.id)
    return code.qr_picture, code.qr_media_type


def live_code_names(work: Work, code_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """The names of live codes, by id, in sight or not."""
    mine = select(LiveCode.id, LiveCode.name).where(LiveCode.tenant_id == work.tenant_id)
    return {row.id: row.name for row in work.session.execute(mine.where(LiveCode.id.in_(code_ids)))}


def codes_giving(work: Work, tag_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The names of the live codes in sight that give these tags."""
    rows = work.scope(LiveCode).where(LiveCode.tag_ids.overlap(list(tag_ids)))
    found: dict[UUID, list[str]] = {}
    for code in work.session.scalars(rows):
        for tag_id in set(code.tag_ids) & set(tag_ids):
            found.setdefault(tag_id, []).append(code.name)
    return found


def welcome_rule_names(work: Work, rule_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """The names of welcome rules, by id; those removed are left out."""
    mine = select(WelcomeRule.id, WelcomeRule.name).where(WelcomeRule.tenant_id == work.tenant_id)
    asked = mine.where(WelcomeRule.id.in_(rule_ids))
    return {row.id: row.name for row in work.session.execute(asked)}


LAST_CODES = text(
    "SELECT DISTINCT ON (added.customer_id) added.customer_id, code.id, code.name"
    " FROM live_code_adds AS added JOIN live_codes AS code ON code.id = added.live_code_id"
    " WHERE added.tenant_id = :tenant"
    " AND added.customer_id = ANY(CAST(:customers AS uuid[]))"
    " ORDER BY added.customer_id, added.added_at DESC"
)


def last_live_codes(work: Work, customer_ids: Sequence[UUID]) -> dict[UUID, object]:
    """The name of the code by which each customer last came."""
    return {row.customer_id: row.name for row in _last_codes(work, customer_ids)}


def last_live_code_keys(work: Work, customer_ids: Sequence[UUID]) -> dict[UUID, object]:
    """The same as ids."""
    return {row.customer_id: str(row.id) for row in _last_codes(work, customer_ids)}


def live_code_options(work: Work) -> Sequence[Option]:
    """The live codes in sight, newest first."""
    return [
        Option(str(one.id), one.name, one.name)
        for one in work.session.scalars(queries.listed(work))
    ]


def _last_codes(work: Work, customer_ids: Sequence[UUID]) -> Sequence[Row[UUID, UUID, str]]:
    asked = {"tenant": work.tenant_id, "customers": written(customer_ids)}
    return work.session.execute(LAST_CODES, asked).all()
