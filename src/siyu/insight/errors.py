"""What can go wrong with questions."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from siyu.kit.errors import Invalid, NotFound


@dataclass(frozen=True)
class Fault:
    """One thing in a question that does not fit: where, and what to do about it."""

    place: str
    en: str
    zh: str


class QuestionUnfit(Invalid):
    """The question cannot be answered: {faults}

    这个问题无法回答：{faults}
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults=[asdict(one) for one in faults])
        self.faults = tuple(faults)

    def sentence(self, language: str = "en") -> str:
        zh = language.startswith("zh")
        told = (
            "；".join(one.zh for one in self.faults)
            if zh
            else "; ".join(one.en for one in self.faults)
        )
        return f"这个问题无法回答：{told}" if zh else f"The question cannot be answered: {told}"


class NoSuchCell(Invalid):
    """This answer has no such cell: {cell}; ask again and choose a figure that it shows.

    这个结果里没有这个数字：{cell}；请重新查询后再点选。
    """


class SegmentUnknown(NotFound):
    """There is no segment {segment}; choose one from the list of segments.

    没有人群包 {segment}，请从人群包列表中选择。
    """


class BoardNameTaken(Invalid):
    """You have a board called {name} already; choose another name.

    你已有名为「{name}」的看板，请换一个名称。
    """


class SqlRefused(Invalid):
    """The statement was not run: {reason}

    这条语句没有执行：{reason}
    """


class SqlBeyond(Invalid):
    """A statement reads {tables} only, not {found}.

    语句只能读取 {tables}，不能读取 {found}。
    """
