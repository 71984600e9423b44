"""A provider tried before people depend on it: each check is well or says what mends it."""

from collections.abc import Iterator
from dataclasses import dataclass

from siyu.kit.errors import Problem
from siyu.organisation import openid, provider
from siyu.organisation.openid import LEEWAY_SECONDS, Provider
from siyu.organisation.provider import Answer, Client

CHECKS = {
    "address": ("The issuer answers at its address", "签发方地址可以访问"),
    "description": ("It describes itself as this issuer", "公开配置与签发方一致"),
    "pkce": ("It takes codes with a proof (PKCE, S256)", "支持 PKCE（S256）"),
    "keys": ("It has keys we accept (RS256 or ES256)", "提供可用的签名密钥（RS256 或 ES256）"),
    "clock": ("Its clock and ours agree", "两边时钟一致"),
    "client": ("It knows our client id and secret", "客户端 ID 与密钥正确"),
}
STRANGE_CODE = "siyu-asks-whether-the-client-is-known"
WRONG_CLIENT = {"invalid_client", "unauthorized_client"}


@dataclass(frozen=True)
class Tried:
    """What came of one check; `reason` is what the provider said where it is ill."""

    check: str
    state: str
    en: str = ""
    zh: str = ""

    def title(self, language: str) -> str:
        return CHECKS[self.check][language.startswith("zh")]

    def sentence(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


def tried(client: Client, return_address: str) -> list[Tried]:
    """Each check in order; after one that all others need, these are skipped. Outside any Work."""
    found: list[Tried] = []
    try:
        for one in _checks(client, return_address):
            found.append(one)
    except Problem as problem:
        done = {one.check for one in found}
        here = next(name for name in CHECKS if name not in done)
        found.append(Tried(here, "ill", problem.sentence("en"), problem.sentence("zh-CN")))
    done = {one.check for one in found}
    return [*found, *(Tried(name, "skipped") for name in CHECKS if name not in done)]


def _checks(client: Client, return_address: str) -> Iterator[Tried]:
    openid.demand_issuer(client.issuer)
    told = provider.describe(client.issuer)
    yield Tried("address", "well")
    known = openid.described(client.issuer, told.body)
    yield Tried("description", "well")
    yield _pkce(told)
    yield _keys(known)
    yield _clock(told)
    yield _client(client, known, return_address)


def _pkce(told: Answer) -> Tried:
    methods = told.body.get("code_challenge_methods_supported")
    if methods is None or "S256" in methods:
        return Tried("pkce", "well")
    return Tried(
        "pkce", "ill", f"It takes {methods} only; S256 is needed.", f"仅支持 {methods}，需要 S256。"
    )


def _keys(known: Provider) -> Tried:
    kinds = {(one.get("kty"), one.get("crv")) for one in provider.keys_of(known)}
    if kinds & {("RSA", None), ("EC", "P-256")}:
        return Tried("keys", "well")
    return Tried(
        "keys",
        "ill",
        "None of its keys is RSA or P-256; have it sign with RS256 or ES256.",
        "没有 RSA 或 P-256 密钥，请在身份提供方改用 RS256 或 ES256 签名。",
    )


def _clock(told: Answer) -> Tried:
    apart = round(abs(told.ahead_seconds or 0))
    if apart <= LEEWAY_SECONDS:
        return Tried("clock", "well")
    return Tried(
        "clock",
        "ill",
        f"They differ by {apart} seconds; set both by a time server.",
        f"相差 {apart} 秒，请用时间服务器校准。",
    )


def _client(client: Client, known: Provider, return_address: str) -> Tried:
    """A code that nobody gave out is refused for itself by whoever knows us."""
    answer = provider.exchange(
        client, known, code=STRANGE_CODE, redirect_uri=return_address, verifier=STRANGE_CODE
    )
    error = str(answer.body.get("error") or f"HTTP {answer.status}")
    if error in WRONG_CLIENT or answer.status == 401:
        return Tried(
            "client",
            "ill",
            f"It does not know this client id and secret ({error}); copy both again.",
            f"不认识该客户端 ID 或密钥（{error}），请重新复制。",
        )
    return Tried("client", "well")
