"""The one way a call leaves for WeCom: token, limits, time-outs, retries, outcome.

Retries only where WeCom allows: -1 and 45033 three times with back-off, a dead token once after
fetching a new one, a lost connection when the call only reads or never arrived.
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx

from siyu.channels.wecom.errors import NoAnswer, WecomRefused, WecomUnreachable
from siyu.channels.wecom.limits import Limiter
from siyu.channels.wecom.outcomes import Then, outcome_of
from siyu.channels.wecom.tokens import Fetched, TokenStore
from siyu.platform import traces
from siyu.platform.work import no_work_open

BASE_URL = "https://qyapi.weixin.qq.com"
CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 10.0
UPLOAD_SECONDS = 60.0
CONNECTIONS = 20
BACK_OFF_SECONDS = (0.2, 0.6, 1.8)
ACCESS_TOKEN = "access_token"

NOT_DELIVERED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

File = tuple[str, bytes, str]


@dataclass(frozen=True)
class Credentials:
    """One self-built app of one corp."""

    corp_id: str
    agent_id: int
    secret: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class _Call:
    """`path` below /cgi-bin; `body` makes it a POST of JSON, `file` one of a form."""

    path: str
    query: Mapping[str, str | int]
    body: Mapping[str, Any] | None = None
    file: File | None = None
    reads: bool = True


def http_client(base_url: str, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """The HTTP side; `transport` lets a test answer in WeCom's place."""
    # The token stands in the URL, which httpx would log.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    root = base_url.rstrip("/").removesuffix("/cgi-bin")
    return httpx.Client(
        base_url=f"{root}/cgi-bin/",
        timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
        limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
        transport=transport,
        trust_env=False,
    )


class Connector:
    """Calls WeCom as one app. Every call first makes sure that no Work is open."""

    def __init__(
        self,
        http: httpx.Client,
        credentials: Credentials,
        tokens: TokenStore,
        limiter: Limiter,
        sleep: Callable[[float], None] = time.sleep,
        tenant_id: UUID | None = None,
    ) -> None:
        self.credentials = credentials
        self._http = http
        self._tokens = tokens
        self._limiter = limiter
        self._sleep = sleep
        self._tenant_id = tenant_id

    def read(self, path: str, **query: str | int) -> dict[str, Any]:
        """A GET. Raises WecomRefused, WecomUnreachable, NoAnswer or HeldBack, as all do."""
        return self._with_token(_Call(path=path, query=query))

    def read_once(self, path: str, **query: str | int) -> dict[str, Any]:
        """A GET that uses something up, so it is not repeated when it went unanswered."""
        return self._with_token(_Call(path=path, query=query, reads=False))

    def ask(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A POST that only reads, so it may be repeated."""
        return self._with_token(_Call(path=path, query={}, body=body))

    def change(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A POST that changes something; unanswered it raises NoAnswer, for it may be done."""
        return self._with_token(_Call(path=path, query={}, body=body, reads=False))

    def upload(self, path: str, file: File, **query: str | int) -> dict[str, Any]:
        """A form with one file, its name, bytes and type. Twice uploaded does no harm."""
        return self._with_token(_Call(path=path, query=query, file=file))

    def ticket(self, kind: str, path: str, **query: str | int) -> str:
        """A page ticket, kept like the token."""
        no_work_open()

        def fetch() -> Fetched:
            answer = self.read(path, **query)
            return Fetched(str(answer["ticket"]), int(answer.get("expires_in", 7_200)))

        return self._tokens.value(kind, fetch)

    def token(self, *, dead: str = "") -> str:
        """The access token; a new one if it is `dead`."""
        no_work_open()
        return self._tokens.value(ACCESS_TOKEN, self.new_token, dead=dead)

    def new_token(self) -> Fetched:
        """Ask WeCom for the token, past everything kept; what the doctor tries first."""
        no_work_open()
        who = {"corpid": self.credentials.corp_id, "corpsecret": self.credentials.secret}
        answer = self._patiently(_Call(path="gettoken", query=who))
        return Fetched(str(answer["access_token"]), int(answer.get("expires_in", 7_200)))

    def _with_token(self, call: _Call) -> dict[str, Any]:
        token = self.token()
        try:
            return self._patiently(call, token)
        except WecomRefused as refused:
            if refused.outcome.then is not Then.REFRESH:
                raise
        return self._patiently(call, self.token(dead=token))

    def _patiently(self, call: _Call, token: str = "") -> dict[str, Any]:
        """Call, and again after a pause while WeCom says that it is busy. Raises WecomRefused."""
        for pause in (*BACK_OFF_SECONDS, 0.0):
            answer = self._once(call, token)
            errcode = int(answer.get("errcode", 0))
            then = outcome_of(errcode).then
            if then is Then.PROCEED:
                return answer
            if then is not Then.RETRY:
                break
            self._sleep(pause)
        if then is Then.WAIT:
            self._limiter.refused(call.path)
        raise WecomRefused(call=call.path, errcode=errcode)

    def _once(self, call: _Call, token: str) -> dict[str, Any]:
        no_work_open()
        with (
            self._limiter.admit(call.path),
            traces.span("CLIENT", f"wecom {call.path}") as span,
        ):
            if self._tenant_id is not None:
                span.tell(tenant_id=self._tenant_id)
            began = time.monotonic()
            try:
                answer = self._answered(call, token)
            finally:
                span.tell(milliseconds=round((time.monotonic() - began) * 1_000))
            span.tell(errcode=int(answer.get("errcode", 0)))
            return answer

    def _answered(self, call: _Call, token: str) -> dict[str, Any]:
        try:
            response = self._delivered(call, token)
        except NOT_DELIVERED as error:
            raise WecomUnreachable(call=call.path) from error
        except httpx.HTTPError as error:
            raise NoAnswer(call=call.path) from error
        return _legible(call, response)

    def _delivered(self, call: _Call, token: str) -> httpx.Response:
        try:
            return self._request(call, token)
        except NOT_DELIVERED:
            return self._request(call, token)
        except httpx.HTTPError:
            if not call.reads:
                raise
            return self._request(call, token)

    def _request(self, call: _Call, token: str) -> httpx.Response:
        query = {"access_token": token, **call.query} if token else dict(call.query)
        if call.file is not None:
            return self._http.post(
                call.path, params=query, files={"media": call.file}, timeout=UPLOAD_SECONDS
            )
        if call.body is None:
            return self._http.get(call.path, params=query)
        return self._http.post(call.path, params=query, json=call.body)


def _legible(call: _Call, response: httpx.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError as error:
        raise NoAnswer(call=call.path) from error
    if not isinstance(answer, dict) or response.status_code >= 500:
        raise NoAnswer(call=call.path)
    return answer
