from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field, SecretStr

from siyu.channels.wecom import doctor, service
from siyu.channels.wecom.errors import (
    BadApiAddress,
    BadCallbackKey,
    BadCallbackToken,
    BadCorpId,
    NotConnected,
    NotStopped,
    SecretMissing,
)
from siyu.channels.wecom.findings import Finding
from siyu.kit.errors import NotFound
from siyu.platform.http import DoWork, Language, SignedIn, TheRuntime, needs, problems
from siyu.platform.work import Work

MANAGE, READ = "wecom.manage", "wecom.read"

BAD = (SecretMissing, BadCorpId, BadCallbackToken, BadCallbackKey, BadApiAddress)

router = APIRouter(prefix="/wecom", tags=["wecom"])


class ConnectionIn(BaseModel):
    """An empty secret, token or key keeps what there is; at first the last two are made."""

    corp_id: str = Field(min_length=1, max_length=64)
    agent_id: int = Field(ge=0)
    secret: SecretStr = SecretStr("")
    callback_token: SecretStr = SecretStr("")
    aes_key: SecretStr = SecretStr("")
    base_url: str = ""


class ConnectionOut(BaseModel):
    """A connection without its secrets; the callback address is what WeCom is told."""

    id: UUID
    corp_id: str
    agent_id: int
    base_url: str
    state: str
    connected_at: datetime
    callback_url: str


class SavedOut(ConnectionOut):
    """As saved; a callback token and key that were made are shown this once."""

    made_token: str | None
    made_aes_key: str | None


class DoctorFindingOut(BaseModel):
    """One check of the doctor."""

    check: str
    title: str
    state: str
    sentence: str
    mend: str


class FindingsOut(BaseModel):
    items: list[DoctorFindingOut]


class InboundOut(BaseModel, from_attributes=True):
    """A callback received; what it says stays sealed."""

    id: UUID
    event: str
    change: str
    state: str
    attempts: int
    error: str | None
    received_at: datetime
    done_at: datetime | None


class InboundPage(BaseModel):
    items: list[InboundOut]
    next_cursor: str | None


@router.get("/connection", dependencies=[needs(READ)], responses=problems(NotConnected))
def read_connection(work: DoWork, runtime: TheRuntime) -> ConnectionOut:
    """The connection, without its secrets."""
    return ConnectionOut(**_shown(service.connection(work), runtime.settings.public_url))


@router.put("/connection", dependencies=[needs(MANAGE)], responses=problems(*BAD))
def save_connection(given: ConnectionIn, work: DoWork, runtime: TheRuntime) -> SavedOut:
    """Connect WeCom, or change the connection."""
    saved = _saved(given, work)
    return SavedOut(
        **_shown(saved.connection, runtime.settings.public_url),
        made_token=saved.made_token,
        made_aes_key=saved.made_aes_key,
    )


@router.post("/doctor", dependencies=[needs(MANAGE)], responses=problems(NotConnected))
def examine(runtime: TheRuntime, principal: SignedIn, language: Language) -> FindingsOut:
    """Try what is needed from WeCom; each check is well or says what mends it."""
    found = doctor.examine(runtime, principal.tenant_id)
    return FindingsOut(items=_told(found, language))


@router.get("/inbound", dependencies=[needs(READ)])
def list_inbound(
    work: DoWork,
    state: Annotated[str, Query(pattern="^(|waiting|done|ignored|dead)$")] = "",
    cursor: str | None = None,
) -> InboundPage:
    """Callbacks received, newest first."""
    page = service.inbound(work, state=state, cursor=cursor)
    items = [InboundOut.model_validate(line) for line in page.items]
    return InboundPage(items=items, next_cursor=page.next_cursor)


@router.post(
    "/inbound/{inbound_id}/run-again",
    status_code=204,
    dependencies=[needs(MANAGE)],
    responses=problems(NotFound, NotStopped),
)
def run_again(inbound_id: UUID, work: DoWork) -> None:
    """Put a stopped callback back in line."""
    service.run_again(work, inbound_id)


def _saved(given: ConnectionIn, work: Work) -> service.Saved:
    return service.save_connection(
        work,
        corp_id=given.corp_id.strip(),
        agent_id=given.agent_id,
        secret=given.secret.get_secret_value().strip(),
        callback_token=given.callback_token.get_secret_value().strip(),
        aes_key=given.aes_key.get_secret_value().strip(),
        base_url=given.base_url.strip(),
    )


def _shown(connection: service.Connection, public_url: str) -> dict[str, object]:
    path = f"/callbacks/wecom/{connection.id}"
    return {**vars(connection), "callback_url": public_url.rstrip("/") + path}


def _told(found: Sequence[Finding], language: str) -> list[DoctorFindingOut]:
    return [
        DoctorFindingOut(
            check=one.check,
            title=one.title(language),
            state=one.state,
            sentence=one.sentence(language),
            mend=one.mend(language),
        )
        for one in found
    ]
