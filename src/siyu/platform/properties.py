"""What is known of a customer, as lists, files and conditions see it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from siyu.kit.choices import Choice

if TYPE_CHECKING:
    from siyu.platform.work import Work

Kind = Literal["text", "number", "money", "instant", "choice", "tags", "date", "day", "yes_no"]
"""What the values of a property are."""


@dataclass(frozen=True)
class Option:
    """A key that conditions may choose, and how people know it."""

    key: str
    en: str
    zh: str

    def title(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class AskedAs:
    """How conditions see a property that lists show otherwise: keys where they show names.

    A set of keys is a list of texts, a single choice a list of one.
    """

    kind: Kind
    read: Callable[["Work", Sequence[UUID]], dict[UUID, object]]


@dataclass(frozen=True)
class Field:
    """A property of a customer: a condition, a column of lists and exports, a variable.

    `read` gives the values of many customers at once, by id. `asked` says how conditions see it
    where that is otherwise; `options` are the keys one may choose. One that is not
    `listed` is no column of lists; one that is not `offered` stands in nobody's forms. A date that
    `passes` is another one the day after.
    """

    name: str
    title_en: str
    title_zh: str
    kind: Kind
    read: Callable[["Work", Sequence[UUID]], dict[UUID, object]]
    sealed: bool = False
    asked: AskedAs | None = None
    options: Callable[["Work"], Sequence[Option]] | None = None
    listed: bool = True
    offered: bool = True
    passes: bool = False

    def title(self, language: str) -> str:
        return self.title_zh if language.startswith("zh") else self.title_en

    @property
    def asked_kind(self) -> Kind:
        """What conditions take it for; of what is personal they know only whether it is there."""
        if self.sealed and self.kind != "day":
            return "text"
        return self.asked.kind if self.asked else self.kind

    def asked_of(self, work: "Work", ids: Sequence[UUID]) -> dict[UUID, object]:
        """The values of many customers as conditions see them."""
        return (self.asked.read if self.asked else self.read)(work, ids)


def chosen_of(choices: type[Choice]) -> Callable[["Work"], Sequence[Option]]:
    """The options of a closed list of values."""

    def offered(_work: "Work") -> Sequence[Option]:
        return [Option(str(one), one.en, one.zh) for one in choices]

    return offered
