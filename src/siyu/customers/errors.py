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
