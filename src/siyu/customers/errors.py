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
