"""The one table from WeCom's error codes to what we do and what a person is told.

Codes: developer.work.weixin.qq.com/document/path/90313. Only the number is matched; WeCom's text
carries hints, addresses and links that change.
"""

from dataclasses import dataclass
from enum import StrEnum


class Then(StrEnum):
    """What the connector does about it."""

    PROCEED = "proceed"
    REFRESH = "refresh"
    RETRY = "retry"
    WAIT = "wait"
    GIVE_UP = "give_up"


@dataclass(frozen=True)
class Outcome:
    """A meaning several codes may share: what it is, and what mends it, in both languages."""

    name: str
    then: Then
    en: str
    zh: str
    mend_en: str = ""
    mend_zh: str = ""

    def sentence(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en

    def mend(self, language: str) -> str:
        return self.mend_zh if language.startswith("zh") else self.mend_en


OK = Outcome("ok", Then.PROCEED, "Done.", "已完成。")
UNKNOWN = Outcome(
    "refused",
    Then.GIVE_UP,
    "WeCom refused the call.",
    "企业微信拒绝了这次调用。",
    "Look the code up in WeCom's error code tool.",
    "请在企业微信的错误码查询工具中查询该错误码。",
)
TOKEN_DEAD = Outcome(
    "token_dead",
    Then.REFRESH,
    "The access token has ended.",
    "access_token 已失效。",
    "Nothing to do: a new one is fetched.",
    "无需处理，系统会自动重新获取。",
)
BUSY = Outcome(
    "busy",
    Then.RETRY,
    "WeCom is busy.",
    "企业微信系统繁忙。",
    "Nothing to do: it is tried again.",
    "无需处理，系统会自动重试。",
)
TOO_PARALLEL = Outcome(
    "too_parallel",
    Then.RETRY,
    "Too many calls at once.",
    "同时调用过多。",
    "Nothing to do: it is tried again, more slowly.",
    "无需处理，系统会放慢后重试。",
)
RATE_LIMITED = Outcome(
    "rate_limited",
    Then.WAIT,
    "The call is over WeCom's rate limit.",
    "调用超过企业微信的频率限制。",
    "Wait until the window ends; other programs of this corp count too.",
    "等待限制解除；同一企业的其他程序也会占用额度。",
)
BAD_CREDENTIAL = Outcome(
    "bad_credential",
    Then.GIVE_UP,
    "WeCom does not accept this corp id and secret.",
    "企业微信不认可该企业 ID 与 Secret。",
    "Copy both again: 我的企业 → 企业ID, and 应用管理 → the app → Secret.",
    "请重新复制：「我的企业」中的企业 ID，以及「应用管理」中该应用的 Secret。",
)
UNTRUSTED_IP = Outcome(
    "untrusted_ip",
    Then.GIVE_UP,
    "WeCom does not trust this server's address.",
    "企业微信不信任本服务器的 IP。",
    "Add the address to 应用管理 → the app → 企业可信IP; it holds after about a minute.",
    "请在「应用管理」该应用的「企业可信IP」中加入此 IP，约一分钟后生效。",
)
FORBIDDEN = Outcome(
    "forbidden",
    Then.GIVE_UP,
    "The app may not make this call.",
    "该应用没有调用此接口的权限。",
    "Add the app to 客户与上下游 → 客户联系 → 可调用接口的应用.",
    "请在「客户与上下游 → 客户联系 → 可调用接口的应用」中加入该应用。",
)
OUT_OF_RANGE = Outcome(
    "out_of_range",
    Then.GIVE_UP,
    "These staff or departments are outside the app's visible range.",
    "这些成员或部门不在应用可见范围内。",
    "Widen 应用管理 → the app → 可见范围.",
    "请在「应用管理」中扩大该应用的可见范围。",
)
NO_CUSTOMER_CONTACT = Outcome(
    "no_customer_contact",
    Then.GIVE_UP,
    "Customer contact is not enabled for these staff.",
    "这些成员未开通客户联系功能。",
    "Add them to 客户与上下游 → 客户联系 → 权限配置 → 使用范围.",
    "请在「客户与上下游 → 客户联系 → 权限配置」的使用范围中加入他们。",
)
NOT_A_RELATION = Outcome(
    "not_a_relation",
    Then.GIVE_UP,
    "This customer is not a friend of that member of staff.",
    "该客户不是这位成员的好友。",
    "Nothing to mend: the member deleted the customer, or has not added them back.",
    "无需处理：成员已删除该客户，或尚未通过好友申请。",
)
WELCOME_EXPIRED = Outcome(
    "welcome_expired",
    Then.GIVE_UP,
    "The welcome came later than 20 seconds.",
    "超过 20 秒，欢迎语已失效。",
    "See on the jobs page why the worker was late.",
    "请在任务页查看后台处理为何延迟。",
)
WELCOME_USED = Outcome(
    "welcome_used",
    Then.GIVE_UP,
    "The two are chatting already, or another program sent the welcome.",
    "双方已开始聊天，或欢迎语已由其他程序发送。",
    "If it is always so, another app or the admin site has a welcome set for these staff.",
    "如果总是这样，请检查其他应用或管理后台是否为这些成员配置了欢迎语。",
)
WELCOME_SENDING = Outcome(
    "welcome_sending",
    Then.GIVE_UP,
    "The welcome is being sent already.",
    "欢迎语正在发送。",
)
NOT_AGREED = Outcome(
    "not_agreed",
    Then.GIVE_UP,
    "The customer has not agreed to archiving, so no welcome may be sent.",
    "客户未同意会话存档，不能发送欢迎语。",
)
UNKNOWN_STAFF = Outcome(
    "unknown_staff",
    Then.GIVE_UP,
    "WeCom knows no such member of staff, or the app cannot see them.",
    "企业微信中没有该成员，或不在应用可见范围内。",
    "Synchronise staff; widen the app's visible range if they should be seen.",
    "请同步成员；若应可见，请扩大应用可见范围。",
)
UNKNOWN_CUSTOMER = Outcome(
    "unknown_customer",
    Then.GIVE_UP,
    "WeCom knows no such customer within the app's range.",
    "应用可见范围内没有该客户。",
)
NOT_ACTIVE = Outcome(
    "not_active",
    Then.GIVE_UP,
    "A member of staff has not signed in to WeCom or not confirmed their name.",
    "有成员尚未激活企业微信或未实名认证。",
    "Ask them to sign in once and confirm their name.",
    "请该成员登录一次企业微信并完成实名认证。",
)
UNKNOWN_TAG = Outcome(
    "unknown_tag",
    Then.GIVE_UP,
    "There is no such tag in WeCom.",
    "企业微信中没有该标签。",
    "Synchronise tags.",
    "请同步标签。",
)
TAG_EXISTS = Outcome(
    "tag_exists",
    Then.GIVE_UP,
    "A tag of this name exists.",
    "已有同名标签。",
    "Choose another name.",
    "请换一个名称。",
)
TAGS_FULL = Outcome(
    "tags_full",
    Then.GIVE_UP,
    "The corp has its 3,000 tags.",
    "企业标签已达 3000 个上限。",
    "Delete tags that are not used.",
    "请删除不再使用的标签。",
)
NOT_OUR_TAG = Outcome(
    "not_our_tag",
    Then.GIVE_UP,
    "This tag was made in WeCom's admin site; an app changes only what it made itself.",
    "该标签由企业微信管理后台创建，应用只能修改自己创建的标签。",
    "Change it in WeCom's admin site; it is followed here.",
    "请在企业微信管理后台修改，修改后会自动同步到这里。",
)
TOO_MANY_STAFF = Outcome(
    "too_many_staff",
    Then.GIVE_UP,
    "A code serves at most 100 staff, departments counted out.",
    "一个活码最多 100 位成员（含部门展开）。",
    "Split it into several codes.",
    "请拆分成多个活码。",
)
UNKNOWN_WAY = Outcome(
    "unknown_way",
    Then.GIVE_UP,
    "WeCom no longer has this contact way.",
    "企业微信中已没有这个联系方式。",
)
WAYS_FULL = Outcome(
    "ways_full",
    Then.GIVE_UP,
    "The corp has as many contact ways as WeCom allows.",
    "「联系我」数量已达上限。",
    "Delete codes that are not used.",
    "请删除不再使用的活码。",
)
BAD_CODE = Outcome(
    "bad_code",
    Then.GIVE_UP,
    "The sign-in code was used or is too old.",
    "登录凭证已使用或已过期。",
    "Open the page again.",
    "请重新打开页面。",
)
BAD_REQUEST = Outcome(
    "bad_request",
    Then.GIVE_UP,
    "WeCom does not accept the content of this call.",
    "企业微信不接受这次调用的内容。",
    "Look at the lengths and the number of items.",
    "请检查内容长度与数量。",
)
BAD_MEDIA = Outcome(
    "bad_media",
    Then.GIVE_UP,
    "WeCom does not accept this file, or it is older than three days.",
    "企业微信不接受该文件，或素材已超过三天。",
    "Upload it again.",
    "请重新上传。",
)
NOBODY_REACHED = Outcome(
    "nobody_reached",
    Then.GIVE_UP,
    "None of the receivers can be reached.",
    "没有可送达的接收人。",
    "Check that they are in the app's visible range.",
    "请确认接收人在应用可见范围内。",
)
WRONG_APP = Outcome(
    "wrong_app",
    Then.GIVE_UP,
    "The agent id belongs to another app than the secret.",
    "AgentId 与 Secret 不属于同一应用。",
    "Copy both from the same app.",
    "请从同一个应用复制 AgentId 与 Secret。",
)
SCOPE_TOO_LARGE = Outcome(
    "scope_too_large", Then.GIVE_UP, "Too many staff for one call.", "一次调用涉及的成员过多。"
)
NOT_A_GROUP = Outcome(
    "not_a_group", Then.GIVE_UP, "This is not a customer group.", "这不是客户群。"
)
DISPATCHING = Outcome(
    "dispatching",
    Then.GIVE_UP,
    "WeCom is still handing it out; ask again later.",
    "企业微信正在分发，请稍后再查。",
)

_CODES: tuple[tuple[Outcome, tuple[int, ...]], ...] = (
    (OK, (0,)),
    (BUSY, (-1, 6000)),
    (TOKEN_DEAD, (40014, 42001, 41001)),
    (RATE_LIMITED, (45009,)),
    (TOO_PARALLEL, (45033,)),
    (BAD_CREDENTIAL, (40001, 40013, 40091, 41002, 41004)),
    (UNTRUSTED_IP, (60020,)),
    (FORBIDDEN, (48002, 50001)),
    (OUT_OF_RANGE, (60011, 50002)),
    (NO_CUSTOMER_CONTACT, (84074,)),
    (NOT_A_RELATION, (84061,)),
    (WELCOME_EXPIRED, (41050, 41049)),
    (WELCOME_USED, (41051,)),
    (WELCOME_SENDING, (41096,)),
    (NOT_AGREED, (41053,)),
    (UNKNOWN_STAFF, (40003, 60111, 40031)),
    (UNKNOWN_CUSTOMER, (40096, 41035)),
    (NOT_ACTIVE, (41054, 40098)),
    (UNKNOWN_TAG, (40068,)),
    (TAG_EXISTS, (40071,)),
    (TAGS_FULL, (40126,)),
    (NOT_OUR_TAG, (81011,)),
    (TOO_MANY_STAFF, (41041,)),
    (UNKNOWN_WAY, (41043, 41044)),
    (WAYS_FULL, (41045,)),
    (BAD_CODE, (40029, 42003, 42022, 84014, 84015)),
    (
        BAD_REQUEST,
        (
            40058,
            40063,
            40033,
            40035,
            40072,
            41037,
            41038,
            41039,
            41040,
            41042,
            41064,
            41065,
            44004,
            45002,
            45008,
        ),
    ),
    (BAD_MEDIA, (40004, 40005, 40006, 40007, 40009, 40011, 40123, 41006)),
    (NOBODY_REACHED, (81013,)),
    (WRONG_APP, (301002, 40056)),
    (SCOPE_TOO_LARGE, (81017,)),
    (NOT_A_GROUP, (40050, 90501, 90509)),
    (DISPATCHING, (41063,)),
)

OUTCOMES: dict[int, Outcome] = {code: outcome for outcome, codes in _CODES for code in codes}


def outcome_of(errcode: int) -> Outcome:
    """What a code means; one we do not know is a plain refusal."""
    return OUTCOMES.get(errcode, UNKNOWN)
