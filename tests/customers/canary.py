"""Someone whose every value is unlike any other, and a search for it everywhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Select, inspect, literal_column, select, text

from siyu.channels.wecom import inbox, protocol
from siyu.channels.wecom import service as wecom
from siyu.channels.wecom.models import Inbound
from siyu.customers import consents, friends, people
from siyu.customers.chats import taking
from siyu.customers.chats.schemas import ChatRow
from siyu.customers.consents import Word
from siyu.customers.events import Channel, ConsentSource, Purpose
from siyu.customers.friends import Added
from siyu.customers.meeting import Account, Newcomer, meet_all
from siyu.customers.people import Profile
from siyu.messaging import reasons
from siyu.messaging import service as messaging
from siyu.messaging.service import Content
from siyu.platform.clock import real_now
from siyu.platform.declarations import Fate
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work
from tests.conftest import MONDAY_NOON

AES_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"


def values(n: int) -> dict[str, str]:
    """The values of the `n`th canary, of each kind one."""
    return {
        "name": f"鸷鹦鹉甲{n}",
        "avatar": f"https://wx.example.org/canary-{n}.png",
        "remark": f"鹬蚌备注乙{n}",
        "description": f"鼋鼍描述丙{n}",
        "phone": f"1391234567{n}",
        "email": f"canary.丁{n}@example.org",
        "external_userid": f"wmCanary012345678{n}",
        "unionid": f"oCanaryUnion98765{n}",
        "member_number": f"CANARY-MEMBER-{n}",
        "mall_id": f"canary-mall-{n}",
        "openid:wx1": f"oCanaryOpen-{n}",
        "device": f"canary-device-{n}",
        "message": f"鹓鶵你好戊{n}",
        "chat": f"鸰鹇聊天己{n}",
    }


VALUES = values(1)
UNQUOTED = values(2)
"""Of one whose values no colleague ever quoted, not even in a trail that was emptied since."""
EXTERNAL = VALUES["external_userid"]
ACCOUNTS = ("phone", "email", "unionid", "member_number", "mall_id", "openid:wx1", "device")


def live(work: Work, staff_id: UUID, who: dict[str, str] = VALUES) -> UUID:
    """Let a canary live: accounts, a friendship, a remark, a message and a callback."""
    newcomer = Newcomer(tuple(Account(kind, who[kind]) for kind in ACCOUNTS), "mall")
    (met,) = meet_all(work, [newcomer])
    assert met.customer_id is not None
    profile = Profile(
        who["external_userid"],
        name=who["name"],
        avatar=who["avatar"],
        gender=2,
        unionid=who["unionid"],
    )
    relation = friends.add(work, Added(profile, staff_id, MONDAY_NOON))
    friends.describe(work, relation, remark=who["remark"], description=who["description"])
    people.add_phones(work, met.customer_id, [who["phone"]], evidence="remark")
    messaging.claim(
        work,
        key="canary",
        purpose=reasons.Purpose.WELCOME,
        content=Content(text=who["message"]),
        customer_id=met.customer_id,
    )
    chat(work, met.customer_id, who)
    call_back(work, who["external_userid"])
    return met.customer_id


def chat(work: Work, customer_id: UUID, who: dict[str, str]) -> None:
    """Let them agree to being archived, and write."""
    agreed = Word(customer_id, Purpose.CHAT_ARCHIVE, Channel.WECOM, granted=True)
    consents.say_all(work, [agreed], source=ConsentSource.ARCHIVE, at=work.now())
    row = archived(who)
    (answer,) = taking.take(work, [ChatRow.model_validate(row)])
    assert answer.fate is Fate.TAKEN


def archived(who: dict[str, str] = VALUES) -> dict[str, Any]:
    """What they wrote, as a session archive tells it."""
    return {
        "msgid": "msg of a canary",
        "from": who["external_userid"],
        "tolist": ["lin"],
        "msgtime": int(MONDAY_NOON.timestamp() * 1000),
        "text": {"content": who["chat"]},
    }


def call_back(work: Work, external_userid: str) -> None:
    """Callbacks about someone, as the edge keeps them."""
    connection = wecom.save_connection(
        work, corp_id="wwcorp", agent_id=1, secret="s3cret", callback_token="T1", aes_key=AES_KEY
    ).connection
    told = f"<xml><Event>x</Event><ExternalUserID>{external_userid}</ExternalUserID></xml>"
    for state in (inbox.DONE, inbox.DEAD):
        row = Inbound(
            connection_id=connection.id,
            key=state,
            event="change_external_contact",
            change="add_external_contact",
            ciphertext=protocol.encrypt(AES_KEY, told, "wwcorp"),
            received_at=work.now(),
            state=state,
            next_try_at=real_now(),
        )
        work.add(row)


def sightings(runtime: Runtime) -> set[tuple[str, str]]:
    """In which tables of the whole database each value stands, opened where it is sealed."""
    found = set()
    with runtime.engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            whole: Select[Any] = select(literal_column("*")).select_from(text(table))
            for row in connection.execute(whole).mappings():
                told = "\n".join(_texts(runtime, table, dict(row)))
                found |= {(table, kind) for kind, value in VALUES.items() if value in told}
    return found


def _texts(runtime: Runtime, table: str, row: dict[str, Any]) -> Iterator[str]:
    for value in row.values():
        if isinstance(value, bytes | memoryview):
            yield repr(bytes(value))
            yield _opened(runtime, bytes(value))
        elif table == "wecom_inbound" and isinstance(value, str):
            yield _decrypted(value)
        else:
            yield str(value)


def _opened(runtime: Runtime, value: bytes) -> str:
    try:
        return runtime.secrets.open(value)
    except ValueError:
        return ""


def _decrypted(value: str) -> str:
    try:
        return protocol.decrypt(AES_KEY, value)[0]
    except Exception:
        return value


def written_in(folder: Path) -> set[tuple[str, str]]:
    """The files of a folder in which a value stands as plain text."""
    return {
        (path.name, kind)
        for path in folder.rglob("*")
        if path.is_file()
        for kind, value in UNQUOTED.items()
        if value.encode() in path.read_bytes()
    }
