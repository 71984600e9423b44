"""What the sandbox knows: one frozen row per noun.

Instants are whole seconds since 1970, shown time unless the name says `real`.
"""

from dataclasses import dataclass
from typing import Any, Literal

DeliveryState = Literal["waiting", "delivered", "failed", "lost", "no_address"]
Said = dict[str, Any]
"""A message as WeCom's JSON has it: `msgtype` and the body under that name."""


@dataclass(frozen=True, kw_only=True)
class Setting:
    name: str
    value: Any


@dataclass(frozen=True, kw_only=True)
class Department:
    id: int
    name: str
    parentid: int
    order: int
    leaders: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Member:
    """A member of staff; `serves` = has the customer-contact permission."""

    userid: str
    name: str
    departments: tuple[int, ...]
    position: str = ""
    mobile: str = ""
    gender: int = 0
    leads: tuple[int, ...] = ()
    status: int = 1
    serves: bool = True
    real_named: bool = True


@dataclass(frozen=True, kw_only=True)
class Person:
    """Someone outside the corp, with the nickname of their own WeChat (type 1) or WeCom (2)."""

    external_userid: str
    name: str
    gender: int = 0
    type: int = 1
    unionid: str = ""
    corp_name: str = ""
    position: str = ""
    number: int = 0


@dataclass(frozen=True, kw_only=True)
class Relation:
    """One member of staff and one person outside.

    `half`: the customer added a member who has not added back; the APIs do not see it.
    """

    userid: str
    external_userid: str
    createtime: int
    add_way: int
    state: str = ""
    oper_userid: str = ""
    remark: str = ""
    description: str = ""
    company: str = ""
    mobiles: tuple[str, ...] = ()
    tag_ids: tuple[str, ...] = ()
    half: bool = False
    chatting: bool = False
    talked_at: int = 0
    additions: int = 1
    customer_deleted_at: int | None = None
    staff_deleted_at: int | None = None

    @property
    def id(self) -> str:
        return f"{self.userid} {self.external_userid}"

    @property
    def stands(self) -> bool:
        """Whether the APIs know it; a customer's one-sided deletion does not end it."""
        return not self.half and self.staff_deleted_at is None

    @property
    def mutual(self) -> bool:
        """Whether both still have each other."""
        return self.stands and self.customer_deleted_at is None

    @property
    def can_chat(self) -> bool:
        return self.staff_deleted_at is None and self.customer_deleted_at is None


@dataclass(frozen=True, kw_only=True)
class Request:
    """A customer asked to be added and waits for the member's yes."""

    userid: str
    external_userid: str
    state: str
    add_way: int
    at: int


@dataclass(frozen=True, kw_only=True)
class TagGroup:
    id: str
    name: str
    order: int
    create_time: int
    deleted: bool = False
    ours: bool = True


@dataclass(frozen=True, kw_only=True)
class Tag:
    id: str
    group_id: str
    name: str
    order: int
    create_time: int
    deleted: bool = False


@dataclass(frozen=True, kw_only=True)
class Way:
    """A contact way (联系我)."""

    config_id: str
    type: int
    scene: int
    style: int | None
    remark: str
    skip_verify: bool
    state: str
    user: tuple[str, ...]
    party: tuple[int, ...]
    is_temp: bool
    expires_in: int
    chat_expires_in: int
    unionid: str
    is_exclusive: bool
    mark_source: bool
    conclusions: dict[str, Any]
    created_at: int
    used_up: bool = False


@dataclass(frozen=True, kw_only=True)
class WelcomeCode:
    """Twenty real seconds in which one welcome may be sent."""

    code: str
    userid: str
    external_userid: str
    state: str
    issued_at: int
    issued_real: float
    sent_real: float | None = None
    asked_late: bool = False


@dataclass(frozen=True, kw_only=True)
class Message:
    """A line of a chat, as the phone shows it."""

    id: str
    userid: str
    external_userid: str
    sender: Literal["customer", "staff", "system"]
    via: Literal["chat", "welcome", "mass", "greeting"]
    said: Said
    at: int
    msgid: str = ""

    @property
    def chat(self) -> str:
        return f"{self.userid} {self.external_userid}"


@dataclass(frozen=True, kw_only=True)
class GroupMessage:
    """A line in a customer group; only mass sends reach groups here."""

    id: str
    chat_id: str
    userid: str
    said: Said
    at: int


@dataclass(frozen=True, kw_only=True)
class AppMessage:
    """A message of the app to staff."""

    msgid: str
    to: tuple[str, ...]
    said: Said
    at: int
    real_at: float
    fingerprint: str = ""
    recalled: bool = False


@dataclass(frozen=True, kw_only=True)
class Media:
    media_id: str
    type: str
    filename: str
    content_type: str
    size: int
    real_at: float
    permanent: bool = False


@dataclass(frozen=True, kw_only=True)
class GroupMember:
    userid: str
    type: int
    join_time: int
    join_scene: int
    name: str
    unionid: str = ""
    invitor: str = ""


@dataclass(frozen=True, kw_only=True)
class GroupChat:
    chat_id: str
    name: str
    owner: str
    create_time: int
    notice: str = ""
    members: tuple[GroupMember, ...] = ()
    admins: tuple[str, ...] = ()
    status: int = 0


@dataclass(frozen=True, kw_only=True)
class MassSend:
    """A mass send as created; nothing is sent until a member confirms."""

    msgid: str
    chat_type: str
    creator: str
    create_time: int
    create_type: int
    said: list[Said]
    text: str
    attachments: list[Said]
    created_real: float
    reminded_real: tuple[float, ...] = ()
    cancelled: bool = False


@dataclass(frozen=True, kw_only=True)
class MassTask:
    """One member's part of a mass send: status 0 not confirmed, 2 sent."""

    msgid: str
    userid: str
    status: int = 0
    send_time: int = 0


@dataclass(frozen=True, kw_only=True)
class MassTarget:
    """One receiver: status 0 not sent, 1 sent, 2 not a friend, 3 had too many already."""

    msgid: str
    userid: str
    target: str
    status: int = 0
    send_time: int = 0


@dataclass(frozen=True, kw_only=True)
class Try:
    real_at: float
    status: int | None
    error: str
    milliseconds: int


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A callback on its way: waiting, delivered, failed, lost (a fault) or no_address."""

    id: str
    event: str
    change: str
    plain: str
    created_real: float
    state: DeliveryState = "waiting"
    tries: tuple[Try, ...] = ()
    copies: int = 1
    held_seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Happening:
    """A line of the sandbox's own record, to compare other people's figures with."""

    id: str
    kind: str
    day: str
    userid: str = ""
    external_userid: str = ""
    state: str = ""
    at: int = 0
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class LoginCode:
    """An OAuth code or a user ticket, for a member or an outsider's openid."""

    code: str
    who: str
    private: bool
    real_at: float
    used: bool = False
    ticket: bool = False
