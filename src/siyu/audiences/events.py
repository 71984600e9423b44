"""What happens with segments, stages and value classes. A cause is the event that made it so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from siyu.kit.choices import Choice
from siyu.platform.declarations import Event


class OtherCause(Choice):
    """What makes somebody come or go though no event of theirs did."""

    TIME = "time", "time passed", "时间到了"
    DEFINED = "defined", "the definition was saved", "定义已保存"
    CUT = "cut", "everybody's values were compared anew", "重新排名"
    LISTED = "listed", "written down on a list", "被列入名单"
    REPAIR = "repair", "the nightly look", "夜间核对"


def cause_words(cause: str, language: str) -> str:
    """A cause as people read it: the title of an event, or what else it was."""
    if cause in set(OtherCause):
        return OtherCause(cause).said(language)
    return next((one.title(language) for one in _events() if one.__name__ == cause), cause)


def _events(of: type[Event] = Event) -> Iterator[type[Event]]:
    for one in of.__subclasses__():
        yield one
        yield from _events(one)


def _with_cause(event: Any, language: str, names: Mapping[str, str]) -> str:
    """The sentence of an event that has a cause."""
    told = {**names, "cause": cause_words(event.cause, language)}
    return Event.sentence(event, language, told)


@dataclass(frozen=True, kw_only=True)
class SegmentEntered(Event):
    """Came into a segment: {segment} ({cause}).

    进入人群：{segment}（{cause}）。
    """

    derived: ClassVar[bool] = True

    customer_id: UUID
    segment_id: UUID
    segment_version: int
    cause: str
    cause_xid: int = 0
    cause_id: int = 0

    sentence = _with_cause


@dataclass(frozen=True, kw_only=True)
class SegmentLeft(Event):
    """Left a segment: {segment} ({cause}).

    离开人群：{segment}（{cause}）。
    """

    derived: ClassVar[bool] = True

    customer_id: UUID
    segment_id: UUID
    segment_version: int
    cause: str
    cause_xid: int = 0
    cause_id: int = 0

    sentence = _with_cause


class Stage(Choice):
    """How far a relationship has come."""

    ACQUAINTED = "acquainted", "acquainted", "认识"
    ENGAGED = "engaged", "engaged", "深入交往"
    BUYING = "buying", "buying", "利益交换"
    SUPER = "super_user", "super user", "超级用户"
    LOST = "lost", "lost", "流失"
    NONE = "none", "no stage", "未进入阶段"


class ValueClass(Choice):
    """What a customer is worth, by spend, frequency and activity."""

    HIGH = "high_value", "high value", "高价值"
    POTENTIAL = "potential", "potential", "潜力"
    NEW = "new", "new", "新客"
    SLEEPING = "sleeping", "sleeping", "沉睡"
    LEAVING = "leaving", "leaving", "流失预警"
    NONE = "none", "no class", "未分类"


@dataclass(frozen=True, kw_only=True)
class StageMoved(Event):
    """Stage: from {before} to {after} ({cause}).

    关系阶段：由「{before}」变为「{after}」（{cause}）。
    """

    derived: ClassVar[bool] = True

    customer_id: UUID
    before: Stage
    after: Stage
    cause: str
    cause_xid: int = 0
    cause_id: int = 0

    sentence = _with_cause


@dataclass(frozen=True, kw_only=True)
class ValueClassMoved(Event):
    """Value class: from {before} to {after} ({cause}).

    价值分层：由「{before}」变为「{after}」（{cause}）。
    """

    derived: ClassVar[bool] = True

    customer_id: UUID
    before: ValueClass
    after: ValueClass
    cause: str
    cause_xid: int = 0
    cause_id: int = 0

    sentence = _with_cause


@dataclass(frozen=True, kw_only=True)
class SegmentSaved(Event):
    """Segment saved: {segment} was saved.

    保存人群：保存了人群「{segment}」。
    """

    segment_id: UUID
    segment_version: int


@dataclass(frozen=True, kw_only=True)
class SegmentRemoved(Event):
    """Segment removed: {segment} was removed.

    删除人群：删除了人群「{segment}」。
    """

    segment_id: UUID


@dataclass(frozen=True, kw_only=True)
class TagRuleSaved(Event):
    """Tag rule saved: {tag_rule} was saved.

    保存标签规则：保存了标签规则「{tag_rule}」。
    """

    tag_rule_id: UUID


@dataclass(frozen=True, kw_only=True)
class TagRuleRemoved(Event):
    """Tag rule removed: {tag_rule} was removed.

    删除标签规则：删除了标签规则「{tag_rule}」。
    """

    tag_rule_id: UUID
