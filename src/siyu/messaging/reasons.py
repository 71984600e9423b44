"""What becomes of a delivery, why, and what a person is told about it. Pure."""

from enum import StrEnum

from siyu.kit.choices import Choice


class Purpose(Choice):
    """What a message is for."""

    WELCOME = "welcome", "Welcome", "欢迎语"
    STAFF_ALERT = "staff_alert", "Message to staff", "员工消息"


class State(StrEnum):
    """How far a delivery is."""

    CLAIMED = "claimed"
    HANDED_OFF = "handed_off"
    DONE = "done"


class Outcome(Choice):
    """What became of it; waiting is everything that is not done."""

    SENT = "sent", "Sent", "已发送"
    HELD = "held", "Held back", "未获准"
    SKIPPED = "skipped", "Skipped", "未发送"
    FAILED = "failed", "Failed", "失败"
    UNKNOWN = "unknown", "Unknown", "无法确认"
    WAITING = "waiting", "On its way", "发送中"


class Reason(Choice):
    """Why it ended so; each belongs to one outcome."""

    SENT = "sent", "Sent.", "已发送。"
    NO_CONSENT = (
        "no_consent",
        "The customer has not agreed to be written to.",
        "客户未同意接收此类消息。",
    )
    NO_RULE = "no_rule", "No welcome rule fits this friend.", "没有适用的欢迎语规则。"
    NO_CODE = (
        "no_code",
        "WeCom gave no welcome code for this friend.",
        "企业微信没有为这次添加下发欢迎语凭证。",
    )
    USED_ELSEWHERE = (
        "used_elsewhere",
        "Another app had sent a welcome, or the two were chatting already.",
        "其他应用已先发送欢迎语，或双方已开始聊天。",
    )
    EXPIRED = (
        "expired",
        "It was too late when its turn came; a welcome has 20 seconds.",
        "轮到它时已超时；欢迎语须在 20 秒内发出。",
    )
    REFUSED = "refused", "WeCom refused it.", "企业微信拒绝发送。"
    NOT_CONNECTED = "not_connected", "WeCom is not connected.", "尚未连接企业微信。"
    NOBODY_REACHED = (
        "nobody_reached",
        "None of the receivers can be reached by the app.",
        "接收人都不在应用可触达范围内。",
    )
    BAD_CONTENT = (
        "bad_content",
        "The message is empty, too long, or has too many attachments.",
        "内容为空、过长，或附件过多。",
    )
    RATE_LIMITED = (
        "rate_limited",
        "WeCom's rate limit did not let it through in time.",
        "受企业微信频率限制，未能及时发出。",
    )
    BUSY = "busy", "WeCom said that it was busy, each time.", "企业微信多次应答系统繁忙。"
    UNREACHABLE = "unreachable", "WeCom could not be reached in time.", "未能及时连上企业微信。"
    DIED_IN_CALL = (
        "unknown_died_in_call",
        "The sending process stopped in the middle; it may or may not have been sent.",
        "发送途中进程中断，无法确认是否已发出。",
    )
    NO_ANSWER = (
        "unknown_no_answer",
        "WeCom did not answer; it may or may not have been sent.",
        "企业微信未应答，无法确认是否已发出。",
    )
    WAITING = "waiting", "On its way.", "正在发送。"

    @property
    def outcome(self) -> Outcome:
        return OUTCOMES[self]

    def mend(self, language: str) -> str:
        """What to do about it; empty where there is nothing to do."""
        en, zh = MENDS.get(self, ("", ""))
        return zh if language.startswith("zh") else en


OUTCOMES: dict[Reason, Outcome] = {
    Reason.SENT: Outcome.SENT,
    Reason.NO_CONSENT: Outcome.HELD,
    Reason.NO_RULE: Outcome.SKIPPED,
    Reason.NO_CODE: Outcome.SKIPPED,
    Reason.USED_ELSEWHERE: Outcome.SKIPPED,
    Reason.EXPIRED: Outcome.FAILED,
    Reason.REFUSED: Outcome.FAILED,
    Reason.NOT_CONNECTED: Outcome.FAILED,
    Reason.NOBODY_REACHED: Outcome.FAILED,
    Reason.BAD_CONTENT: Outcome.FAILED,
    Reason.RATE_LIMITED: Outcome.FAILED,
    Reason.BUSY: Outcome.FAILED,
    Reason.UNREACHABLE: Outcome.FAILED,
    Reason.DIED_IN_CALL: Outcome.UNKNOWN,
    Reason.NO_ANSWER: Outcome.UNKNOWN,
    Reason.WAITING: Outcome.WAITING,
}

MENDS: dict[Reason, tuple[str, str]] = {
    Reason.NO_CONSENT: (
        "Ask for consent; it stands on the customer's page.",
        "请先征得客户同意，可在客户页查看授权记录。",
    ),
    Reason.NO_RULE: (
        "Add a default rule, which fits whenever no other does.",
        "请添加一条默认规则，其他规则都不适用时由它欢迎。",
    ),
    Reason.NO_CODE: (
        "WeCom gives none when the admin site has a welcome of its own for this adviser, when "
        "the two are chatting already, or when the friend uses WeCom. To welcome from here, "
        "remove the one in the admin site: 客户与上下游 → 客户联系 → 欢迎语.",
        "管理后台已为该成员配置欢迎语、双方已在聊天、或对方使用企业微信时不会下发。"
        "如需由这里欢迎，请在「客户与上下游 → 客户联系 → 欢迎语」中移除后台配置。",
    ),
    Reason.USED_ELSEWHERE: (
        "If it is always so, take the welcome out of the other app.",
        "如果总是这样，请关闭其他应用的欢迎语。",
    ),
    Reason.EXPIRED: (
        "See on the connection page whether callbacks come late, and whether the worker runs.",
        "请在连接页查看回调是否延迟，并确认后台进程正在运行。",
    ),
    Reason.REFUSED: (
        "Run the doctor on the connection page.",
        "请在连接页运行体检。",
    ),
    Reason.NOT_CONNECTED: (
        "Fill in the connection page.",
        "请填写企业微信连接信息。",
    ),
    Reason.NOBODY_REACHED: (
        "Widen the app's visible range in WeCom: 应用管理 → the app → 可见范围.",
        "请在「应用管理」中扩大该应用的可见范围。",
    ),
    Reason.BAD_CONTENT: (
        "A welcome takes 4,000 bytes (about 1,300 Chinese characters) and 9 attachments, "
        "a message to staff 2,048 bytes.",
        "欢迎语最多 4000 字节（约 1300 个汉字）和 9 个附件，员工消息最多 2048 字节。",
    ),
    Reason.RATE_LIMITED: (
        "Other programs of this corp count too; move their bulk work to quiet hours.",
        "同一企业的其他程序也占用额度，请把批量任务移到空闲时段。",
    ),
    Reason.UNREACHABLE: (
        "Check this server's way out to qyapi.weixin.qq.com.",
        "请检查本服务器到 qyapi.weixin.qq.com 的网络。",
    ),
    Reason.DIED_IN_CALL: (
        "Look into the chat; it is not sent again by itself.",
        "请查看聊天记录；系统不会自动重发。",
    ),
    Reason.NO_ANSWER: (
        "Look into the chat; it is not sent again by itself.",
        "请查看聊天记录；系统不会自动重发。",
    ),
}
