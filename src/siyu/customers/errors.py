"""What can go wrong with customers."""

from siyu.kit.errors import Conflict, Invalid, Refused


class TagUnknown(Invalid):
    """Tag {tag_id} is not one of ours; reload the tags and choose again.

    标签 {tag_id} 不在标签库里，请刷新标签后重选。
    """


class TagNotForYou(Refused):
    """Headquarters keeps the tag {tag} to other stores; ask it to publish the group to yours.

    标签「{tag}」仅限其他门店使用；如需使用，请总部把该标签组发布到你的门店。
    """


class AccountsDisagree(Conflict):
    """These accounts ({accounts}) belong to different people here; look at both under Same person?

    这些账号（{accounts}）在系统里属于不同的人，请到「同一人？」核对。
    """


class RemarkTooLong(Invalid):
    """A remark has at most {most} characters; this one has {length}.

    备注最多 {most} 个字，这里有 {length} 个。
    """


class SyncRunning(Conflict):
    """A synchronisation is running already; watch it under Jobs.

    同步已在进行，可在「任务」里查看进度。
    """


class OneTooMany(Conflict):
    """A person has only one {kinds}, and these accounts have two; they are two people.

    每人只有一个{kinds}，而这里出现了两个：是两个人。
    """


class NotTellable(Conflict):
    """More than one person has these accounts ({accounts}); bring an id of one of them.

    这些账号（{accounts}）不止一人在用，请带上能区分此人的编号。
    """


class NoAccount(Invalid):
    """Nothing here tells who this is; bring a phone, an e-mail or an id.

    这里没有能认出此人的信息，请提供手机号、邮箱或编号。
    """


class PersonErased(Conflict):
    """This person asked to be erased; allow them again on their page first.

    此人已按要求删除个人信息；如需重新收录，请先在其页面点「允许再次收录」。
    """


class AlreadyErased(Conflict):
    """Customer {customer_id} was erased; nothing is left to merge, split, export or erase.

    客户 {customer_id} 已删除个人信息，无法再合并、拆分、导出或删除。
    """


class SamePerson(Conflict):
    """These two are one person already.

    这两位已经是同一个人。
    """


class MergeUndone(Conflict):
    """This merge was undone already.

    这次合并已经撤销过。
    """


class NotTheirAccount(Conflict):
    """{count} of these accounts are not this person's any more; load the page again.

    其中 {count} 个账号已不属于此人，请刷新页面。
    """


class NothingLeft(Conflict):
    """All accounts of this person are chosen; leave at least one, or there is nobody to part from.

    已选中此人的全部账号；请至少留下一个，否则无从拆分。
    """


class CameByMerge(Conflict):
    """One of these accounts came by a merge ({merge_id}); undo that merge instead.

    其中有账号是合并（{merge_id}）带来的，请直接撤销那次合并。
    """


class LaterMergeFirst(Conflict):
    """A later merge ({merge_id}) builds on this one; undo that one first.

    之后还有一次合并（{merge_id}）以它为基础，请先撤销那一次。
    """


class NotAPhone(Invalid):
    """This phone has no 5 to 15 digits; write it with its country code, or leave it out.

    手机号应为 5–15 位数字；请补全（含国家代码）或留空。
    """


class NotAnEmail(Invalid):
    """This e-mail address has no name and host around an @; correct it, or leave it out.

    邮箱格式不正确，请修改或留空。
    """


class UnknownGender(Invalid):
    """Gender is male, female or empty.

    性别请填写男、女，或留空。
    """


class NotYesOrNo(Invalid):
    """Consent is yes, no or empty.

    是否同意请填写是、否，或留空。
    """


class FilterUnknown(Invalid):
    """{count} of what this filter names ({field}) is not here any more; choose again.

    筛选条件（{field}）中有 {count} 项已不存在，请重新选择。
    """


class ColumnUnknown(Invalid):
    """There is no column {column}; reload the page and choose again.

    没有「{column}」这一列，请刷新页面后重选。
    """


class NameNeeded(Invalid):
    """Give it a name of at most 30 characters.

    请起一个名称，最多 30 个字。
    """


class TagNameTaken(Conflict):
    """There is a "{name}" in this place already; choose another name.

    这里已有「{name}」，请换一个名称。
    """


