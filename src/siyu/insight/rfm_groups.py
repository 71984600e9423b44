"""RFM groups: rules over the scores of RFM, as data that the brand may change. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import TypeAdapter

from siyu.insight.errors import Fault

Ends = tuple[int, int]
ANY: Ends = (1, 5)
MOST_GROUPS = 20
REST = "other"


@dataclass(frozen=True, kw_only=True)
class RfmGroup:
    """Those whose scores lie within these ends, both in it, and in no group before this one."""

    key: str
    title_en: str
    title_zh: str
    recency: Ends = ANY
    frequency: Ends = ANY
    money: Ends = ANY
    playbook: str = ""

    def holds(self, scores: tuple[int, int, int]) -> bool:
        ends = (self.recency, self.frequency, self.money)
        return all(low <= one <= high for one, (low, high) in zip(scores, ends, strict=True))


DEFAULTS = (
    RfmGroup(key="high_value", title_en="High value", title_zh="高价值", recency=(3, 5),
               frequency=(4, 5), money=(4, 5), playbook="super_user_club"),
    RfmGroup(key="new", title_en="New", title_zh="新客", recency=(4, 5), frequency=(1, 1),
               playbook="first_order"),
    RfmGroup(key="potential", title_en="Potential", title_zh="潜力", recency=(3, 5),
               playbook="repurchase"),
    RfmGroup(key="leaving", title_en="Leaving", title_zh="流失预警", recency=(1, 2),
               money=(3, 5), playbook="lapsed_win_back"),
    RfmGroup(key="sleeping", title_en="Sleeping", title_zh="沉睡", recency=(1, 2),
               playbook="dormant_wake_up"),
)  # fmt: skip
GROUPS = TypeAdapter(list[RfmGroup])
OTHERS = RfmGroup(key=REST, title_en="Others", title_zh="其他")


def group_of(scores: tuple[int, int, int], groups: Sequence[RfmGroup]) -> str:
    """The key of the first group that holds; `other` where none does, so nobody is left out."""
    return next((one.key for one in groups if one.holds(scores)), REST)


def faults(groups: Sequence[RfmGroup]) -> Iterator[Fault]:
    if not 1 <= len(groups) <= MOST_GROUPS:
        yield Fault("groups", f"1 to {MOST_GROUPS} groups", f"须有 1 到 {MOST_GROUPS} 个客群")
    keys = [one.key for one in groups]
    for number, one in enumerate(groups):
        place = f"groups.{number}"
        if not one.key.isidentifier() or keys.count(one.key) > 1 or one.key == REST:
            yield Fault(
                place,
                f"the key {one.key!r} is no plain word, not its own, or kept for the rest",
                f"客群标识 {one.key!r} 须为不重复的英文单词，且不能是 {REST}",
            )
        for name in ("recency", "frequency", "money"):
            low, high = getattr(one, name)
            if not 1 <= low <= high <= 5:
                yield Fault(
                    f"{place}.{name}",
                    f"scores of {one.title_en} go from 1 to 5, the lower first",
                    f"「{one.title_zh}」的分数须在 1 到 5 之间，且先小后大",
                )


def plain(groups: Sequence[RfmGroup]) -> list[dict[str, Any]]:
    """As JSON keeps them."""
    return [asdict(one) for one in groups]


def from_plain(kept: Sequence[dict[str, Any]]) -> tuple[RfmGroup, ...]:
    return tuple(GROUPS.validate_python(kept))
