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
