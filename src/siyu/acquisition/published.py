"""Welcome rules that headquarters publishes to stores; a store changes what was left open."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any
from uuid import UUID

import msgspec

from siyu.acquisition import queries, welcomes
from siyu.acquisition.drafts import RuleDraft
from siyu.acquisition.models import WelcomeRule
from siyu.acquisition.rules.aims import Aim
from siyu.acquisition.rules.message import Link
from siyu.acquisition.rules.schedule import Hours
from siyu.acquisition.rules.welcome import ONE_TO_SEVEN, Level
from siyu.organisation import service as organisation
from siyu.organisation.service import CopyMark
from siyu.platform.declarations import Part, Publishable
from siyu.platform.work import Work

KIND = "welcome_rule"
PARTS = (
    Part("name", "Name", "名称"),
    Part("text", "Text", "正文"),
    Part("links", "Links", "链接"),
    Part("times", "Days and hours", "日期与时段"),
    Part("live_codes", "Live codes", "活码"),
    Part("active", "On or off", "启用状态"),
    Part("level", "Level", "层级", may_open=False),
    Part("position", "Order", "排序", may_open=False),
    Part("scope", "Stores and staff", "适用门店与员工", may_open=False),
)


def change_rule(work: Work, rule_id: UUID, draft: RuleDraft) -> WelcomeRule:
    """Replace a welcome rule, of a copy only what is open. Raises LockedByHeadquarters."""
    copy_id = organisation.held_copy(work, KIND, rule_id)
    rule = work.get(WelcomeRule, rule_id, lock=True)
    welcomes.demand_own(work, rule)
    if copy_id is not None:
        wanted = WelcomeRule()
        welcomes.fill(work, wanted, draft)
        before, after = _with_scope(rule), _with_scope(wanted)
        organisation.demand_open(work, WELCOME_RULES, copy_id, before, after)
    return welcomes.rewrite_rule(work, rule, draft)


def remove_rule(work: Work, rule_id: UUID) -> None:
    """Take a welcome rule away. Raises HeldByHeadquarters for a copy that was not recalled."""
    copy_id = organisation.held_copy(work, KIND, rule_id)
    rule = work.get(WelcomeRule, rule_id, lock=True)
    welcomes.demand_own(work, rule)
    if copy_id is not None:
        organisation.let_go(work, copy_id)
    welcomes.erase_rule(work, rule)


def rule_marks(work: Work, rule_ids: Sequence[UUID]) -> dict[UUID, CopyMark]:
    """Which of these rules are copies, and of what."""
    return organisation.copy_marks(work, KIND, rule_ids)


def _subjects(work: Work) -> Sequence[tuple[UUID, str]]:
    rules = work.session.scalars(queries.rules_in_order(work)).all()
    copied = rule_marks(work, [rule.id for rule in rules])
    return [(rule.id, rule.name) for rule in rules if rule.id not in copied]


def _snapshot(work: Work, rule_id: UUID) -> Mapping[str, Any]:
    return _told(work.get(WelcomeRule, rule_id))


def _told(rule: WelcomeRule) -> dict[str, Any]:
    """A rule part by part, in plain values; whom it greets is each store's own."""
    return {
        "name": rule.name,
        "text": {"text": rule.text, "marks": dict(rule.marks)},
        "links": list(rule.links),
        "times": {
            "first_day": rule.first_day and rule.first_day.isoformat(),
            "last_day": rule.last_day and rule.last_day.isoformat(),
            "weekdays": list(rule.weekdays),
            "starts": rule.starts and rule.starts.isoformat(),
            "ends": rule.ends and rule.ends.isoformat(),
        },
        "live_codes": sorted(str(id) for id in rule.live_code_ids),
        "active": rule.active,
        "level": str(rule.level),
        "position": rule.position,
    }


def _with_scope(rule: WelcomeRule) -> dict[str, Any]:
    return {**_told(rule), "scope": [sorted(rule.node_ids), sorted(rule.staff_ids)]}


def _draft(definition: Mapping[str, Any], node_id: UUID) -> RuleDraft:
    times = definition["times"]
    hours = None
    if times["starts"] and times["ends"]:
        starts, ends = time.fromisoformat(times["starts"]), time.fromisoformat(times["ends"])
        hours = Hours(starts=starts, ends=ends)
    return RuleDraft(
        name=definition["name"],
        level=Level(definition["level"]),
        text=definition["text"]["text"],
        marks={Aim(aim): words for aim, words in definition["text"]["marks"].items()},
        links=tuple(msgspec.convert(definition["links"], list[Link])),
        first_day=_day(times["first_day"]),
        last_day=_day(times["last_day"]),
        weekdays=frozenset(times["weekdays"]) or ONE_TO_SEVEN,
        hours=hours,
        live_code_ids=tuple(UUID(id) for id in definition["live_codes"]),
        active=definition["active"],
        position=definition["position"],
        node_ids=(node_id,),
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _apply(work: Work, node_id: UUID, local_id: UUID | None, definition: Mapping[str, Any]) -> UUID:
    draft = _draft(definition, node_id)
    if local_id is None:
        return welcomes.add_rule(work, draft).id
    rule = work.get(WelcomeRule, local_id, lock=True)
    return welcomes.rewrite_rule(work, rule, draft).id


def _recall(work: Work, _node_id: UUID, local_id: UUID) -> None:
    welcomes.pause_rule(work, work.get(WelcomeRule, local_id, lock=True))


WELCOME_RULES = Publishable(
    name=KIND,
    en="Welcome rule",
    zh="欢迎语规则",
    parts=PARTS,
    subjects=_subjects,
    snapshot=_snapshot,
    apply=_apply,
    recall=_recall,
    end_en="The store's copy is switched off and greets nobody; the store may then delete it.",
    end_zh="门店的副本会停用，不再发送；之后门店可以将它删除。",
)
