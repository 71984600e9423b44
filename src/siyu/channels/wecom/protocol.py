"""WeCom's wire: signatures, encryption, callback bodies. Pure: no database, web or clock.

A plaintext is 16 random bytes, a 4-byte big-endian length, the message and the receive id,
PKCS#7-padded to 32 (not 16), under AES-256-CBC whose IV is the key's first 16 bytes.
Source: developer.work.weixin.qq.com/document/path/90968.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote, urlencode
from xml.etree.ElementTree import Element, ParseError

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from siyu.channels.wecom.refusals import (
    BadEncoding,
    BadKey,
    BadLength,
    BadPadding,
    BadSignature,
    ForbiddenXml,
    Malformed,
    TooLarge,
)

OAUTH_HOST = "https://open.weixin.qq.com"
SCAN_HOST = "https://login.work.weixin.qq.com"
MAX_BODY_BYTES = 64 * 1024
MAX_DEPTH = 8
PAD_BLOCK = 32
PREFIX_BYTES = 16
LENGTH_BYTES = 4

_KEY = re.compile(r"[A-Za-z0-9]{43}")
_UNSAYABLE = re.compile("[\x00\ud800-\udfff]")
# A welcome code is what an event brings, not which event it is.
_CARGO = frozenset({"WelcomeCode"})

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
Message: TypeAlias = dict[str, Value]


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """A callback's outer body; an empty string is a field that was not sent."""

    to_user: str
    agent_id: str
    encrypt: str


def signature(token: str, timestamp: str, nonce: str, encrypt: str) -> str:
    """The lower-hex SHA-1 of the four strings, sorted and joined."""
    joined = b"".join(sorted(part.encode() for part in (token, timestamp, nonce, encrypt)))
    return hashlib.sha1(joined, usedforsecurity=False).hexdigest()


def verify(token: str, timestamp: str, nonce: str, encrypt: str, *, given: str) -> None:
    """Compare in constant time. Raises BadSignature."""
    expected = signature(token, timestamp, nonce, encrypt)
    if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
        raise BadSignature()


def key_bytes(aes_key: str) -> bytes:
    """The 32 bytes of an EncodingAESKey, which is 43 letters and digits. Raises BadKey."""
    if not _KEY.fullmatch(aes_key):
        raise BadKey()
    return base64.b64decode(aes_key + "=", validate=True)


def encrypt(aes_key: str, text: str, receive_id: str, prefix: bytes | None = None) -> str:
    """Seal `text` for `receive_id`; `prefix` fixes the 16 random bytes, for vectors only."""
    key = key_bytes(aes_key)
    head = secrets.token_bytes(PREFIX_BYTES) if prefix is None else prefix
    if len(head) != PREFIX_BYTES:
        raise BadLength(length=len(head), size=PREFIX_BYTES)
    body = text.encode()
    plain = head + len(body).to_bytes(LENGTH_BYTES, "big") + body + receive_id.encode()
    encryptor = _cipher(key).encryptor()
    sealed = encryptor.update(_padded(plain)) + encryptor.finalize()
    return base64.b64encode(sealed).decode()


def decrypt(aes_key: str, encrypt: str) -> tuple[str, str]:
    """The text and the receive id inside `encrypt`.

    Raises BadKey, BadEncoding (not base64, not UTF-8), BadLength or BadPadding. Comparing the
    receive id with the corp's is the caller's part: suites and bots carry other ids.
    """
    key = key_bytes(aes_key)
    sealed = _from_base64(encrypt)
    if not sealed or len(sealed) % PAD_BLOCK:
        raise BadLength(length=len(sealed), size=PAD_BLOCK)
    decryptor = _cipher(key).decryptor()
    plain = _unpadded(decryptor.update(sealed) + decryptor.finalize())
    start = PREFIX_BYTES + LENGTH_BYTES
    length = int.from_bytes(plain[PREFIX_BYTES:start], "big")
    if len(plain) < start or length > len(plain) - start:
        raise BadLength(length=length, size=len(plain))
    try:
        return plain[start : start + length].decode(), plain[start + length :].decode()
    except UnicodeDecodeError as error:
        raise BadEncoding(what="UTF-8") from error


def envelope(body: bytes) -> Envelope:
    """Read the outer body of a POST, XML or JSON. Raises TooLarge, ForbiddenXml, Malformed."""
    fields = {name.lower(): value for name, value in _parsed(body).items()}

    def text(name: str) -> str:
        value = fields.get(name, "")
        return value if isinstance(value, str) else ""

    if not text("encrypt"):
        raise Malformed(reason="no Encrypt")
    return Envelope(to_user=text("tousername"), agent_id=text("agentid"), encrypt=text("encrypt"))


def envelope_xml(to_user: str, agent_id: str, encrypt: str) -> bytes:
    """The outer body as WeCom posts it."""
    return message_xml({"ToUserName": to_user, "AgentID": agent_id, "Encrypt": encrypt}).encode()


def message(text: str) -> Message:
    """The fields of a decrypted message, XML or JSON.

    A list element (`<X><Item/>…</X>`) is a list, a repeated field too, a nested one a dict.
    Raises TooLarge, ForbiddenXml or Malformed.
    """
    return _parsed(text.encode())


def message_xml(fields: Mapping[str, Value]) -> str:
    """A message in WeCom's XML; `message` reads it back."""
    return f"<xml>{''.join(_element(name, value) for name, value in fields.items())}</xml>"


