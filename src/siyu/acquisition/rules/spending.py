"""Money spent on a source: what for, spread over days, read from a file."""

from datetime import date, timedelta
from decimal import Decimal

from siyu.kit.choices import Choice

MOST_MINOR = 10**14
WHOLE_CURRENCIES = frozenset({"JPY", "KRW", "VND", "CLP", "ISK"})
"""Currencies without a hundredth (ISO 4217)."""


class SpentOn(Choice):
    """What money was spent on; goods and commission are what a partner is given."""

    MEDIA = "media", "media", "媒体投放"
    MATERIAL = "material", "material", "物料"
    REWARD = "reward", "reward", "奖励"
    GOODS = "goods", "goods", "货品"
    COMMISSION = "commission", "commission", "佣金"
    OTHER = "other", "other", "其他"


def evenly(amount: int, parts: int) -> list[int]:
    """An amount in `parts` whole shares that differ by at most one and sum to it.

    The largest remainder: all shares are equally large, so the first ones take what is left.
    Raises ValueError for fewer than one part.
    """
    if parts < 1:
        raise ValueError("nothing to spread over")
    share, left = divmod(amount, parts)
    return [share + (place < left) for place in range(parts)]


def days_from(first: date, last: date) -> list[date]:
    """Every day of a span, both ends in it."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def minor_units(amount: Decimal, currency: str) -> int | None:
    """An amount as people write it, in the smallest unit; None where that would round it."""
    if not amount.is_finite() or abs(amount) >= MOST_MINOR:
        return None
    scaled = amount if currency in WHOLE_CURRENCIES else amount * 100
    return int(scaled) if scaled == scaled.to_integral_value() else None
