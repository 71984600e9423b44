"""A provider of OpenID Connect as it is called: its description, its keys, a code for a token.

Description and keys are kept ten minutes in each process. A token signed by a key that is not
among them has them fetched again, so a provider may change its keys at any time. No call is made
inside a Work, no redirect is followed, no answer over a megabyte is read.
"""

import json
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import httpx

from siyu.organisation import openid
from siyu.organisation.errors import ProviderRefused, ProviderSilent, TokenUnsigned
from siyu.organisation.openid import Claims, KeyUnknown, Provider
from siyu.platform.clock import real_now
from siyu.platform.work import no_work_open

DESCRIPTION = "/.well-known/openid-configuration"
KEPT_SECONDS = 600.0
AGAIN_AFTER_SECONDS = 1.0
ANSWER_SECONDS = 8.0
CONNECT_SECONDS = 3.0
MOST_BYTES = 1024 * 1024

Keys = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Client:
    """We, as a provider knows us."""

    issuer: str
    client_id: str
    secret: str


@dataclass(frozen=True)
class Answer:
    """What a provider answered; `ahead_seconds` is its clock against ours, where it tells."""

    status: int
    body: dict[str, Any]
    ahead_seconds: float | None


@dataclass
class _Kept:
    provider: Provider
    keys: Keys
    at: float


_kept: dict[str, _Kept] = {}
_lock = threading.Lock()


def described(issuer: str) -> Provider:
    """The provider of an issuer. Raises ProviderSilent, ProviderWrong."""
    return _known(issuer, KEPT_SECONDS).provider


def tokened(
    client: Client, provider: Provider, *, code: str, redirect_uri: str, verifier: str
) -> str:
    """The ID token for a code, which is good once. Raises ProviderRefused, ProviderSilent."""
    answer = exchange(client, provider, code=code, redirect_uri=redirect_uri, verifier=verifier)
    token = answer.body.get("id_token")
    if answer.status != 200 or not isinstance(token, str):
        reason = str(answer.body.get("error") or f"HTTP {answer.status}")
        raise ProviderRefused(issuer=provider.issuer, reason=reason[:100])
    return token


def exchange(
    client: Client, provider: Provider, *, code: str, redirect_uri: str, verifier: str
) -> Answer:
    """What the provider answers to a code (OpenID Connect Core 3.1.3)."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": verifier,
    }
    if provider.secret_in_body:
        form |= {"client_id": client.client_id, "client_secret": client.secret}
        return call(provider.issuer, provider.token_endpoint, form=form)
    # RFC 6749, 2.3.1: both are form-encoded before they are joined.
    who = quote(client.client_id, safe=""), quote(client.secret, safe="")
    return call(provider.issuer, provider.token_endpoint, form=form, who=who)


def checked(client: Client, token: str, nonce: str) -> Claims:
    """The claims of a token, by the provider's keys as they are now."""
    try:
        return _checked(client, token, nonce, KEPT_SECONDS)
    except KeyUnknown:
        pass
    try:
        return _checked(client, token, nonce, AGAIN_AFTER_SECONDS)
    except KeyUnknown as error:
        raise TokenUnsigned(reason="kid") from error


def _checked(client: Client, token: str, nonce: str, fresher_than: float) -> Claims:
    keys = _known(client.issuer, fresher_than).keys
    return openid.verified(
        token,
        keys,
        issuer=client.issuer,
        client_id=client.client_id,
        nonce=nonce,
        now=real_now().timestamp(),
    )


def _known(issuer: str, fresher_than: float) -> _Kept:
    with _lock:
        kept = _kept.get(issuer)
    if kept is not None and time.monotonic() - kept.at < fresher_than:
        return kept
    provider = openid.described(issuer, describe(issuer).body)
    found = _Kept(provider, keys_of(provider), time.monotonic())
    with _lock:
        _kept[issuer] = found
    return found


def describe(issuer: str) -> Answer:
    """What an issuer says of itself, afresh (Discovery 1.0, 4). Raises ProviderSilent."""
    answer = call(issuer, issuer.rstrip("/") + DESCRIPTION)
    if answer.status != 200:
        raise ProviderSilent(issuer=issuer, service=issuer, reason=f"HTTP {answer.status}")
    return answer


def keys_of(provider: Provider) -> Keys:
    """The keys a provider signs with, afresh. Raises ProviderSilent."""
    answer = call(provider.issuer, provider.jwks_uri)
    listed = answer.body.get("keys")
    if answer.status != 200 or not isinstance(listed, list):
        raise ProviderSilent(issuer=provider.issuer, service=provider.issuer, reason="jwks_uri")
    return [one for one in listed if isinstance(one, dict)]


def call(
    issuer: str,
    url: str,
    *,
    form: Mapping[str, str] | None = None,
    who: tuple[str, str] | None = None,
) -> Answer:
    """One call, a POST if there is a form. Raises ProviderSilent."""
    no_work_open()
    try:
        with (
            _http() as http,
            http.stream("GET" if form is None else "POST", url, data=form, auth=who) as response,
        ):
            body = _body(response)
            return Answer(response.status_code, body, _ahead(response.headers.get("date")))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = type(error).__name__
        raise ProviderSilent(issuer=issuer, service=issuer, reason=reason) from error
    except ValueError as error:
        raise ProviderSilent(issuer=issuer, service=issuer, reason="JSON") from error


def _http() -> httpx.Client:
    return httpx.Client(
        timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
        headers={"accept": "application/json"},
        follow_redirects=False,
        trust_env=False,
    )


def _body(response: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer; of an error without one, nothing. Raises ValueError."""
    read = b""
    for part in response.iter_bytes():
        read += part
        if len(read) > MOST_BYTES:
            raise ValueError("too long")
    try:
        found = json.loads(read)
    except ValueError:
        if response.status_code == 200:
            raise
        return {}
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def _ahead(date: str | None) -> float | None:
    try:
        told = parsedate_to_datetime(date or "")
        return (told - real_now()).total_seconds()
    except (TypeError, ValueError):
        return None
