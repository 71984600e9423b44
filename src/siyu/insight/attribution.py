"""Who gets the credit for a sale: the first touch, the last, or all alike.

A *path* is what someone met before they bought. Credit is exact: fractions while it is summed, and
whole minor units at the end that add up to the sales to the cent.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from math import floor
from typing import NamedTuple, TypeAlias

UNTOUCHED = ""
"""The channel of sales that no touch preceded; kept, so that all credit is all sales."""


class Touch(NamedTuple):
    channel: str
    touched_at: datetime


@dataclass(frozen=True)
class Path:
    """The touches of one person and the sale they ended in; `amount` is in minor units."""

    touches: tuple[Touch, ...]
    converted_at: datetime
    amount: int

    @property
    def channels(self) -> list[str]:
        """In order of time, without what came after the sale; a touch in its instant counts.

        Touches of one instant keep the order in which they are given: whoever recorded first is
        first. Two touches of one channel are two.
        """
        before = [touch for touch in self.touches if touch.touched_at <= self.converted_at]
        return [one.channel for one in sorted(before, key=lambda touch: touch.touched_at)]


Shares: TypeAlias = dict[str, Fraction]
Rule: TypeAlias = Callable[[list[str]], Shares]
"""The share of each channel of a path in its sale; the shares add up to 1."""


def first(channels: list[str]) -> Shares:
    """All to what brought them."""
    return {channels[0]: Fraction(1)}


def last(channels: list[str]) -> Shares:
    """All to what they met just before buying."""
    return {channels[-1]: Fraction(1)}


def linear(channels: list[str]) -> Shares:
    """To each touch the same; a channel met twice gets two parts."""
    return {one: Fraction(channels.count(one), len(channels)) for one in channels}


@dataclass(frozen=True)
class Credit:
    """What a channel is given of the sales: how many, and how much in minor units."""

    conversions: Fraction
    amount: int


def credited(paths: Iterable[Path], rule: Rule) -> dict[str, Credit]:
    """The credit of each channel, in the order in which channels first appear.

    The sum of `conversions` is the number of paths and the sum of `amount` that of their amounts.
    """
    conversions: dict[str, Fraction] = defaultdict(Fraction)
    amounts: dict[str, Fraction] = defaultdict(Fraction)
    for path in paths:
        channels = path.channels
        shares = rule(channels) if channels else {UNTOUCHED: Fraction(1)}
        for channel, share in shares.items():
            conversions[channel] += share
            amounts[channel] += share * path.amount
    whole = rounded(amounts)
    return {channel: Credit(conversions[channel], whole[channel]) for channel in whole}


def rounded(amounts: Mapping[str, Fraction]) -> dict[str, int]:
    """Whole numbers with the same sum, each within one of what it was (largest remainder).

    Who has the largest part cut off gets it back first; of equal parts, the earlier. Raises
    ValueError unless the sum is whole.
    """
    total = sum(amounts.values(), Fraction(0))
    if total.denominator != 1:
        raise ValueError(f"{total} cannot be told in whole units")
    whole = {key: floor(amount) for key, amount in amounts.items()}
    missing = int(total) - sum(whole.values())
    by_part = sorted(amounts, key=lambda key: whole[key] - amounts[key])
    for key in by_part[:missing]:
        whole[key] += 1
    return whole
