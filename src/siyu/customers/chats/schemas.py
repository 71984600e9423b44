"""The shapes of chats: rows that come in, and what the API shows."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AliasChoices, BaseModel, BeforeValidator, Field, StringConstraints

from siyu.customers.chats.rules import ChatStanding, Direction, NotKept, WhyEmpty

MOST_TEXT = 8_000
SINCE_EPOCH = re.compile(r"\d{10}(\d{3})?(\.0)?")
PARTED = re.compile(r"[|;；,，\s]+")
DAY = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def _instant(value: object) -> object:
    """Seconds or milliseconds since 1970 as WeCom writes them; 2026/1/5 9:30 as ISO 8601 does."""
    text = str(value).strip() if isinstance(value, str | int) else ""
    if SINCE_EPOCH.fullmatch(text):
        number = int(text.split(".", maxsplit=1)[0])
        return datetime.fromtimestamp(number / (1000 if number >= 10**12 else 1), UTC)
    if not isinstance(value, str):
        return value
    text = DAY.sub(lambda day: f"{day[1]}-{day[2]:0>2}-{day[3]:0>2}", text)
    return re.sub(r"[ T]+(\d):", r" 0\1:", text) or None


def _content(value: object) -> object:
    """WeCom puts a text into an object of its own."""
    return value.get("content", "") if isinstance(value, dict) else value


def _several(value: object) -> object:
    """A list of accounts, also as one text."""
    return [one for one in PARTED.split(value) if one] if isinstance(value, str) else value


Key = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=128)]
Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=128)]


def _cell(en: str, zh: str, *guesses: str, **more: Any) -> Any:
    """A column: its titles, and other headings it goes by."""
    extra: dict[str, Any] = {"zh": zh, "guesses": list(guesses)}
    return Field(title=en, json_schema_extra=extra, **more)


class ChatRow(BaseModel):
    """A message as WeCom's session archive tells it once it is decrypted.

    WeCom's own names (`msgid`, `from`, `tolist`, `msgtime`, `msgtype`, `text.content`, `roomid`)
    are taken too.
    """

    message_id: Key = _cell(
        "Message id", "消息 ID", "msgid", "消息编号",
        validation_alias=AliasChoices("message_id", "msgid"),
    )  # fmt: skip
    sender: Key = _cell(
        "From", "发送人", "from", "发送者", "发件人",
        validation_alias=AliasChoices("sender", "from"),
    )  # fmt: skip
    receivers: Annotated[list[Word], Field(max_length=500), BeforeValidator(_several)] = _cell(
        "To", "接收人", "tolist", "接收者", "收件人",
        validation_alias=AliasChoices("receivers", "tolist"),
    )  # fmt: skip
    said_at: Annotated[datetime, BeforeValidator(_instant)] = _cell(
        "Said at", "发送时间", "msgtime", "消息时间", "时间",
        validation_alias=AliasChoices("said_at", "msgtime"),
    )  # fmt: skip
    text: Annotated[str, StringConstraints(max_length=MOST_TEXT), BeforeValidator(_content)] = (
        _cell("Text", "消息内容", "text.content", "content", "内容", default="")
    )
    kind: Word = _cell(
        "Kind", "消息类型", "msgtype", "类型",
        default="text", validation_alias=AliasChoices("kind", "msgtype"),
    )  # fmt: skip
    room: Word = _cell(
        "Group", "群聊 ID", "roomid", "群 ID",
        default="", validation_alias=AliasChoices("room", "roomid"),
    )  # fmt: skip
    action: Word = _cell("Action", "动作", "action", "操作", default="send")
    source: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")] = _cell(
        "Archive", "存档来源", "source", "来源", default="wecom"
    )


class ChatConsentRow(BaseModel):
    """What one customer said about being archived, as WeCom's check tells it."""

    external_userid: Key = _cell(
        "External userid", "客户 external_userid", "exteranalopenid", "external_userid", "客户 ID",
        validation_alias=AliasChoices("external_userid", "exteranalopenid"),
    )  # fmt: skip
    agreed: Word = _cell(
        "Agrees to archiving", "是否同意存档", "agree_status", "consent", "授权",
        validation_alias=AliasChoices("agreed", "agree_status"),
    )  # fmt: skip
    changed_at: Annotated[datetime | None, BeforeValidator(_instant)] = _cell(
        "Since", "授权时间", "status_change_time", "时间",
        default=None, validation_alias=AliasChoices("changed_at", "status_change_time"),
    )  # fmt: skip


class MessageOut(BaseModel, from_attributes=True):
    """A message; `text` is None without the right to read it."""

    id: UUID
    direction: Direction
    staff_id: UUID | None
    staff_name: str | None
    said_at: datetime
    text: str | None


class ChatOut(BaseModel):
    """A page of one person's chat, the newest first; `why` says why it is empty."""

    items: list[MessageOut]
    next_cursor: str | None
    masked: bool
    why: WhyEmpty
    why_words: str
    retention_days: int
    refused: int


class RefusedCountOut(BaseModel):
    reason: NotKept
    reason_words: str
    messages: int


class ArchiveOut(BaseModel):
    """How the brand keeps chats, what it has, and what it did not keep."""

    retention_days: int
    messages: int
    customers: int
    agreed: int
    last_came_at: datetime | None
    last_kept_at: datetime | None
    refused: list[RefusedCountOut]
    state: ChatStanding
    state_words: str


class ArchiveForm(BaseModel):
    """How long chats are kept, counted from when they were said."""

    retention_days: Annotated[int, Field(ge=1, le=3650)]
