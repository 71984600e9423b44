"""Rules that tag people by themselves: by a segment, a condition of the rule's own, or chat words.

A rule's own condition is a segment that is kept for it alone. Who comes in gets the tag, with the
rule's name on it; it ends after so many days, or when they leave, where the rule says so. What a
rule by words listens for is `keyword_rules`' to hear.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from siyu.audiences import asking, segments
from siyu.audiences.chat_words.checking import rule_of
from siyu.audiences.circles import demand_no_circle
from siyu.audiences.errors import RuleAsksTwo, RuleNameNeeded, RuleTagUnknown
from siyu.audiences.events import SegmentEntered, SegmentLeft, TagRuleRemoved, TagRuleSaved
from siyu.audiences.models import Portrait, TagRule
from siyu.audiences.segments import RULE, SegmentDraft
from siyu.customers import service as customers
from siyu.customers.errors import TagUnknown
from siyu.customers.events import TagSource
from siyu.kit.errors import NotFound
from siyu.platform.access import Actor
from siyu.platform.declarations import Recorded
from siyu.platform.jobs import JobRun
from siyu.platform.registry import Registry
from siyu.platform.work import Work

JOB = "audiences.tag_those_in"
AT_ONCE = 500
MOST_NAME = 40
NOUN = "tag_rule"
BY_SEGMENT, BY_VALUE, BY_KEYWORD = "segment", "computed", "keyword"
SOURCES = {
    BY_SEGMENT: TagSource.BEHAVIOUR,
    BY_VALUE: TagSource.COMPUTED,
    BY_KEYWORD: TagSource.KEYWORD,
}


@dataclass(frozen=True, kw_only=True)
class RuleDraft:
    """A rule as somebody wants it: by a segment, a definition of its own, or words of a chat."""

    name: str
    tag_id: UUID
    segment_id: UUID | None = None
    definition: Mapping[str, Any] | None = None
    words: Mapping[str, Any] | None = None
    expires_after_days: int | None = None
    ends_when_left: bool = False
    enabled: bool = True

    @property
    def kind(self) -> str:
        if self.words is not None:
            return BY_KEYWORD
        return BY_SEGMENT if self.definition is None else BY_VALUE


def listed(work: Work) -> list[TagRule]:
    """All rules, by name."""
    return list(work.session.scalars(work.scope(TagRule).order_by(TagRule.name, TagRule.id)))


def names(work: Work, ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """What rules are called."""
    rows = work.session.scalars(work.scope(TagRule).where(TagRule.id.in_(ids)))
    return {row.id: row.name for row in rows}


def add(work: Work, registry: Registry, draft: RuleDraft) -> TagRule:
    """Keep a new rule; it tags those who are in already too.

    One by words listens from now on. Raises RuleNameNeeded, RuleTagUnknown, RuleAsksTwo,
    RuleInCircle, SegmentUnfit, ChatRuleUnfit, NotFound.
    """
    _demand_fit(work, draft)
    rule = TagRule(
        name=draft.name.strip(),
        kind=draft.kind,
        segment_id=_segment_for(work, registry, draft),
        made_at=work.now(),
        made_by=work.actor.name,
    )
    _fill(rule, draft)
    work.add(rule)
    _saved(work, registry, rule, before=None)
    return rule


def change(work: Work, registry: Registry, rule_id: UUID, draft: RuleDraft) -> TagRule:
    """Change a rule; the tags it gave stay. Raises as `add` does."""
    rule = work.get(TagRule, rule_id)
    before = _shown(rule)
    _demand_fit(work, draft)
    if rule.segment_id is not None and rule.kind == draft.kind == BY_VALUE:
        segments.change(work, registry, rule.segment_id, _own(draft))
    else:
        old, rule.segment_id = rule.segment_id, _segment_for(work, registry, draft)
        work.session.flush()
        _drop_own(work, registry, rule.kind, old)
        rule.kind = draft.kind
    _fill(rule, draft)
    work.session.flush()
    _saved(work, registry, rule, before=before)
    return rule


def remove(work: Work, registry: Registry, rule_id: UUID) -> None:
    """Take a rule out of use; the tags it gave stay. Raises NotFound."""
    rule = work.get(TagRule, rule_id)
    work.audit("tag_rule.removed", NOUN, rule.id, before=_shown(rule))
    work.session.delete(rule)
    work.session.flush()
    _drop_own(work, registry, rule.kind, rule.segment_id)
    work.emit(TagRuleRemoved(tag_rule_id=rule.id))


def _demand_fit(work: Work, draft: RuleDraft) -> None:
    if not 0 < len(draft.name.strip()) <= MOST_NAME:
        raise RuleNameNeeded(field="name", most=MOST_NAME)
    if draft.tag_id not in customers.givable_tags(work, [draft.tag_id]):
        raise RuleTagUnknown(field="tag_id", tag_id=draft.tag_id)
    if [draft.segment_id, draft.definition, draft.words].count(None) != len(SOURCES) - 1:
        raise RuleAsksTwo(field="segment_id")
    if draft.words is not None:
        rule_of(dict(draft.words))


def _segment_for(work: Work, registry: Registry, draft: RuleDraft) -> UUID | None:
    """The rule's segment, made for it where it has a definition of its own; words need none."""
    if draft.kind == BY_KEYWORD:
        return None
    if draft.segment_id is None:
        return segments.add(work, registry, _own(draft), use=RULE).id
    found = segments.read(work, draft.segment_id)
    if found.state not in segments.LIVE:
        wanted = SegmentDraft(
            name=found.name, description=found.description, definition=found.definition
        )
        segments.change(work, registry, found.id, wanted)
    return found.id


