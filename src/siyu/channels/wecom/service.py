"""The connection to WeCom, the client over it, and the callbacks that came in."""

import re
import secrets
import string
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from siyu.channels.wecom import inbox, protocol
from siyu.channels.wecom.attachments import (
    Attachment,
    Document,
    Image,
    Link,
    MiniProgram,
    Video,
)
from siyu.channels.wecom.client import Client
from siyu.channels.wecom.clients import clients_of
from siyu.channels.wecom.connector import BASE_URL
from siyu.channels.wecom.errors import (
    BadApiAddress,
    BadCallbackKey,
    BadCallbackToken,
    BadCorpId,
    NotConnected,
    SecretMissing,
)
from siyu.channels.wecom.events import WecomConnected
from siyu.channels.wecom.inbox import InboundLine, WelcomeTicket
from siyu.channels.wecom.models import WecomConnection
from siyu.channels.wecom.receptions import Received, Reception
from siyu.channels.wecom.refusals import BadKey
from siyu.channels.wecom.shapes import Customer as WecomCustomer
from siyu.channels.wecom.shapes import CustomerFollowed, Follower, SignedIn
from siyu.kit.pages import Page
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

__all__ = [
    "Attachment",
    "Client",
    "Connection",
    "CustomerFollowed",
    "Document",
    "Follower",
    "Image",
    "InboundLine",
    "Link",
    "MiniProgram",
    "Received",
    "Reception",
    "Saved",
    "SignedIn",
    "Video",
    "WecomCustomer",
    "WelcomeTicket",
    "client_for",
    "connection",
    "inbound",
    "run_again",
    "save_connection",
    "sign_in_page",
    "signed_in",
    "welcome_ticket",
]

CONNECTED = "connected"
TOKEN_CHARACTERS = string.ascii_letters + string.digits
_TOKEN = re.compile(r"[A-Za-z0-9]{1,32}")
_CORP_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, kw_only=True)
class Connection:
    """A connection as others may see it: without its secrets."""

    id: UUID
    corp_id: str
    agent_id: int
    base_url: str
    state: str
    connected_at: datetime


@dataclass(frozen=True, kw_only=True)
class Saved:
    """The connection, and the callback token and key if we made them: shown this once."""

    connection: Connection
    made_token: str | None = None
    made_aes_key: str | None = None


def connection(work: Work) -> Connection:
    """The tenant's connection. Raises NotConnected."""
    row = work.session.scalar(work.scope(WecomConnection))
    if row is None:
        raise NotConnected
    return _view(row)


def save_connection(
    work: Work,
    *,
    corp_id: str,
    agent_id: int,
    secret: str = "",
    callback_token: str = "",
    aes_key: str = "",
    base_url: str = "",
) -> Saved:
    """Connect, or change the connection; an empty secret, token or key keeps what there is.

    At first a missing callback token or key is made. Raises SecretMissing, BadCorpId,
    BadCallbackToken, BadCallbackKey or BadApiAddress.
    """
    row = work.session.scalar(work.scope(WecomConnection).with_for_update())
    if row is None and not secret:
        raise SecretMissing
    base_url = (base_url or BASE_URL).rstrip("/").removesuffix("/cgi-bin")
    made_token = _random(32) if row is None and not callback_token else None
    made_key = _random(43) if row is None and not aes_key else None
    token, key = callback_token or made_token or "", aes_key or made_key or ""
    _check(corp_id, token, key, base_url)
    if row is None:
        row = WecomConnection(state=CONNECTED, connected_at=work.now())
        before = None
    else:
        before = _trace(row)
    row.corp_id, row.agent_id, row.base_url = corp_id, agent_id, base_url
    _seal(work, row, secret=secret, token=token, key=key)
    if before is None:
        work.add(row)
        work.emit(WecomConnected(connection_id=row.id, agent_id=agent_id))
    changed = {"secret": secret or None, "callback_token": token or None, "aes_key": key or None}
    work.audit("wecom.connected", "wecom_connection", row.id, before=before,
               after={**_trace(row), **changed})  # fmt: skip
    return Saved(connection=_view(row), made_token=made_token, made_aes_key=made_key)


def client_for(runtime: Runtime, tenant_id: UUID) -> Client:
    """WeCom as this tenant's app; shares its token with every process. Raises NotConnected."""
    return clients_of(runtime).client(tenant_id)


def sign_in_page(work: Work, redirect_uri: str, state: str, *, inside: bool) -> str:
    """Where WeCom asks who someone is and sends them back with a code; `inside` is its own browser.

    A connection to another address than WeCom's asks there. Raises NotConnected.
    """
    at = connection(work)
    page = protocol.oauth_url if inside else protocol.qr_sign_in_url
    if at.base_url == BASE_URL:
        return page(at.corp_id, at.agent_id, redirect_uri, state)
    return page(at.corp_id, at.agent_id, redirect_uri, state, host=at.base_url)


def signed_in(runtime: Runtime, tenant_id: UUID, code: str) -> SignedIn:
    """Who came back with a code, once; outside any Work. Raises NotConnected, WecomRefused."""
    return client_for(runtime, tenant_id).pages.who(code)


def inbound(work: Work, *, state: str = "", cursor: str | None = None) -> Page[InboundLine]:
    """Callbacks received, newest first, 50 a page."""
    return inbox.page(work, state, cursor)


def run_again(work: Work, inbound_id: UUID) -> None:
    """Put a stopped or ignored callback back in line. Raises NotFound, NotStopped."""
    inbox.run_again(work, inbound_id)


def welcome_ticket(work: Work, inbound_id: UUID) -> WelcomeTicket | None:
    """The welcome code a callback brought, None if none. Raises NotFound."""
    return inbox.welcome_ticket(work, inbound_id)


def _check(corp_id: str, token: str, aes_key: str, base_url: str) -> None:
    if not _CORP_ID.fullmatch(corp_id):
        raise BadCorpId
    if token and not _TOKEN.fullmatch(token):
        raise BadCallbackToken
    parts = urlsplit(base_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadApiAddress
    if not aes_key:
        return
    try:
        protocol.key_bytes(aes_key)
    except BadKey as bad:
        raise BadCallbackKey from bad


def _seal(work: Work, row: WecomConnection, *, secret: str, token: str, key: str) -> None:
    if secret:
        row.secret_sealed = work.secrets.seal(secret)
    if token:
        row.callback_token_sealed = work.secrets.seal(token)
    if key:
        row.previous_aes_key_sealed = row.aes_key_sealed
        row.aes_key_sealed = work.secrets.seal(key)


def _random(length: int) -> str:
    return "".join(secrets.choice(TOKEN_CHARACTERS) for _ in range(length))


def _trace(row: WecomConnection) -> dict[str, object]:
    return {"corp_id": row.corp_id, "agent_id": row.agent_id, "base_url": row.base_url}


def _view(row: WecomConnection) -> Connection:
    return Connection(
        id=row.id,
        corp_id=row.corp_id,
        agent_id=row.agent_id,
        base_url=row.base_url,
        state=row.state,
        connected_at=row.connected_at,
    )
