"""Short links: an address to print or post, the page it leads to, and who clicked."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, text

from siyu.acquisition.errors import BadTarget, NameMissing
from siyu.acquisition.models import LinkVisit, ShortLink, Source
from siyu.acquisition.roster import tenant_zone
from siyu.acquisition.rules.addresses import is_target, with_parameters
from siyu.acquisition.rules.channels import Channel, utm
from siyu.acquisition.rules.visitors import Seen
from siyu.acquisition.sources import demand_source
from siyu.platform.work import Work

MOST_NAME = 60
MOST_TERM = 60
CODE_LENGTH = 7
# Without letters and digits that are read for one another.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ"

LOOK_UP = text(
    "SELECT link.tenant_id, link.id, link.code, link.target, link.term,"
    " source.channel, source.mark"
    " FROM short_links AS link JOIN sources AS source ON source.id = link.source_id"
    " WHERE link.code = :code AND link.closed_at IS NULL"
)

PEOPLE = func.count().filter(LinkVisit.seen_as == Seen.PERSON)
PROGRAMS = func.count().filter(LinkVisit.seen_as == Seen.MACHINE)


@dataclass(frozen=True, kw_only=True)
class LinkDraft:
    """All that people decide of a short link."""

    name: str
    source_id: UUID
    target: str
    term: str | None = None


@dataclass(frozen=True)
class Clicks:
    """People's clicks and those of programs on one day."""

    day: date
    people: int
    programs: int


def add_link(work: Work, draft: LinkDraft) -> ShortLink:
    """A new short link. Raises NameMissing, SourceUnknown, BadTarget."""
    link = ShortLink(code=_code(), created_at=work.now())
    _fill(work, link, draft)
    work.add(link)
    work.audit("link.added", "short_link", link.id, after=_shown(link))
    return link


def change_link(work: Work, link_id: UUID, draft: LinkDraft) -> ShortLink:
    """Change where a link leads or what it is called; its short address stays."""
    link = work.get(ShortLink, link_id, lock=True)
    before = _shown(link)
    _fill(work, link, draft)
    if _shown(link) != before:
        work.audit("link.changed", "short_link", link.id, before=before, after=_shown(link))
    return link


def close_link(work: Work, link_id: UUID) -> ShortLink:
    """Let a link lead nowhere from now on; what was counted stays."""
    link = work.get(ShortLink, link_id, lock=True)
    if link.closed_at is None:
        link.closed_at = work.now()
        work.audit("link.closed", "short_link", link.id, after={"name": link.name})
    return link


def _code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def _fill(work: Work, link: ShortLink, draft: LinkDraft) -> None:
    if not 0 < len(draft.name.strip()) <= MOST_NAME:
        raise NameMissing(field="name", most=MOST_NAME)
    demand_source(work, draft.source_id, already=[link.source_id])
    if not is_target(draft.target.strip()):
        raise BadTarget(field="target")
    link.name, link.source_id = draft.name.strip(), draft.source_id
    link.target = draft.target.strip()
    link.term = (draft.term or "").strip()[:MOST_TERM] or None


def all_links(work: Work, *, source_ids: Collection[UUID] | None = None) -> Sequence[ShortLink]:
    """The links in sight, the newest first; of these sources, if any are named."""
    rows = work.scope(ShortLink).order_by(ShortLink.created_at.desc(), ShortLink.id)
    if source_ids is not None:
        rows = rows.where(ShortLink.source_id.in_(source_ids))
    return work.session.scalars(rows).all()


def leads_to(link: ShortLink, source: Source) -> str:
    """The address a click goes to."""
    return address(link.target, Channel(source.channel), source.mark, link.code, link.term)


def address(target: str, channel: Channel, mark: str, code: str, term: str | None) -> str:
    return with_parameters(target, utm(channel, mark, content=code, term=term))


def visit(work: Work, link_id: UUID, seen: Seen) -> None:
    """Keep one click; nothing is counted up, so two clicks never wait for one another."""
    work.add(LinkVisit(short_link_id=link_id, at=work.now(), seen_as=seen))


def clicks_of(work: Work, link_ids: Collection[UUID]) -> dict[UUID, Clicks]:
    """All clicks of each link; the day is today's."""
    counted = work.scope(LinkVisit).where(LinkVisit.short_link_id.in_(link_ids))
    rows = counted.with_only_columns(LinkVisit.short_link_id, PEOPLE, PROGRAMS).group_by(
        LinkVisit.short_link_id
    )
    today = work.now().astimezone(tenant_zone(work)).date()
    return {
        id: Clicks(today, people, programs) for id, people, programs in work.session.execute(rows)
    }


def clicks_by_day(
    work: Work, link_id: UUID, since: datetime, until: datetime
) -> dict[date, Clicks]:
    """The clicks of a link from one instant to another, by the brand's days."""
    local = func.date(func.timezone(str(tenant_zone(work)), LinkVisit.at))
    mine = work.scope(LinkVisit).where(
        LinkVisit.short_link_id == link_id, LinkVisit.at >= since, LinkVisit.at < until
    )
    rows = mine.with_only_columns(local, PEOPLE, PROGRAMS).group_by(local)
    return {
        day: Clicks(day, people, programs) for day, people, programs in work.session.execute(rows)
    }


def _shown(link: ShortLink) -> dict[str, object]:
    return {
        "name": link.name,
        "source_id": link.source_id,
        "target": link.target,
        "term": link.term,
    }