def kind(message: Message) -> tuple[str, str]:
    """What happened: (Event, ChangeType) of an event, (MsgType, "") of a message."""
    event = message.get("Event") or message.get("InfoType") or message.get("MsgType") or ""
    change = message.get("ChangeType") or ""
    return str(event), str(change)


def inbound_key(message: Message) -> str:
    """What makes this callback itself: equal for WeCom's retries, different for everything else.

    A message is known by its MsgId. An event has no id, and several in one second may differ in
    a single field only (document 90930 names too few), so all its fields count, in any order.
    """
    if message.get("MsgId"):
        names = ("ToUserName", "FromUserName", "MsgId")
        identity: Message = {name: message.get(name, "") for name in names}
    else:
        identity = {name: value for name, value in message.items() if name not in _CARGO}
    canonical = json.dumps(identity, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def js_signature(ticket: str, nonce: str, timestamp: int, url: str) -> str:
    """The signature of `wx.config` and `wx.agentConfig` (90506); the url's `#…` is dropped."""
    page = url.split("#", 1)[0]
    plain = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={timestamp}&url={page}"
    return hashlib.sha1(plain.encode(), usedforsecurity=False).hexdigest()


def oauth_url(
    corp_id: str,
    agent_id: int,
    redirect_uri: str,
    state: str,
    *,
    private: bool = False,
    host: str = OAUTH_HOST,
) -> str:
    """The page that sends a member back to `redirect_uri` with a code (91022).

    `private` asks for the ticket to phone, e-mail and avatar, which the member confirms. It opens
    inside WeCom; `qr_sign_in_url` is for any other browser.
    """
    query = urlencode(
        {
            "appid": corp_id,
            "redirect_uri": redirect_uri,
            "response_type": "code",
            "scope": "snsapi_privateinfo" if private else "snsapi_base",
            "state": state,
            "agentid": agent_id,
        },
        quote_via=quote,
        safe="",
    )
    return f"{host}/connect/oauth2/authorize?{query}#wechat_redirect"


def qr_sign_in_url(
    corp_id: str, agent_id: int, redirect_uri: str, state: str, *, host: str = SCAN_HOST
) -> str:
    """The page with a QR code to scan by WeCom; leads back with a code as above (98152)."""
    query = urlencode(
        {
            "login_type": "CorpApp",
            "appid": corp_id,
            "agentid": agent_id,
            "redirect_uri": redirect_uri,
            "state": state,
        },
        quote_via=quote,
        safe="",
    )
    return f"{host}/wwlogin/sso/login?{query}"


def _cipher(key: bytes) -> Cipher[modes.CBC]:
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def _padded(plain: bytes) -> bytes:
    pad = PAD_BLOCK - len(plain) % PAD_BLOCK
    return plain + bytes([pad]) * pad


def _unpadded(plain: bytes) -> bytes:
    pad = plain[-1]
    if not 1 <= pad <= PAD_BLOCK or plain[-pad:] != bytes([pad]) * pad:
        raise BadPadding()
    return plain[:-pad]


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadEncoding(what="base64") from error


def _parsed(body: bytes) -> Message:
    if len(body) > MAX_BODY_BYTES:
        raise TooLarge(limit=MAX_BODY_BYTES)
    return _from_json(body) if body.lstrip()[:1] == b"{" else _from_xml(body)


def _from_xml(body: bytes) -> Message:
    try:
        root = ElementTree.fromstring(body, forbid_dtd=True)
    except DefusedXmlException as error:
        raise ForbiddenXml() from error
    except (ParseError, ValueError, LookupError) as error:
        raise Malformed(reason="XML") from error
    content = _content(root, MAX_DEPTH)
    if not isinstance(content, dict):
        raise Malformed(reason="fields")
    return content


def _content(element: Element, depth: int) -> Value:
    if depth == 0:
        raise Malformed(reason="depth")
    children = list(element)
    if not children:
        text = element.text or ""
        return text if text.strip() else ""
    if all(child.tag == "Item" for child in children):
        return [_content(child, depth - 1) for child in children]
    fields: dict[str, Value] = {}
    for child in children:
        value = _content(child, depth - 1)
        if child.tag not in fields:
            fields[child.tag] = value
            continue
        earlier = fields[child.tag]
        fields[child.tag] = [*earlier, value] if isinstance(earlier, list) else [earlier, value]
    return fields


def _from_json(body: bytes) -> Message:
    try:
        loaded = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed(reason="JSON") from error
    return {_said(name): _json_value(value, MAX_DEPTH) for name, value in loaded.items()}


def _json_value(value: object, depth: int) -> Value:
    if depth == 0:
        raise Malformed(reason="depth")
    match value:
        case dict():
            return {_said(name): _json_value(inner, depth - 1) for name, inner in value.items()}
        case list():
            return [_json_value(inner, depth - 1) for inner in value]
        case None:
            return ""
        case _:
            return _said(str(value))


def _said(text: str) -> str:
    """JSON can escape what XML cannot say and no database stores."""
    if _UNSAYABLE.search(text):
        raise Malformed(reason="characters")
    return text


def _element(name: str, value: Value) -> str:
    match value:
        case dict():
            inner = "".join(_element(child, content) for child, content in value.items())
        case list():
            inner = "".join(_element("Item", content) for content in value)
        case _:
            inner = f"<![CDATA[{value.replace(']]>', ']]]]><![CDATA[>')}]]>"
    return f"<{name}>{inner}</{name}>"
