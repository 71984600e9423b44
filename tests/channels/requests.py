"""Callbacks as WeCom sends them."""

from siyu.channels.wecom import protocol
from siyu.channels.wecom.protocol import Message
from siyu.platform.clock import real_now
from tests.channels.conftest import CORP, KEY, TOKEN


def friend_added(number: int = 1, **changed: str) -> Message:
    fields: Message = {
        "ToUserName": CORP,
        "FromUserName": "sys",
        "CreateTime": "1403610513",
        "MsgType": "event",
        "Event": "change_external_contact",
        "ChangeType": "add_external_contact",
        "UserID": "zhangsan",
        "ExternalUserID": f"wm{number}",
        "WelcomeCode": "CODE",
    }
    return {**fields, **changed}


def query(encrypt: str, *, token: str = TOKEN, late_seconds: float = 0) -> dict[str, str]:
    timestamp, nonce = str(int(real_now().timestamp() - late_seconds)), "1372623149"
    signature = protocol.signature(token, timestamp, nonce, encrypt)
    return {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce}


def sealed(message: Message, *, receive_id: str = CORP, key: str = KEY) -> str:
    return protocol.encrypt(key, protocol.message_xml(message), receive_id)


def body(encrypt: str) -> bytes:
    return protocol.envelope_xml(CORP, "1000002", encrypt)
