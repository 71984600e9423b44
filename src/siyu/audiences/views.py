"""Turns what audiences know into what the API shows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from siyu.audiences import asking, keyword_rules, ladders, stages
from siyu.audiences import segments as kept
from siyu.audiences.chat_words.rules import Standing, Verdict
from siyu.audiences.comparisons import ops_of
from siyu.audiences.language.catalogue import Catalogue, Titled
from siyu.audiences.language.checking import check
from siyu.audiences.language.faults import Faults
from siyu.audiences.language.operands import FIELD_OPS, PROPERTY_OPS
from siyu.audiences.language.words import sentence, words
from siyu.audiences.membership import Day
from siyu.audiences.models import Segment, SegmentProof, SegmentVersion, TagRule
from siyu.audiences.previews import Preview
from siyu.audiences.rule_schemas import TagRuleOut, WordPlaceOut, WordsTrialOut
from siyu.audiences.schemas import (
    AskedEventOut,
    AskedFieldOut,
    AskedPropertyOut,
    CatalogueOut,
    CheckedOut,
    DefinitionFaultOut,
    FlowOut,
    FlowsOut,
    LadderOut,
    LadderStepOut,
    LineOut,
    NamedOut,
    PersonRefOut,
    ProofOut,
    SegmentDayOut,
    SegmentOut,
    SegmentPeopleOut,
    SegmentPreviewOut,
    TitledOut,
    VersionOut,
)
from siyu.audiences.stages import Flow
from siyu.audiences.tag_rules import BY_VALUE
from siyu.customers import service as customers
from siyu.customers.service import PersonRef
from siyu.kit.pages import Page
from siyu.organisation import service as organisation
from siyu.platform.people import actor_words
from siyu.platform.registry import Registry
from siyu.platform.work import Work

LADDERS = {"stage": ("Relationship stage", "关系阶段"), "value_class": ("Value class", "价值分层")}
OWN_GROUP = "customers"


@dataclass(frozen=True)
class Speaking:
    """What definitions are said by: the catalogue, names of keys and ids, language and currency."""

    known: Catalogue
    names: Mapping[str, str]
    language: str
    currency: str

    @classmethod
    def of(cls, work: Work, registry: Registry, language: str) -> "Speaking":
        names = asking.titles(work, registry, language)
        currency = organisation.tenant_facts(work).currency
        return cls(asking.plain(work, registry), names, language, currency)

    def sentence(self, definition: object, itself: UUID | None = None) -> str:
        """A definition in words; empty where it cannot be asked any more."""
        plan = check(definition, self.known, itself)
        if isinstance(plan, Faults):
            return ""
        return sentence(plan, self.names, self.language, self.currency)

    def faults(self, definition: object, itself: UUID | None = None) -> list[DefinitionFaultOut]:
        plan = check(definition, self.known, itself)
        return _faults(plan, self.language) if isinstance(plan, Faults) else []


def catalogue(known: Catalogue, registry: Registry, language: str) -> CatalogueOut:
    """All that may be asked, in a language."""
    groups = {field.name: one.name for one in registry.domains for field in one.fields}
    return CatalogueOut(
        fields=[
            AskedFieldOut(
                name=one.name,
                title=one.title(language),
                kind=one.kind,
                group=groups.get(one.name, OWN_GROUP),
                options=_options(one.options, language),
            )
            for one in known.fields.values()
        ],
        events=[
            AskedEventOut(
                name=one.name,
                title=one.title(language),
                properties=[
                    AskedPropertyOut(
                        name=each.name,
                        title=each.title(language),
                        kind=each.kind,
                        options=_options(each.options, language),
                        noun=each.noun,
                    )
                    for each in one.properties.values()
                ],
            )
            for one in known.events.values()
        ],
        segments=[NamedOut(id=one.id, name=one.name) for one in known.segments.values()],
        ops=ops_of(FIELD_OPS, language),
        property_ops=ops_of(PROPERTY_OPS, language),
    )


def _options(options: Sequence[Titled] | None, language: str) -> list[TitledOut] | None:
    if options is None:
        return None
    return [TitledOut(key=one.name, title=one.title(language)) for one in options]


def checked(
    definition: object,
    known: Catalogue,
    itself: UUID | None,
    names: Mapping[str, str],
    language: str,
    currency: str,
) -> CheckedOut:
    """Faults, or words."""
    plan = check(definition, known, itself)
    if isinstance(plan, Faults):
        return CheckedOut(faults=_faults(plan, language), words=[], words_text="")
    lines = [
        LineOut(indent=line.indent, text=line.text, place=line.place)
        for line in words(plan, names, language, currency)
    ]
    told = sentence(plan, names, language, currency)
    return CheckedOut(faults=[], words=lines, words_text=told)


def _faults(found: Faults, language: str) -> list[DefinitionFaultOut]:
    return [
        DefinitionFaultOut(
            place=one.place, sentence=one.sentence(language), mend=one.mend(language)
        )
        for one in found.of
    ]


def previewed(found: Preview, freshness_seconds: float) -> SegmentPreviewOut:
    told: dict[str, Any] = asdict(found)
    return SegmentPreviewOut(**told, freshness_seconds=freshness_seconds)


def people(page: Page[PersonRef]) -> SegmentPeopleOut:
    items = [PersonRefOut.model_validate(one) for one in page.items]
    return SegmentPeopleOut(items=items, next_cursor=page.next_cursor)


def segments(
    work: Work, registry: Registry, found: Sequence[Segment], language: str
) -> list[SegmentOut]:
    """Segments, with their last proof."""
    speaking = Speaking.of(work, registry, language)
    proofs = _proofs(work, [one.id for one in found])
    who = actor_words(work, registry, {one.changed_by for one in found}, language)
    return [
        SegmentOut(
            id=one.id,
            name=one.name,
            description=one.description,
            definition=one.definition,
            version=one.version,
            live=one.state in kept.LIVE,
            state=one.state,
            members=one.members if one.state in kept.LIVE else None,
            words_text=speaking.sentence(one.definition, one.id),
            faults=speaking.faults(one.definition, one.id),
            made_at=one.made_at,
            changed_at=one.changed_at,
            changed_by=who[one.changed_by],
            proof=ProofOut.model_validate(proofs[one.id]) if one.id in proofs else None,
        )
        for one in found
    ]


def _proofs(work: Work, ids: Sequence[UUID]) -> dict[UUID, SegmentProof]:
    """The last proof of each."""
    mine = work.scope(SegmentProof).where(SegmentProof.segment_id.in_(ids))
    return {one.segment_id: one for one in work.session.scalars(mine.order_by(SegmentProof.at))}


def versions(
    work: Work, registry: Registry, found: Sequence[SegmentVersion], language: str
) -> list[VersionOut]:
    speaking = Speaking.of(work, registry, language)
    who = actor_words(work, registry, {one.actor for one in found}, language)
    return [
        VersionOut(
            version=one.version,
            definition=one.definition,
            words_text=speaking.sentence(one.definition, one.segment_id),
            at=one.at,
            by=who[one.actor],
        )
        for one in found
    ]


def days(found: Sequence[Day]) -> list[SegmentDayOut]:
    return [SegmentDayOut(day=one.day, entered=one.entered, left=one.left) for one in found]


def rules(
    work: Work, registry: Registry, found: Sequence[TagRule], language: str
) -> list[TagRuleOut]:
    """Tag rules with what they go by in words."""
    speaking = Speaking.of(work, registry, language)
    tags = customers.tag_names(work, [one.tag_id for one in found])
    mine = work.scope(Segment).where(Segment.id.in_([one.segment_id for one in found]))
    of = {one.id: one for one in work.session.scalars(mine)}
    who = actor_words(work, registry, {one.made_by for one in found}, language)
    return [
        _rule(
            one,
            of[one.segment_id] if one.segment_id else None,
            tags.get(one.tag_id, "…"),
            who[one.made_by],
            speaking,
        )
        for one in found
    ]


def _goes_by(one: TagRule, segment: Segment | None, speaking: Speaking) -> str:
    if segment is not None:
        return speaking.sentence(segment.definition, segment.id)
    return keyword_rules.told(one.words or {}, speaking.language)


def _rule(
    one: TagRule, segment: Segment | None, tag: str, made_by: str, speaking: Speaking
) -> TagRuleOut:
    return TagRuleOut(
        id=one.id,
        name=one.name,
        kind=one.kind,
        tag=NamedOut(id=one.tag_id, name=tag),
        segment=segment and NamedOut(id=segment.id, name=segment.name),
        definition=segment.definition if segment and one.kind == BY_VALUE else None,
        words=one.words,
        words_text=_goes_by(one, segment, speaking),
        expires_after_days=one.expires_after_days,
        ends_when_left=one.ends_when_left,
        enabled=one.enabled,
        given=one.given,
        taken=one.taken,
        last_at=one.last_at,
        made_at=one.made_at,
        made_by=made_by,
    )


def trial(verdict: Verdict, language: str) -> WordsTrialOut:
    """What a rule's words say of a text."""
    places = [
        WordPlaceOut(
            word=hit.word,
            start=hit.place.start,
            end=hit.place.end,
            counts=hit.standing is Standing.COUNTS,
            standing_words=hit.standing.said(language),
        )
        for hit in verdict.hits
    ]
    return WordsTrialOut(fits=verdict.fits, why_words=verdict.why.said(language), places=places)


def ladder(work: Work, registry: Registry, name: str, language: str) -> LadderOut:
    """A ladder with the rules of its steps, and how many stand on each."""
    speaking = Speaking.of(work, registry, language)
    called, counts = stages.titles(name, language), ladders.counts(work, name)
    return LadderOut(
        ladder=name,
        title=LADDERS[name][language.startswith("zh")],
        steps=[
            LadderStepOut(
                key=one.key,
                title=called[one.key],
                definition=one.segment.definition,
                words_text=speaking.sentence(one.segment.definition, one.segment.id),
                version=one.segment.version,
                state=one.segment.state,
                people=None if counts is None else counts.get(one.key, 0),
            )
            for one in stages.steps(work, name)
        ],
    )


def flows(found: Sequence[Flow], name: str, language: str) -> FlowsOut:
    called = stages.titles(name, language)
    items = [
        FlowOut(
            before=one.before,
            before_title=called.get(one.before, one.before),
            after=one.after,
            after_title=called.get(one.after, one.after),
            people=one.people,
        )
        for one in found
    ]
    return FlowsOut(items=items)