class TagsFull(Conflict):
    """WeCom holds at most {most} tags; delete tags that are not used first.

    企业微信最多 {most} 个标签，请先删除不再使用的标签。
    """


class NobodyChosen(Invalid):
    """Nobody meets this; nothing was begun.

    没有符合条件的客户，未开始任何操作。
    """


class TooManyChosen(Invalid):
    """A batch takes at most {most} people, and {count} are chosen; narrow the filter.

    一次最多处理 {most} 人，当前选中 {count} 人，请缩小范围。
    """


class BatchNotRunning(Conflict):
    """This batch is over; there is nothing to cancel.

    这个批次已结束，无法取消。
    """


class BatchNotUndoable(Conflict):
    """This batch is still running, was undone before, or is an undo itself.

    这个批次仍在进行、已撤销过，或本身就是一次撤销。
    """


class NoSuchAccount(Invalid):
    """Nobody here has this {kind}; send the customer first.

    这里没有人有这个 {kind}；请先把客户传过来。
    """


class NoSuchEventKind(Invalid):
    """No kind of event is called {event}; declare it first at /api/event-kinds.

    没有名为 {event} 的事件类型；请先在 /api/event-kinds 声明。
    """


class EventTimeUnfit(Invalid):
    """An event has an instant with its zone, such as 2026-11-16T09:30:00+08:00, not in the future.

    事件时间须带时区，例如 2026-11-16T09:30:00+08:00，且不能在未来。
    """


class EventUnfit(Invalid):
    """{reason}; an event is {{"event", "at", "kind", "value", "number"}}.

    {reason}；事件的字段为 {{"event", "at", "kind", "value", "number"}}。
    """


class KeyNeeded(Invalid):
    """Send an Idempotency-Key with events: it is what keeps a retry from counting twice.

    传事件请带 Idempotency-Key：重试时靠它不重复计数。
    """


class FieldKeyUnfit(Invalid):
    """A field's key begins with a letter and has at most 30 of a–z, 0–9 and _.

    字段标识以字母开头，只用 a–z、0–9 和 _，最多 30 个。
    """


class FieldKeyTaken(Conflict):
    """There is a field with the key {key} already; choose another key.

    已有标识为 {key} 的字段，请换一个。
    """


class TooManyFields(Conflict):
    """A brand has at most {most} fields of its own; remove one that is not used first.

    自定义字段最多 {most} 个，请先删除不用的字段。
    """


class TitleNeeded(Invalid):
    """Give the field a title in both languages, at most 30 characters each.

    请填写中英文名称，各最多 30 个字。
    """


class ChoicesUnfit(Invalid):
    """Give 1 to {most} different choices of at most {length} characters, without commas in them.

    请填写 1–{most} 个不重复的选项，每个最多 {length} 字，不含逗号和分号。
    """


class FieldHasValues(Conflict):
    """{count} people have a value here, so type and sealing stay; define another field instead.

    已有 {count} 人填写，不能再改类型或加密方式；请另建字段。
    """


class ChoiceUsed(Conflict):
    """{count} people may have "{choice}"; give them another choice first.

    {count} 人可能选了「{choice}」，请先为他们改选。
    """


class ValueUnfit(Invalid):
    """{title_en} {reason_en}.

    「{title_zh}」{reason_zh}。
    """


class DayUnfit(Invalid):
    """No calendar has this day; write 1990-05-01, 05-01, lunar 08-15 or lunar leap 04-03.

    没有这一天；请写成 1990-05-01、05-01、农历八月十五 或 农历闰四月初三。
    """


class DayToCome(Invalid):
    """This day lies in the future; correct its year, or leave the year out.

    这一天还没到，请核对年份，或不填年份。
    """


class AnniversaryUnfit(Invalid):
    """Give each anniversary a name of its own, 1 to {length} characters; at most {most} of them.

    纪念日名称为 1–{length} 个字且不重复，最多 {most} 个。
    """


class StoreUnknown(Invalid):
    """There is no one store {store} here; choose one of the stores.

    没有唯一对应「{store}」的门店，请重选。
    """


class AdviserUnknown(Invalid):
    """This adviser is not here any more; choose another.

    这位导购已不在，请重选。
    """


class NoSuchCustomField(Invalid):
    """There is no field {key}; reload the page and choose again.

    没有字段 {key}，请刷新后重选。
    """
