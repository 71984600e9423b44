"""OpenID Connect's wire: what a provider says of itself, the page it is asked by, its tokens.

Pure, by OpenID Connect Core 1.0 (3.1.2.1, 3.1.3.7), Discovery 1.0 and RFC 7636.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt

from siyu.organisation.errors import (
    BadIssuer,
    ClocksApart,
    NonceWrong,
    ProviderWrong,
    TokenElsewhere,
    TokenExpired,
    TokenUnsigned,
)

ALGORITHMS = ("RS256", "ES256")
LEEWAY_SECONDS = 60
SCOPES = "openid profile email"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, kw_only=True)
class Provider:
    """What a provider says of itself; addresses of our own choosing are never asked."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None
    secret_in_body: bool


@dataclass(frozen=True, kw_only=True)
class Claims:
    """What a checked token says; `email` only if the provider says that it verified it."""

    subject: str
    name: str
    email: str | None
    all: Mapping[str, Any]


class KeyUnknown(Exception):
    """The token names a key that is not among the known ones; they may have been changed."""


def demand_issuer(issuer: str) -> None:
    """Raises BadIssuer; plain HTTP is for a provider on this machine."""
    if not is_safe(issuer) or urlsplit(issuer).query or urlsplit(issuer).fragment:
        raise BadIssuer(field="issuer", issuer=issuer)


def is_safe(url: str) -> bool:
    """Whether an address is HTTPS, or on this very machine."""
    try:
        parts = urlsplit(url)
        local = parts.scheme == "http" and parts.hostname in LOOPBACK
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or local)


def described(issuer: str, told: Mapping[str, Any]) -> Provider:
    """A provider by its own description. Raises ProviderWrong."""
    if told.get("issuer") != issuer:
        raise ProviderWrong(issuer=issuer, reason=f"issuer = {told.get('issuer')!s:.200}")
    for name in NEEDED:
        if not is_safe(str(told.get(name) or "")):
            raise ProviderWrong(issuer=issuer, reason=f"{name} = {told.get(name)!s:.200}")
    farewell = str(told.get("end_session_endpoint") or "")
    methods = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Provider(
        issuer=issuer,
        authorization_endpoint=str(told["authorization_endpoint"]),
        token_endpoint=str(told["token_endpoint"]),
        jwks_uri=str(told["jwks_uri"]),
        end_session_endpoint=farewell if is_safe(farewell) else None,
        secret_in_body="client_secret_basic" not in methods,
    )


def page(
    provider: Provider, *, client_id: str, redirect_uri: str, state: str, nonce: str, verifier: str
) -> str:
    """The page where the provider asks who someone is."""
    asked = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": SCOPES,
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge(verifier),
        "code_challenge_method": "S256",
    }
    return with_query(provider.authorization_endpoint, asked)


def challenge(verifier: str) -> str:
    """What is shown of the verifier before it is (RFC 7636, 4.2)."""
    digest = sha256(verifier.encode()).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def farewell(provider: Provider, client_id: str, back_to: str) -> str | None:
    """Where someone signs out of the provider too (RP-Initiated Logout 1.0), if it has a place."""
    if provider.end_session_endpoint is None:
        return None
    asked = {"client_id": client_id, "post_logout_redirect_uri": back_to}
    return with_query(provider.end_session_endpoint, asked)


def with_query(url: str, asked: Mapping[str, str]) -> str:
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(asked)}"


def verified(
    token: str,
    keys: Sequence[Mapping[str, Any]],
    *,
    issuer: str,
    client_id: str,
    nonce: str,
    now: float,
) -> Claims:
    """The claims of a token signed by one of `keys` for us and for this sign-in.

    `now` is real, in seconds. Raises KeyUnknown, TokenUnsigned, TokenElsewhere, TokenExpired,
    ClocksApart, NonceWrong.
    """
    claims = _decoded(token, keys, issuer=issuer, client_id=client_id)
    _demand_time(claims, now)
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise NonceWrong
    proven = claims.get("email_verified") in (True, "true")
    email = str(claims.get("email") or "").strip()
    return Claims(
        subject=str(claims["sub"]),
        name=str(claims.get("name") or claims.get("preferred_username") or email or claims["sub"]),
        email=email if proven and "@" in email else None,
        all=claims,
    )


def _decoded(
    token: str, keys: Sequence[Mapping[str, Any]], *, issuer: str, client_id: str
) -> dict[str, Any]:
    algorithm, key = _key_of(token, keys)
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key=key,
            algorithms=[algorithm],
            audience=client_id,
            issuer=issuer,
            # The times are read below, by the clock we are handed and with the seconds told.
            options={
                "require": ["iss", "aud", "sub", "exp", "iat"],
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
            },
        )
    except jwt.InvalidAudienceError as error:
        raise TokenElsewhere(claim="aud") from error
    except jwt.InvalidIssuerError as error:
        raise TokenElsewhere(claim="iss") from error
    except jwt.MissingRequiredClaimError as error:
        raise TokenElsewhere(claim=error.claim) from error
    except jwt.PyJWTError as error:
        raise TokenUnsigned(reason=str(error) or type(error).__name__) from error
    audiences = claims["aud"]
    several = isinstance(audiences, list) and len(audiences) > 1
    if claims.get("azp", None if several else client_id) != client_id:
        raise TokenElsewhere(claim="azp")
    return claims


def _key_of(token: str, keys: Sequence[Mapping[str, Any]]) -> tuple[str, jwt.PyJWK]:
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError as error:
        raise TokenUnsigned(reason="JWT") from error
    algorithm = str(header.get("alg"))
    if algorithm not in ALGORITHMS:
        raise TokenUnsigned(reason=f"alg {algorithm}")
    fitting = [one for one in keys if _fits(one, algorithm, header.get("kid"))]
    if len(fitting) != 1:
        raise KeyUnknown
    try:
        return algorithm, jwt.PyJWK.from_dict(dict(fitting[0]), algorithm)
    except jwt.PyJWTError as error:
        raise TokenUnsigned(reason=str(error)) from error


def _fits(key: Mapping[str, Any], algorithm: str, kid: str | None) -> bool:
    signs = key.get("use") in (None, "sig") and key.get("alg") in (None, algorithm)
    kind = key.get("kty") == {"RS256": "RSA", "ES256": "EC"}[algorithm]
    return signs and kind and (kid is None or key.get("kid") == kid)


def _demand_time(claims: Mapping[str, Any], now: float) -> None:
    for name in ("exp", "iat", "nbf"):
        if not isinstance(claims.get(name, 0), int | float):
            raise TokenElsewhere(claim=name)
    late = now - float(claims["exp"])
    if late >= LEEWAY_SECONDS:
        raise TokenExpired(seconds=round(late))
    early = max(float(claims["iat"]), float(claims.get("nbf", 0))) - now
    if early > LEEWAY_SECONDS:
        raise ClocksApart(seconds=round(early))
