"""WeCom's limits as data, and the gate that counts calls against them.

Numbers are those of the official pages (90454 and each call's own); tests and demos may lower
them by `PUT /sandbox/policy`.
"""

import time
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from siyu.sandbox.errors import Refusal

RIGHTS = ("directory", "contacts", "messages", "media", "login")
"""What an administrator grants a self-built app; `directory_sync` is another app's alone."""


@dataclass(frozen=True, kw_only=True)
class Rate:
    """At most `most` calls in `seconds`; the block lasts as long as the window (90454)."""

    path: str
    most: int
    seconds: int


RATES = (
    Rate(path="*", most=10_000, seconds=60),
    Rate(path="*", most=150_000, seconds=3600),
    Rate(path="get_jsapi_ticket", most=100, seconds=3600),
    Rate(path="ticket/get", most=100, seconds=3600),
    Rate(path="media/uploadimg", most=1000, seconds=86_400),
    Rate(path="debug", most=5, seconds=60),
    Rate(path="gettoken wrong", most=2000, seconds=3600),
)


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What the administrator of this corp set, and WeCom's caps.

    `mass_rule`: month_pool (as many a month as it has days), week_7 or day_1.
    `trusted_ips` and `trusted_domains`: None = any.
    """

    rates: tuple[Rate, ...] = RATES
    trusted_ips: tuple[str, ...] | None = None
    trusted_domains: tuple[str, ...] | None = None
    rights: tuple[str, ...] = RIGHTS
    mass_rule: str = "month_pool"
    admin_welcome: bool = False
    half_add: bool = False
    tag_cap: int = 3000
    way_cap: int = 500_000
    way_members_cap: int = 100
    token_seconds: float = 7200
    welcome_seconds: float = 20
    welcome_sending_seconds: float = 0.2
    login_seconds: float = 300
    media_seconds: float = 259_200
    dispatch_seconds: float = 1.0
    callback_tries: int = 3
    callback_timeout_seconds: float = 5.0
    callback_retry_seconds: float = 1.0
    callback_retry_on_status: bool = True
    member_messages_a_minute: int = 30
    member_messages_an_hour: int = 1000


@dataclass
class Window:
    since: float
    calls: int = 0
    blocked_until: float = 0.0


@dataclass
class Gate:
    """Counts calls by name and key; refuses with 45009 what is over a rate."""

    windows: dict[tuple[str, int, str], Window] = field(default_factory=dict)

    def count(self, rates: tuple[Rate, ...], name: str, key: str = "") -> None:
        """Count one call of `name`. Raises Refusal 45009."""
        over = [not self._within(rate, name, key) for rate in rates if fits(rate.path, name)]
        if any(over):
            raise Refusal(45009)

    def _within(self, rate: Rate, name: str, key: str) -> bool:
        now = time.monotonic()
        window = self.windows.setdefault((name, rate.seconds, key), Window(now))
        if now < window.blocked_until:
            return False
        if now - window.since >= rate.seconds:
            window.since, window.calls = now, 0
        window.calls += 1
        if window.calls <= rate.most:
            return True
        window.blocked_until = now + rate.seconds
        window.since, window.calls = window.blocked_until, 0
        return False


def fits(pattern: str, path: str) -> bool:
    return fnmatchcase(path, pattern)
