"""How each way to compare is said where people choose one."""

from collections.abc import Mapping, Sequence

from siyu.audiences.language.conditions import Kind
from siyu.audiences.schemas import OpOut

WORDS: dict[str, tuple[str, str]] = {
    "eq": ("is", "等于"),
    "ne": ("is not", "不等于"),
    "gt": ("more than", "大于"),
    "ge": ("at least", "不少于"),
    "lt": ("less than", "小于"),
    "le": ("at most", "不超过"),
    "between": ("between", "介于"),
    "before": ("before", "早于"),
    "after": ("after", "晚于"),
    "last_days": ("in the last days", "最近几天内"),
    "next_days": ("in the next days", "未来几天内"),
    "more_than_days_ago": ("more than days ago", "超过几天以前"),
    "any_of": ("is any of", "是其中任一"),
    "all_of": ("has all of", "同时包含"),
    "none_of": ("is none of", "不含其中任一"),
    "is": ("is", "为"),
    "is_set": ("is known", "有值"),
    "not_set": ("is not known", "无值"),
}


def ops_of(known: Mapping[Kind, Sequence[str]], language: str) -> dict[str, list[OpOut]]:
    """The ways to compare each kind of value, in words."""
    place = int(language.startswith("zh"))
    return {
        kind: [OpOut(op=op, title=WORDS[op][place]) for op in ops] for kind, ops in known.items()
    }
