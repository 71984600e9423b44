"""What happens in acquisition. Ids, numbers and reasons only."""

from dataclasses import dataclass
from uuid import UUID

from siyu.acquisition.rules.channels import How
from siyu.acquisition.rules.duty import Lack
from siyu.acquisition.rules.schedule import Rung
from siyu.acquisition.rules.welcome import Level
from siyu.platform.declarations import Event


@dataclass(frozen=True, kw_only=True)
class LiveCodeCreated(Event):
    """Live code made: {live_code} was made.

    新建活码：新建了活码「{live_code}」。
    """

    live_code_id: UUID


@dataclass(frozen=True, kw_only=True)
class LiveCodeChanged(Event):
    """Live code changed: {live_code} was changed.

    修改活码：修改了活码「{live_code}」。
    """

    live_code_id: UUID


@dataclass(frozen=True, kw_only=True)
class LiveCodePublished(Event):
    """Live code ready: WeCom has made the QR code of {live_code}.

    活码就绪：企业微信已生成活码「{live_code}」。
    """

    live_code_id: UUID


@dataclass(frozen=True, kw_only=True)
class FriendCounted(Event):
    """Counted: friend no. {place} of {live_code}, by {staff}.

    活码计数：通过「{live_code}」添加的第 {place} 位好友，由 {staff} 接待。
    """

    customer_id: UUID
    relation_id: UUID
    live_code_id: UUID
    staff_id: UUID
    place: int
    over_cap: bool


@dataclass(frozen=True, kw_only=True)
class DutyChanged(Event):
    """On duty: {count} on duty at {live_code} ({by}).

    值班变动：「{live_code}」当前 {count} 人值班（{by}）。
    """

    live_code_id: UUID
    by: Rung
    count: int


@dataclass(frozen=True, kw_only=True)
class NobodyOnDuty(Event):
    """Nobody on duty: nobody answers {live_code}, {reason}.

    无人值班：「{live_code}」无人接待，{reason}。
    """

    live_code_id: UUID
    reason: Lack


@dataclass(frozen=True, kw_only=True)
class WelcomeRuleSaved(Event):
    """Welcome saved: the {level} welcome {welcome_rule} was saved.

    保存欢迎语：保存了{level}欢迎语「{welcome_rule}」。
    """

    welcome_rule_id: UUID
    level: Level


@dataclass(frozen=True, kw_only=True)
class WelcomeRuleRemoved(Event):
    """Welcome removed: a {level} welcome was removed.

    删除欢迎语：删除了一条{level}欢迎语。
    """

    welcome_rule_id: UUID
    level: Level


@dataclass(frozen=True, kw_only=True)
class SourceSaved(Event):
    """Source saved: the source {source} was saved.

    保存来源：保存了渠道来源「{source}」。
    """

    source_id: UUID


@dataclass(frozen=True, kw_only=True)
class SourceAttributed(Event):
    """Source: came by {source}, known by {how}.

    来源：来自「{source}」（依据：{how}）。
    """

    customer_id: UUID
    source_id: UUID
    how: How
