"""Sources, links, partners and figures as the API shows them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from siyu.acquisition import links, partners
from siyu.acquisition.channel_figures import Asked, ChannelFigures, ChannelLine, channel_figures
from siyu.acquisition.costs import costs_between
from siyu.acquisition.models import LiveCode, Partner, ShortLink, Source
from siyu.acquisition.rules.channel_figures import (
    Counted,
    Figure,
    Lack,
    cac,
    cost_per_first_order,
    first_order_rate,
)
from siyu.acquisition.rules.channels import Channel
from siyu.acquisition.rules.spending import SpentOn
from siyu.acquisition.source_schemas import (
    ChannelFiguresOut,
    ChannelLineOut,
    ChoiceOut,
    DayCount,
    DefinitionOut,
    NumbersOut,
    PartnerOut,
    PartnersOut,
    ShortLinkOut,
    SourceOut,
    SourcesOut,
    StoreOut,
    StoreStaff,
)
from siyu.acquisition.sources import all_sources, paths_of, sources_in_sight, whole
from siyu.acquisition.stores import Store
from siyu.acquisition.views import UNNAMED, code_lines
from siyu.organisation import service as organisation
from siyu.platform.http import Ref
from siyu.platform.work import Work


def sources_out(work: Work, asked: Asked, language: str) -> SourcesOut:
    """The tree in sight with its costs of a span."""
    sources = sources_in_sight(work)
    return SourcesOut(
        items=source_lines(work, sources, asked, language),
        currency=organisation.tenant_facts(work).currency,
        first=asked.first,
        last=asked.last,
        channels=[ChoiceOut(value=one, words=one.said(language)) for one in Channel],
        purposes=[ChoiceOut(value=one, words=one.said(language)) for one in SpentOn],
    )


def source_lines(
    work: Work, sources: Sequence[Source], asked: Asked, language: str
) -> list[SourceOut]:
    ids = [one.id for one in sources]
    paths = paths_of(all_sources(work))
    nodes = organisation.node_refs(work, {one.node_id for one in sources if one.node_id})
    cost, simulated = Counter[UUID](), set[UUID]()
    for row in costs_between(work, ids, asked.first, asked.last):
        cost[row.source_id] += row.amount
        simulated |= {row.source_id} if row.simulated else set()
    codes = Counter(
        work.session.scalars(
            work.scope(LiveCode).where(LiveCode.source_id.in_(ids)).with_only_columns(
                LiveCode.source_id
            )
        )
    )  # fmt: skip
    led = Counter(one.source_id for one in links.all_links(work, source_ids=ids))
    return [
        SourceOut(
            id=one.id,
            name=one.name,
            channel=Channel(one.channel),
            channel_words=Channel(one.channel).said(language),
            under_id=one.under_id,
            node_id=one.node_id,
            node=Ref(id=one.node_id, name=nodes[one.node_id].name)
            if one.node_id in nodes
            else None,
            mark=one.mark,
            path=paths[one.id],
            closed=one.closed_at is not None,
            codes=codes[one.id],
            links=led[one.id],
            cost=cost[one.id],
            simulated=one.id in simulated,
        )
        for one in sources
    ]


def links_out(work: Work, found: Sequence[ShortLink], public_url: str) -> list[ShortLinkOut]:
    """Short links with their addresses and clicks."""
    sources = {one.id: one for one in all_sources(work)}
    clicks = links.clicks_of(work, [one.id for one in found])
    return [
        ShortLinkOut(
            id=one.id,
            code=one.code,
            name=one.name,
            source_id=one.source_id,
            source=Ref(id=one.source_id, name=sources[one.source_id].name),
            target=one.target,
            term=one.term,
            url=short_address(public_url, one),
            leads_to=links.leads_to(one, sources[one.source_id]),
            closed=one.closed_at is not None,
            people=clicks[one.id].people if one.id in clicks else 0,
            programs=clicks[one.id].programs if one.id in clicks else 0,
            created_at=one.created_at,
        )
        for one in found
    ]


def short_address(public_url: str, link: ShortLink) -> str:
    return f"{public_url.rstrip('/')}/l/{link.code}"


def partners_out(work: Work, asked: Asked, language: str) -> PartnersOut:
    """Partners in sight with their results of a span."""
    figures = channel_figures(work, asked)
    found = partners.all_partners(work)
    return PartnersOut(
        items=[partner_out(work, one, figures, language) for one in found],
        currency=organisation.tenant_facts(work).currency,
        first=asked.first,
        last=asked.last,
    )


def partner_out(work: Work, partner: Partner, figures: ChannelFigures, language: str) -> PartnerOut:
    line = next((one for one in figures.lines if one.source.id == partner.source_id), None)
    source = whole(work).get(Source, partner.source_id)
    sums = line.whole if line else Counted()
    return PartnerOut(
        id=partner.id,
        name=partner.name,
        channel=Channel(source.channel),
        node_id=source.node_id,
        agreed_from=partner.agreed_from,
        agreed_until=partner.agreed_until,
        agreed=partners.standing(work, partner),
        terms=partner.terms,
        source=Ref(id=source.id, name=source.name),
        codes=[
            Ref(id=one.id, name=one.name)
            for one in partners.codes_of_source(work, partner.source_id)
        ],
        links=[
            Ref(id=one.id, name=one.name)
            for one in links.all_links(work, source_ids=[partner.source_id])
        ],
        numbers=numbers_out(sums, language, connected=figures.asked.first_order is not None),
        created_at=partner.created_at,
    )


def numbers_out(counted: Counted, language: str, *, connected: bool) -> NumbersOut:
    """Sums with what is divided from them, or why it cannot be."""
    divided: Mapping[str, float | Lack] = {
        "cac": cac(counted),
        "first_orders": counted.ordered if connected else Lack.NOT_CONNECTED,
        "first_order_rate": first_order_rate(counted) if connected else Lack.NOT_CONNECTED,
        "cost_per_first_order": cost_per_first_order(counted) if connected else Lack.NOT_CONNECTED,
    }
    return NumbersOut(
        cost=counted.cost,
        simulated=counted.simulated > 0,
        new_friends=counted.new_friends,
        still_friends=counted.still_friends,
        ordered_before=counted.ordered_before if connected else None,
        open=counted.open if connected else None,
        **{key: None if isinstance(one, Lack) else one for key, one in divided.items()},
        why={key: one.said(language) for key, one in divided.items() if isinstance(one, Lack)},
    )


def figures_out(work: Work, figures: ChannelFigures, language: str) -> ChannelFiguresOut:
    """Channels in a span, with the definition of each number."""
    asked, connected = figures.asked, figures.asked.first_order is not None
    before = asked.before()

    def told(counted: Counted) -> NumbersOut:
        return numbers_out(counted, language, connected=connected)

    return ChannelFiguresOut(
        first=asked.first,
        last=asked.last,
        before_first=before.first,
        before_last=before.last,
        first_order_days=asked.days,
        orders_connected=connected,
        currency=organisation.tenant_facts(work).currency,
        items=[line_out(one, language, connected=connected) for one in figures.lines],
        unknown=told(figures.unknown),
        unknown_before=told(figures.unknown_before),
        total=told(figures.total),
        total_before=told(figures.total_before),
        definitions=[
            DefinitionOut(
                key=one, title=one.heading(language), words=one.definition(language, asked.days)
            )
            for one in Figure
        ],
    )


def line_out(line: ChannelLine, language: str, *, connected: bool) -> ChannelLineOut:
    source = line.source
    return ChannelLineOut(
        id=source.id,
        name=source.name,
        channel=Channel(source.channel),
        channel_words=Channel(source.channel).said(language),
        under_id=source.under_id,
        closed=source.closed_at is not None,
        own=numbers_out(line.own, language, connected=connected),
        whole=numbers_out(line.whole, language, connected=connected),
        before=numbers_out(line.before, language, connected=connected),
    )


def store_out(work: Work, store: Store, asked: Asked, language: str) -> StoreOut:
    """A store's page."""
    connected = asked.first_order is not None
    return StoreOut(
        id=store.node.id,
        name=store.node.name,
        kind=store.node.kind,
        first=asked.first,
        last=asked.last,
        currency=organisation.tenant_facts(work).currency,
        orders_connected=connected,
        first_order_days=asked.days,
        staff=[
            StoreStaff(
                id=one.id,
                name=one.name or UNNAMED,
                position=one.position,
                on_duty=one.id in store.on_duty,
                takes_friends=one.takes_friends,
            )
            for one in store.staff
        ],
        codes=code_lines(work, store.codes, language),
        new_friends=sum(store.new_friends.values()),
        new_friends_before=store.new_friends_before,
        days=[DayCount(day=day, count=count) for day, count in store.new_friends.items()],
        sources=[line_out(one, language, connected=connected) for one in store.lines],
    )
