"""What happens with customers. Ids only; `{staff}` is filled in where it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from siyu.kit.choices import Choice
from siyu.platform.declarations import Event


class LostBy(Choice):
    """Which side ended a friendship."""

    CUSTOMER = "customer", "the customer", "客户"
    STAFF = "staff", "the adviser", "导购"
    TRANSFER = "transfer", "a handover", "客户转接"


class TagSource(Choice):
    """Where a tag came from."""

    HAND = "hand", "by hand", "手动"
    CHANNEL = "channel", "live code", "渠道活码"
    KEYWORD = "keyword", "keyword", "关键词"
    BEHAVIOUR = "behaviour", "behaviour rule", "行为规则"
    COMPUTED = "computed", "computed", "自动计算"
    WECOM = "wecom", "WeCom", "企业微信"


class Purpose(Choice):
    """What a consent is for."""

    SERVICE = "service", "service messages", "服务消息"
    MARKETING = "marketing", "marketing messages", "营销消息"


class ConsentSource(Choice):
    """From what a word about consent came."""

    FRIEND_ADD = "friend_add", "became a friend", "添加好友"
    FRIEND_DELETED = "friend_deleted", "deleted the adviser", "删除好友"


class Channel(Choice):
    """The way people are reached."""

    WECOM = "wecom", "WeCom", "企业微信"


@dataclass(frozen=True, kw_only=True)
class CustomerMet(Event):
    """First seen: seen for the first time.

    首次出现：第一次出现。
    """

    customer_id: UUID


@dataclass(frozen=True, kw_only=True)
class FriendAdded(Event):
    """Friend added: became a friend of {staff}.

    添加好友：成为 {staff} 的好友。
    """

    customer_id: UUID
    relation_id: UUID
    n: int
    staff_id: UUID
    added_at: datetime
    state: str | None = None
    add_way: int = 0
    inbound_id: UUID | None = None
    again: bool = False
    half: bool = False
    found_by: str = "callback"


@dataclass(frozen=True, kw_only=True)
class FriendConfirmed(Event):
    """Friend confirmed: {staff} accepted, the friendship is mutual now.

    通过好友：{staff} 已通过，双方互为好友。
    """

    customer_id: UUID
    relation_id: UUID
    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class FriendLost(Event):
    """Friend lost: no longer a friend of {staff}, ended by {by}.

    好友流失：与 {staff} 的好友关系已由{by}解除。
    """

    customer_id: UUID
    relation_id: UUID
    staff_id: UUID
    by: LostBy
    found_by: str = "callback"


@dataclass(frozen=True, kw_only=True)
class CustomerTagged(Event):
    """Tagged: {tag} ({source}).

    打标签：打上「{tag}」（{source}）。
    """

    customer_id: UUID
    tag_id: UUID
    source: TagSource


@dataclass(frozen=True, kw_only=True)
class CustomerUntagged(Event):
    """Untagged: {tag} was taken off ({source}).

    去标签：去掉「{tag}」（{source}）。
    """

    customer_id: UUID
    tag_id: UUID
    source: TagSource


@dataclass(frozen=True, kw_only=True)
class ConsentChanged(Event):
    """Consent: {purpose} by {channel} {word} ({source}).

    授权：{channel}{purpose}{word}（{source}）。
    """

    customer_id: UUID
    purpose: Purpose
    channel: Channel
    granted: bool
    source: ConsentSource

    def sentence(self, language: str, names: Mapping[str, str]) -> str:
        zh = language.startswith("zh")
        word = ("已给予" if zh else "given") if self.granted else ("已撤回" if zh else "withdrawn")
        return super().sentence(language, {**names, "word": word})


@dataclass(frozen=True, kw_only=True)
class HappenedOutside(Event):
    """Elsewhere: {kind}.

    外部行为：{kind}。
    """

    customer_id: UUID
    kind_id: UUID
    number: float | None = None


@dataclass(frozen=True, kw_only=True)
class CustomersReconciled(Event):
    """Reconciled: {missed} friend-adds and {vanished} deletions had been missed.

    核对：补回 {missed} 次添加、{vanished} 次删除。
    """

    run_id: UUID
    relations: int
    missed: int
    vanished: int
