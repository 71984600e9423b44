"""What can go wrong in the organisation."""

from collections.abc import Sequence

from siyu.kit.errors import Conflict, Invalid, Refused, SignInNeeded, Unreachable
from siyu.kit.text import filled, said
from siyu.platform.declarations import Part


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


class PasswordNeeded(Conflict):
    """This is the last owner who can come in by password; set another owner's password first.

    这是最后一位能用密码登录的所有者，请先为另一位所有者设置密码。
    """


class NoOtherWay(Conflict):
    """{name} has no other way in: link a member of staff or a single sign-on account first.

    {name} 没有其他登录方式：请先关联员工或单点登录账号。
    """


class WayClosed(SignInNeeded):
    """This way of signing in is not switched on here; use your password, or ask an owner.

    这里没有开启这种登录方式；请用密码登录，或联系所有者。
    """


class OtherBrowser(SignInNeeded):
    """This sign-in was not begun in this browser under {address}; begin again there.

    这次登录不是在本浏览器通过 {address} 发起的，请从该地址重新开始。
    """


class JourneyUsed(SignInNeeded):
    """This sign-in was used already; begin again.

    这次登录已经使用过，请重新开始。
    """


class JourneyLate(SignInNeeded):
    """This sign-in took longer than five minutes; begin again.

    这次登录超过了五分钟，请重新开始。
    """


class CodeSpent(SignInNeeded):
    """The sign-in code was used already or is too old; begin again.

    登录凭证已使用或已过期，请重新开始。
    """


class NotOurStaff(SignInNeeded):
    """Only staff of {brand} sign in here; WeCom does not know you as one.

    只有「{brand}」的员工可以登录；企业微信显示你不是该企业成员。
    """


class NobodyLinked(SignInNeeded):
    """{name}, you have no user here yet: ask {whom} to add you under Users.

    {name}，你在这里还没有用户：请联系{whom}在「用户」里添加你。
    """


class AccountClosed(SignInNeeded):
    """{name}, your account here is closed: ask {whom}.

    {name}，你的账号已停用：请联系{whom}。
    """


class SeveralLinked(SignInNeeded):
    """{count} users are linked to you, {name}; use your password, or ask {whom} to leave one.

    {name}，有 {count} 个用户关联到你；请用密码登录，或请{whom}只保留一个。
    """


class DomainRefused(SignInNeeded):
    """Only verified addresses of {domains} may sign in here; your provider tells of another.

    只允许 {domains} 的已验证邮箱登录；你的身份提供方给出的邮箱不符合。
    """


class ProviderRefused(SignInNeeded):
    """{issuer} refused the sign-in ({reason}); begin again, or ask an owner to check the settings.

    {issuer} 拒绝了登录（{reason}）；请重新开始，或请所有者检查登录设置。
    """


class ProviderSilent(Unreachable):
    """{issuer} did not answer legibly ({reason}); use your password, or try again.

    {issuer} 没有正确应答（{reason}）；请用密码登录，或稍后重试。
    """


class ProviderWrong(Invalid):
    """{issuer} does not describe itself as needed: {reason}.

    {issuer} 的公开配置不符合要求：{reason}。
    """


class BadIssuer(Invalid):
    """An issuer begins with https:// and has no query: copy it from the provider ({issuer}).

    签发方须以 https:// 开头且不带查询参数，请从身份提供方复制（{issuer}）。
    """


class TokenUnsigned(SignInNeeded):
    """The provider's token is not signed by a key we accept ({reason}).

    身份提供方的令牌签名无效（{reason}）。
    """


class TokenElsewhere(SignInNeeded):
    """The token is for another application or from another provider ({claim}).

    该令牌属于其他应用或其他身份提供方（{claim}）。
    """


class TokenExpired(SignInNeeded):
    """The token ended {seconds} seconds ago by our clock; begin again, or set both clocks.

    按本机时间，该令牌已过期 {seconds} 秒；请重新开始，或校准两边的时钟。
    """


class ClocksApart(SignInNeeded):
    """The provider's clock is {seconds} seconds ahead of ours; set both by a time server.

    身份提供方的时钟比本机快 {seconds} 秒，请用时间服务器校准两边的时钟。
    """


class NonceWrong(SignInNeeded):
    """The token belongs to another sign-in; begin again.

    该令牌属于另一次登录，请重新开始。
    """


class LinkTaken(Conflict):
    """This account at {issuer} is linked to another user already.

    {issuer} 的这个账号已关联到另一位用户。
    """


class OwnerByHand(Invalid):
    """Nobody becomes an owner by signing in; add owners by hand.

    不能通过登录自动成为所有者，请手动添加所有者。
    """


class UnknownKind(Invalid):
    """Nothing called {kind} can be published.

    没有可发布的类型「{kind}」。
    """


class UnknownPart(Invalid):
    """{part} cannot be left open to the stores.

    「{part}」不能开放给门店修改。
    """


class StoresNeeded(Invalid):
    """Choose at least one store, or a region with stores.

    请至少选择一家门店，或包含门店的区域。
    """


class BadDeadline(Invalid):
    """Choose a day after today by which the stores take it up.

    请选择今天之后的日期作为门店采用的期限。
    """


class HeadquartersPublishes(Refused):
    """Only someone who sees the whole brand may publish to stores or recall.

    只有能看到整个品牌的人才能向门店发布或收回。
    """


class CopyOfCopy(Conflict):
    """This is itself a copy that headquarters published; publish the original.

    这本身就是总部下发的副本，请发布原件。
    """


class NotPublishedThere(Conflict):
    """Nothing of this is waiting there; load the page again.

    那里没有待采用的内容，请刷新页面。
    """


class LockedByHeadquarters(Conflict):
    """{hq} keeps "{part}" as published; a store may change: {opened}.

    「{part}」由{hq}统一管理；门店可修改：{opened}。
    """

    def __init__(self, *, hq: str, part: Part, opened: Sequence[Part]) -> None:
        super().__init__(hq=hq, part=part.name, opened=[one.name for one in opened])
        self._part, self._opened = part, opened

    def sentence(self, language: str = "en") -> str:
        comma, none = ("、", "无") if language.startswith("zh") else (", ", "nothing")
        opened = comma.join(one.title(language) for one in self._opened) or none
        told = {**self.data, "part": self._part.title(language), "opened": opened}
        return filled(said(type(self).__doc__, language), told)


class HeldByHeadquarters(Conflict):
    """{hq} published this to the store; it is removed after {hq} recalled it.

    这是{hq}下发的内容，需{hq}收回后才能删除。
    """
