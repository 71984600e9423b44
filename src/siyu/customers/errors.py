"""What can go wrong with customers."""

from siyu.kit.errors import Conflict, Invalid


class TagUnknown(Invalid):
    """Tag {tag_id} is not one of ours; reload the tags and choose again.

    标签 {tag_id} 不在标签库里，请刷新标签后重选。
    """


class AccountsDisagree(Conflict):
    """These accounts ({accounts}) belong to different people here; look at both and merge them.

    这些账号（{accounts}）在系统里属于不同的人，请核对后合并。
    """


class RemarkTooLong(Invalid):
    """A remark has at most {most} characters; this one has {length}.

    备注最多 {most} 个字，这里有 {length} 个。
    """


class SyncRunning(Conflict):
    """A synchronisation is running already; watch it under Jobs.

    同步已在进行，可在「任务」里查看进度。
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
