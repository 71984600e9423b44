"""Saving welcome rules, and telling their author what is missing."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import msgspec

from siyu.acquisition.drafts import RuleDraft
from siyu.acquisition.errors import BadMessage, LiveCodeUnknown, NameMissing, ScopeMissing
from siyu.acquisition.events import WelcomeRuleRemoved, WelcomeRuleSaved
from siyu.acquisition.live_codes import demand_nodes, demand_staff
from siyu.acquisition.models import LiveCode, WelcomeRule
from siyu.acquisition.rules.message import faults
from siyu.acquisition.rules.welcome import Level
from siyu.platform.work import Work

MOST_NAME = 50


def add_rule(work: Work, draft: RuleDraft) -> WelcomeRule:
    """A new welcome rule; it greets the next friend it fits."""
    check(work, draft)
    rule = WelcomeRule(created_at=work.now())
    fill(work, rule, draft)
    work.add(rule)
    _tell(work, rule, "welcome_rule.added", before=None)
    return rule


def rewrite_rule(work: Work, rule: WelcomeRule, draft: RuleDraft) -> WelcomeRule:
    """Replace a locked rule; live codes that it names already need not be in sight."""
    check(work, draft, already=rule.live_code_ids)
    before = _shown(rule)
    fill(work, rule, draft)
    _tell(work, rule, "welcome_rule.changed", before=before)
    return rule


def erase_rule(work: Work, rule: WelcomeRule) -> None:
    """Take a locked rule away; what it sent stays on record."""
    work.emit(WelcomeRuleRemoved(welcome_rule_id=rule.id, level=Level(rule.level)))
    work.audit("welcome_rule.removed", "welcome_rule", rule.id, before=_shown(rule))
    work.session.delete(rule)
    work.session.flush()


def pause_rule(work: Work, rule: WelcomeRule) -> None:
    """Let a locked rule greet nobody for now."""
    before = _shown(rule)
    rule.active, rule.updated_at = False, work.now()
    _tell(work, rule, "welcome_rule.changed", before=before)


def demand_own(work: Work, rule: WelcomeRule) -> None:
    """Raises BeyondYourStores for a rule that reaches further than its changer."""
    if not work.reach.is_all:
        _demand_scope(work, rule.node_ids, rule.staff_ids)


def _demand_scope(work: Work, node_ids: list[UUID], staff_ids: list[UUID]) -> None:
    demand_nodes(work, node_ids if node_ids or staff_ids else [None])
    demand_staff(work, staff_ids)


def check(work: Work, draft: RuleDraft, already: Collection[UUID] = ()) -> None:
    """Raises NameMissing, ScopeMissing, LiveCodeUnknown, BadMessage and what scopes raise."""
    if not 0 < len(draft.name.strip()) <= MOST_NAME:
        raise NameMissing(field="name", most=MOST_NAME)
    _demand_scope(work, list(draft.node_ids), list(draft.staff_ids))
    _check_level(draft)
    asked = work.scope(LiveCode).where(LiveCode.id.in_(draft.live_code_ids))
    known = {code.id for code in work.session.scalars(asked)}
    gone = set(draft.live_code_ids) - known - set(already)
    if gone:
        raise LiveCodeUnknown(field="live_code_ids", count=len(gone))
    for fault in faults(draft.text, draft.links):
        raise BadMessage(fault)


def _check_level(draft: RuleDraft) -> None:
    match draft.level:
        case Level.CHANNEL if not draft.live_code_ids:
            raise ScopeMissing(level=draft.level, field="live_code_ids")
        case Level.SPECIAL if draft.first_day is None or draft.last_day is None:
            raise ScopeMissing(level=draft.level, field="date_from")
        case Level.PERIODIC if not draft.weekdays:
            raise ScopeMissing(level=draft.level, field="weekdays")


def fill(work: Work, rule: WelcomeRule, draft: RuleDraft) -> None:
    """Keep what belongs to the level; the rest of a form that once had another is dropped."""
    rule.name, rule.level = draft.name.strip(), draft.level
    rule.active, rule.position = draft.active, draft.position
    rule.node_ids, rule.staff_ids = list(draft.node_ids), list(draft.staff_ids)
    special, periodic = draft.level == Level.SPECIAL, draft.level == Level.PERIODIC
    rule.live_code_ids = list(draft.live_code_ids) if draft.level == Level.CHANNEL else []
    rule.first_day = draft.first_day if special else None
    rule.last_day = draft.last_day if special else None
    rule.weekdays = sorted(draft.weekdays) if periodic else []
    rule.starts = draft.hours.starts if periodic and draft.hours else None
    rule.ends = draft.hours.ends if periodic and draft.hours else None
    rule.text = draft.text
    rule.links = msgspec.to_builtins(draft.links)
    rule.marks = {str(aim): words for aim, words in draft.marks.items()}
    rule.updated_at = work.now()


def _tell(work: Work, rule: WelcomeRule, what: str, before: dict[str, Any] | None) -> None:
    work.emit(WelcomeRuleSaved(welcome_rule_id=rule.id, level=Level(rule.level)))
    work.audit(what, "welcome_rule", rule.id, before=before, after=_shown(rule))


def _shown(rule: WelcomeRule) -> dict[str, Any]:
    """What the audit trail says of a rule; its text is the brand's own, no person's."""
    names = (
        "name", "level", "active", "position", "live_code_ids", "node_ids", "staff_ids",
        "first_day", "last_day", "weekdays", "starts", "ends", "text", "links",
    )  # fmt: skip
    return {name: getattr(rule, name) for name in names}
