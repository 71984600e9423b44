"""What happens with customers. Ids only; `{staff}` is filled in where it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
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
    EXPIRY = "expiry", "its time was up", "到期"


class Purpose(Choice):
    """What a consent is for."""

    SERVICE = "service", "service messages", "服务消息"
    MARKETING = "marketing", "marketing messages", "营销消息"
    CHAT_ARCHIVE = "chat_archive", "keeping the chats", "会话存档"


class ConsentSource(Choice):
    """From what a word about consent came."""

    FRIEND_ADD = "friend_add", "became a friend", "添加好友"
    FRIEND_DELETED = "friend_deleted", "deleted the adviser", "删除好友"
    IMPORT = "import", "imported list", "导入名单"
    ARCHIVE = "archive", "answered in WeCom", "在企业微信确认"
    ERASURE = "erasure", "asked to be erased", "要求删除个人信息"


class Channel(Choice):
    """The way people are reached."""

    WECOM = "wecom", "WeCom", "企业微信"
    SMS = "sms", "text message", "短信"
    EMAIL = "email", "e-mail", "邮件"


class Source(Choice):
    """Who told of an account; other sources go by their own name."""

    WECOM = "wecom", "WeCom", "企业微信"
    REMARK = "remark", "an adviser's note", "导购备注"
    IMPORT = "import", "an imported list", "导入名单"

    @classmethod
    def words(cls, source: str, language: str) -> str:
        return cls(source).said(language) if source in set(cls) else source


class Proof(Choice):
    """What weighed most when two were taken for one."""

    HAND = "hand", "somebody who knows", "人工判断"
    ID = "id", "an id both have", "共同的编号"
    PHONE = "phone", "the same phone", "同一手机号"
    EMAIL = "email", "the same e-mail", "同一邮箱"
    DEVICE = "device", "the same device", "同一设备"


class ApartBy(Choice):
    """From what it is known that accounts of one person are another's."""

    SHARED = "shared", "a phone or e-mail that two people share", "两人共用手机号或邮箱"
    LIST = "list", "a list that joined two people", "名单把两个人写成了一人"
    SAID = "said", "a word of theirs", "客户本人说明"


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

    is_activity: ClassVar[bool] = True

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

    is_activity: ClassVar[bool] = True

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


@dataclass(frozen=True, kw_only=True)
class CustomerRecognised(Event):
    """Recognised: someone new to a source was known already by {by} ({score} points).

    认出熟客：新来源里的此人经{by}认出（{score} 分）。
    """

    customer_id: UUID
    by: Proof
    score: int


@dataclass(frozen=True, kw_only=True)
class CustomersMerged(Event):
    """Merged: another entry turned out to be this person, by {by} ({score} points).

    合并：另一条客户记录与此人是同一人，依据{by}（{score} 分）。
    """

    customer_id: UUID
    gone_id: UUID
    merge_id: UUID
    by: Proof
    score: int


@dataclass(frozen=True, kw_only=True)
class CustomersParted(Event):
    """Merge undone: two people again, told apart by {by}; {stayed} later events stay here.

    撤销合并：重新分为两人，依据{by}；之后的 {stayed} 条动态留在这里。
    """

    customer_id: UUID
    gone_id: UUID
    merge_id: UUID
    by: Proof
    stayed: int


@dataclass(frozen=True, kw_only=True)
class CustomerSplit(Event):
    """Split: {accounts} of these accounts turned out to be another person's, by {by}.

    拆分：其中 {accounts} 个账号其实是另一个人的，依据：{by}。
    """

    customer_id: UUID
    new_id: UUID
    by: ApartBy
    accounts: int


@dataclass(frozen=True, kw_only=True)
class CustomerSplitOff(Event):
    """Split off: taken for another person before, a person of their own now, by {by}.

    独立出来：此前被当作另一个人，现为独立客户，依据：{by}。
    """

    customer_id: UUID
    from_id: UUID
    by: ApartBy


@dataclass(frozen=True, kw_only=True)
class CustomerErased(Event):
    """Erased: everything that says who this was is gone.

    已删除个人信息：能识别此人的内容均已清除。
    """

    customer_id: UUID


@dataclass(frozen=True, kw_only=True)
class CustomerWithdrawn(Event):
    """Taken out: the import that brought this person was undone.

    已移出：带来此人的导入已撤销。
    """

    customer_id: UUID


class TagAct(Choice):
    """What a batch does to people."""

    TAG = "tag", "tag", "打标签"
    UNTAG = "untag", "untag", "去标签"
    UNDO = "undo", "undo", "撤销"


class RowResult(Choice):
    """What became of one person in a batch."""

    TAGGED = "tagged", "tagged", "已打上"
    HAD = "had", "had it already", "原已有"
    UNTAGGED = "untagged", "taken off", "已去掉"
    HAD_NOT = "had_not", "did not have it", "原本没有"
    GIVEN_BACK = "given_back", "given back", "已恢复"
    CHANGED_SINCE = "changed_since", "changed since, left alone", "之后有改动，未恢复"
    GONE = "gone", "no longer a customer", "客户已不存在"


class InWecom(Choice):
    """What WeCom knows of one person in a batch."""

    WAITING = "waiting", "WeCom is being told", "等待同步到企业微信"
    TOLD = "told", "in WeCom", "已同步到企业微信"
    REFUSED = "refused", "refused by WeCom", "企业微信未接受"
    NOT_FRIEND = "not_friend", "not a friend, so WeCom is not told", "非好友，不同步企业微信"


@dataclass(frozen=True, kw_only=True)
class TagBatchStarted(Event):
    """Bulk tagging began: {act} {total} people.

    批量标签开始：对 {total} 人{act}。
    """

    tag_batch_id: UUID
    act: TagAct
    total: int


@dataclass(frozen=True, kw_only=True)
class TagBatchEnded(Event):
    """Bulk tagging ended: {done} of {total} people done.

    批量标签结束：{total} 人中已处理 {done} 人。
    """

    tag_batch_id: UUID
    act: TagAct
    total: int
    done: int


@dataclass(frozen=True, kw_only=True)
class TagGone(Event):
    """Tag deleted: {tag} is gone ({source}).

    标签删除：「{tag}」已删除（{source}）。
    """

    tag_id: UUID
    source: TagSource


@dataclass(frozen=True, kw_only=True)
class SavedViewKept(Event):
    """View saved: a list of customers was kept.

    保存视图：保存了一个客户视图。
    """

    saved_view_id: UUID
    shared: bool
