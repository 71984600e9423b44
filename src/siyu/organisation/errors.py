"""What can go wrong in the organisation."""

from siyu.kit.errors import Conflict, Invalid, Refused, SignInNeeded


class SignInFailed(SignInNeeded):
    """Login or password is wrong. After five wrong tries in a row, sign-in pauses for a while.

    账号或密码不正确。连续输错五次后，登录会暂停一段时间。
    """


class SignInPaused(SignInFailed):
    """Too many wrong tries for this login: wait {seconds} seconds.

    该账号输错次数过多：请等 {seconds} 秒再试。
    """

    status = 429


class WeakPassword(Invalid):
    """A password has 10 to 256 characters and is not the login.

    密码为 10 到 256 个字符，且不能与账号相同。
    """


class EmptyText(Invalid):
    """Fill in the {field}.

    请填写 {field}。
    """


class LoginTaken(Conflict):
    """The login {login} is taken; choose another.

    账号 {login} 已被使用，请换一个。
    """


class NameTaken(Conflict):
    """The name {name} is taken here; choose another.

    名称「{name}」已被使用，请换一个。
    """


class BeyondYourRights(Refused):
    """This takes rights you do not have yourself: {missing}.

    这需要你自己没有的权限：{missing}。
    """


class BeyondYourSight(Refused):
    """Roles hold for the whole brand; only someone who sees all of it may change them.

    角色对整个品牌生效，只有能看到全部门店的人才能修改。
    """


class UnknownRight(Invalid):
    """There is no right called {permission}.

    没有名为 {permission} 的权限。
    """


class OwnerRoleFixed(Conflict):
    """The owner's role always has every right and stays as it is.

    所有者角色始终拥有全部权限，不能修改。
    """


class LastOwner(Conflict):
    """This is the last owner; make someone else an owner first.

    这是最后一位所有者，请先把另一个人设为所有者。
    """


class NodeNeeded(Invalid):
    """Choose where this user stands in the tree; headquarters sees everything.

    请为该用户选择所在节点；选总部可看到全部。
    """


class StaffNeeded(Invalid):
    """This role sees its own customers only: choose the member of staff.

    该角色只能看自己的客户：请选择对应的员工。
    """


class WrongPlace(Conflict):
    """{name} cannot stand there: headquarters is the root, and nothing stands under a store.

    {name} 不能放在那里：总部是根节点，门店下面不能再有节点。
    """


class UnderItself(Conflict):
    """{name} cannot be moved under itself.

    不能把 {name} 移到它自己下面。
    """


class UnknownZone(Invalid):
    """There is no time zone called {zone}.

    没有名为 {zone} 的时区。
    """


class DirectoryEmpty(Conflict):
    """WeCom listed nobody though {staff} members of staff are known; check the app's visible range.

    企业微信没有返回任何成员，而本地已有 {staff} 名员工：请检查应用的可见范围。
    """
