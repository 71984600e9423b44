"""What becomes of what a page tells, and how a site asks for consent."""

from siyu.kit.choices import Choice


class ConsentMode(Choice):
    """What the snippet does before somebody agreed to it."""

    NEEDED = "needed", "nothing before consent", "同意前不采集"
    ANONYMOUS = "anonymous", "counts without an id until consent", "同意前只匿名计数"
    NOT_NEEDED = "not_needed", "does not wait for consent", "不等待同意"


class HitOutcome(Choice):
    """What became of an event that a page told, or of a request as a whole."""

    TAKEN = "taken", "taken", "已收下"
    REPEATED = "repeated", "told before, counted once", "重复上报，只计一次"
    SITE_OFF = "site_off", "the site is switched off here", "站点已停用"
    FOREIGN_ORIGIN = (
        "foreign_origin",
        "sent from an origin that is not on the site's list",
        "来源域名不在站点名单中",
    )
    PROGRAM = "program", "sent by a program that names itself one", "来自自称为程序的访问"
    ASKED_NOT_TO = (
        "asked_not_to",
        "the browser asks not to be tracked",
        "浏览器要求不跟踪",
    )
    TOO_FAST = "too_fast", "too many requests in a minute", "一分钟内请求过多"
    TOO_LARGE = "too_large", "a request of more than 64 KB", "单次请求超过 64 KB"
    UNREADABLE = "unreadable", "no JSON of ours", "不是本追踪器的 JSON"
    TOO_MANY = "too_many", "more than 20 events in one request", "单次请求超过 20 个事件"
    NO_CONSENT = "no_consent", "sent before consent", "尚未同意"
    UNFIT = "unfit", "a part is missing or not allowed", "内容缺失或不符合要求"
    FUTURE = "future", "dated in the future", "时间在未来"
    TOO_OLD = "too_old", "more than seven days late", "迟到超过七天"
    UNKNOWN_KIND = "unknown_kind", "a kind of event nobody declared", "事件类型未声明"
    UNSIGNED = (
        "unsigned",
        "identify without a token signed by the brand's server",
        "identify 未带品牌服务器签名的令牌",
    )
    SIGNATURE_WRONG = (
        "signature_wrong",
        "identify with a token signed by another secret, or for another site",
        "identify 令牌的签名或站点不对",
    )
    TOKEN_EXPIRED = (
        "token_expired",
        "identify with a token that is over, or good for more than a day",
        "identify 令牌已过期，或有效期超过一天",
    )
    UNKNOWN_ACCOUNT = (
        "unknown_account",
        "identify names an account that no customer has",
        "identify 的账号没有对应的客户",
    )

    @property
    def is_refusal(self) -> bool:
        return self not in (HitOutcome.TAKEN, HitOutcome.REPEATED)


class HitKind(Choice):
    """What a page tells of."""

    PAGE = "page", "page", "浏览"
    LEAVE = "leave", "leave", "离开"
    CLICK = "click", "click", "点击"
    EVENT = "event", "event", "自定义"
    IDENTIFY = "identify", "identify", "识别"


class NameKind(Choice):
    """What a name on a site is of."""

    PAGE = "page", "page", "页面"
    ELEMENT = "element", "element", "元素"
    PROPERTY = "property", "property", "属性"