def _own(draft: RuleDraft) -> SegmentDraft:
    return SegmentDraft(name=draft.name, definition=draft.definition or {})


def _drop_own(work: Work, registry: Registry, kind: str, segment_id: UUID | None) -> None:
    if kind == BY_VALUE and segment_id is not None:
        segments.remove(work, registry, segment_id)


def _fill(rule: TagRule, draft: RuleDraft) -> None:
    rule.name, rule.tag_id, rule.enabled = draft.name.strip(), draft.tag_id, draft.enabled
    rule.expires_after_days = draft.expires_after_days
    rule.ends_when_left = draft.ends_when_left
    rule.words = None if draft.words is None else dict(draft.words)


def _saved(work: Work, registry: Registry, rule: TagRule, *, before: dict[str, Any] | None) -> None:
    """Raises RuleInCircle."""
    demand_no_circle(work, asking.plain(work, registry))
    what = "tag_rule.added" if before is None else "tag_rule.changed"
    work.audit(what, NOUN, rule.id, before=before, after=_shown(rule))
    work.emit(TagRuleSaved(tag_rule_id=rule.id))
    if rule.enabled and rule.segment_id is not None:
        work.enqueue(JOB, key=str(rule.id), rule_id=str(rule.id))


def _shown(rule: TagRule) -> dict[str, Any]:
    names = (
        "name", "kind", "segment_id", "words", "tag_id", "expires_after_days", "ends_when_left",
        "enabled",
    )  # fmt: skip
    return {name: getattr(rule, name) for name in names}


def follow(work: Work, events: Sequence[Recorded]) -> None:
    """Tag those who came in, and take tags off those who left, as the rules say."""
    rules = _rules_of(work, {_segment_id(one) for one in events})
    for one in events:
        for rule in rules.get(_segment_id(one), ()):
            match one.event:
                case SegmentEntered(customer_id=id):
                    give(work, rule, id)
                case SegmentLeft(customer_id=id) if rule.ends_when_left:
                    take(work, rule, id)


def _segment_id(recorded: Recorded) -> UUID:
    event = recorded.event
    if not isinstance(event, SegmentEntered | SegmentLeft):
        raise TypeError(f"{type(event).__name__} is of no segment")
    return event.segment_id


def _rules_of(work: Work, segment_ids: Iterable[UUID]) -> dict[UUID, list[TagRule]]:
    mine = work.scope(TagRule).where(TagRule.segment_id.in_(segment_ids), TagRule.enabled)
    found: dict[UUID, list[TagRule]] = {}
    for rule in work.session.scalars(mine.order_by(TagRule.id)):
        if rule.segment_id is not None:
            found.setdefault(rule.segment_id, []).append(rule)
    return found


def give(work: Work, rule: TagRule, customer_id: UUID) -> None:
    """Give a rule's tag to somebody who stands; one who has it keeps it as it is."""
    until = (
        work.now() + timedelta(days=rule.expires_after_days) if rule.expires_after_days else None
    )
    source = SOURCES[rule.kind]
    try:
        new = customers.tag(
            _as_rule(work, rule), customer_id, [rule.tag_id], source=source, until=until
        )
    except (NotFound, TagUnknown):
        return
    _count(work, rule, given=new)


def take(work: Work, rule: TagRule, customer_id: UUID) -> None:
    """Take a rule's tag off somebody, where this rule gave it."""
    mine = customers.given_by(work, customer_id, rule.tag_id)
    if mine != _actor(rule).name:
        return
    gone = customers.untag(
        _as_rule(work, rule), customer_id, [rule.tag_id], source=SOURCES[rule.kind]
    )
    _count(work, rule, taken=gone)


def _actor(rule: TagRule) -> Actor:
    return Actor(f"{NOUN}:{rule.id}")


def _as_rule(work: Work, rule: TagRule) -> Work:
    """The same Work, in the rule's name: by it people see which rule set a tag."""
    return replace(work, actor=_actor(rule))


def _count(work: Work, rule: TagRule, *, given: int = 0, taken: int = 0) -> None:
    if given or taken:
        rule.given, rule.taken = rule.given + given, rule.taken + taken
        rule.last_at = work.now()


def tag_those_in(job: JobRun, *, rule_id: str) -> None:
    """Give a rule's tag to everybody who is in its segment already, a portion a Work."""
    after = UUID(int=0)
    done = 0
    while True:
        with job.runtime.work(job.tenant_id, actor=Actor.system("tag rules")) as work:
            rule = work.session.scalars(
                work.scope(TagRule).where(TagRule.id == UUID(rule_id), TagRule.enabled)
            ).first()
            if rule is None or rule.segment_id is None:
                return
            inside = segments.members(work, rule.segment_id).where(Portrait.id > after)
            some = work.session.scalars(inside.order_by(Portrait.id).limit(AT_ONCE)).all()
            for customer_id in some:
                give(work, rule, customer_id)
        if not some:
            return
        after, done = some[-1], done + len(some)
        job.progress(done)
