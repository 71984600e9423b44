"""Who wrote to whom in a row of an archive, and what of it may be kept. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from siyu.kit.choices import Choice

EXTERNAL = ("wm", "wo")
LEAST_EXTERNAL = 20
"""WeCom's ids of people outside begin with these, and are longer than what staff are called."""


class Direction(Choice):
    """Who wrote a message."""

    CUSTOMER = "customer", "the customer", "客户"
    STAFF = "staff", "the adviser", "导购"


class NotKept(Choice):
    """Why a message that came was not kept."""

    NO_CONSENT = (
        "no_consent",
        "the customer has not agreed to being archived",
        "客户未同意会话存档",
    )
    GROUP = "group", "it was written in a group", "群聊消息"
    NO_TEXT = "no_text", "it is no text", "不是文本消息"
    NOT_SENT = "not_sent", "it was recalled, or says that the archive switched", "撤回或切换记录"
    NO_CUSTOMER = "no_customer", "no customer took part", "没有客户参与"
    UNKNOWN_CUSTOMER = "unknown_customer", "nobody here has this account", "没有这个账号的客户"
    TOO_OLD = "too_old", "it is past its time", "已超过保留期"
    IN_FUTURE = "in_future", "it has not happened yet", "时间在将来"


@dataclass(frozen=True)
class Between:
    """The customer's account and the staff's of one message; staff may be nobody we know."""

    account: str
    userid: str
    direction: Direction


def between(
    sender: str, receivers: Collection[str], customers: Collection[str], staff: Mapping[str, object]
) -> Between | NotKept:
    """Whose message it is: one customer's, with one other.

    `customers` are the accounts known here, `staff` the userids.
    """
    others = [one for one in dict.fromkeys(receivers) if one and one != sender]
    if len(others) > 1:
        return NotKept.GROUP
    receiver = others[0] if others else ""
    if sender in customers:
        return Between(sender, receiver, Direction.CUSTOMER)
    if receiver in customers:
        return Between(receiver, sender, Direction.STAFF)
    strangers = [one for one in (sender, receiver) if one and one.casefold() not in staff]
    unknown = any(_is_external(one) for one in strangers)
    return NotKept.UNKNOWN_CUSTOMER if unknown else NotKept.NO_CUSTOMER


def _is_external(account: str) -> bool:
    return account.startswith(EXTERNAL) and len(account) >= LEAST_EXTERNAL


class WhyEmpty(Choice):
    """What one sees where a chat should be, and why there is nothing, the first that holds."""

    HELD = "held", "Here is what was kept.", "以下是保留的聊天记录。"
    NEVER_CONNECTED = (
        "never_connected",
        "No chats have come in yet: import a session archive, or send it to the API.",
        "还没有接入聊天记录：请导入会话存档，或通过 API 传入。",
    )
    WITHDRAWN = (
        "withdrawn",
        "The customer withdrew their consent to being archived; what was kept was deleted.",
        "客户已撤回会话存档授权，保留的记录已删除。",
    )
    NOT_AGREED = (
        "not_agreed",
        "The customer has not agreed to being archived, so nothing is kept.",
        "客户未同意会话存档，因此不保留聊天内容。",
    )
    NO_ACCOUNT = (
        "no_account",
        "This person has no WeCom account here that a chat could belong to.",
        "此人在系统里没有企业微信账号，无法对应聊天记录。",
    )
    OUT_OF_SIGHT = (
        "out_of_sight",
        "They chat with colleagues whose customers you do not see.",
        "聊天对象是你权限范围之外的同事。",
    )
    PAST_ITS_TIME = (
        "past_its_time",
        "What they wrote is past the retention and was deleted.",
        "聊天记录已超过保留期，已删除。",
    )
    NOTHING_KEPT = (
        "nothing_kept",
        "Messages came, and none of them could be kept.",
        "收到过消息，但没有可以保留的。",
    )
    NOTHING_YET = (
        "nothing_yet",
        "The customer agreed; no message of theirs has come in yet.",
        "客户已同意会话存档，还没有收到消息。",
    )


class ChatStanding(Choice):
    """What a brand has of chats, and why it has none, the first that holds."""

    HELD = "held", "Chats are here.", "已有聊天记录。"
    NEVER_CONNECTED = (
        "never_connected",
        "No chats have come in yet: import a session archive, or send it to the API.",
        "还没有接入聊天记录：请导入会话存档，或通过 API 传入。",
    )
    NOBODY_AGREED = (
        "nobody_agreed",
        "Messages came in, but no customer has agreed to being archived.",
        "收到过消息，但还没有客户同意会话存档。",
    )
    NOTHING_KEPT = (
        "nothing_kept",
        "Messages came in, and none of them could be kept; the counts say why.",
        "收到过消息，但没有可以保留的，原因见下方统计。",
    )
    ALL_PAST = (
        "all_past",
        "All that was kept is past the retention, or was taken back.",
        "保留的聊天记录都已过期或被撤回。",
    )


@dataclass(frozen=True)
class Signs:
    """What is known of a chat that may be empty; `agreed` is None where nothing was said."""

    held: bool
    came: bool
    hidden: bool
    has_account: bool
    agreed: bool | None
    refused: bool
    wrote_before: bool


def why_empty(signs: Signs) -> WhyEmpty:
    """The first reason that holds, in the order in which one would mend them."""
    reasons = (
        (signs.held, WhyEmpty.HELD),
        (signs.hidden, WhyEmpty.OUT_OF_SIGHT),
        (not signs.came, WhyEmpty.NEVER_CONNECTED),
        (not signs.has_account, WhyEmpty.NO_ACCOUNT),
        (signs.agreed is False, WhyEmpty.WITHDRAWN),
        (signs.agreed is None, WhyEmpty.NOT_AGREED),
        (signs.wrote_before, WhyEmpty.PAST_ITS_TIME),
        (signs.refused, WhyEmpty.NOTHING_KEPT),
    )
    return next((why for holds, why in reasons if holds), WhyEmpty.NOTHING_YET)
