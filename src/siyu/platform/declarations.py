"""The types of what a domain declares on its card. Any domain declares; who uses them collects."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

import msgspec
from pydantic import BaseModel
from sqlalchemy import Select

from siyu.kit.choices import Choice
from siyu.kit.errors import Problem
from siyu.kit.money import worded
from siyu.kit.text import filled
from siyu.kit.text import said as spoken
from siyu.platform.properties import AskedAs as AskedAs
from siyu.platform.properties import Field as Field
from siyu.platform.properties import Kind as Kind
from siyu.platform.properties import Option as Option
from siyu.platform.properties import chosen_of as chosen_of
from siyu.platform.selections import Selection as Selection

if TYPE_CHECKING:
    from siyu.platform.registry import Registry
    from siyu.platform.runtime import Runtime
    from siyu.platform.work import Work


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened: a timeline entry, a trigger, a behaviour, a source of metrics.

    Its docstring speaks, `Title: sentence.`, in both languages. Past tense. Holds ids, numbers,
    enums and instants only: names, phones, e-mails and message text stand in sealed rows beside
    it. A field `customer_id` puts it on that person's timeline. An `amount` is in minor units of
    the event's `currency`. Fields are only ever added, with defaults; `version` says which form
    was stored. One that is `derived` says only what other events come to.
    """

    version: ClassVar[int] = 1
    is_activity: ClassVar[bool] = False
    """Whether the person did it themselves, and so was active that day."""
    derived: ClassVar[bool] = False

    @classmethod
    def title(cls, language: str) -> str:
        """What kind of event it is: the words before the colon of its docstring."""
        return _title_and_sentence(cls, language)[0]

    def sentence(self, language: str, names: Mapping[str, str]) -> str:
        """The words after the colon, filled: choices and money in words, ids by `names`."""
        values = vars(self)
        said = {key: one.said(language) for key, one in values.items() if isinstance(one, Choice)}
        if "currency" in values:
            said["amount"] = worded(values["amount"], values["currency"])
        told = filled(_title_and_sentence(type(self), language)[1], {**values, **said, **names})
        return told[:1].upper() + told[1:]


def derived_events(of: type[Event] = Event) -> list[str]:
    """The names of all events that are derived."""
    found = [one.__name__ for one in of.__subclasses__() if one.derived]
    return found + [name for one in of.__subclasses__() for name in derived_events(one)]


def _title_and_sentence(event: type[Event], language: str) -> tuple[str, str]:
    spoken_words = spoken(event.__doc__, language)
    title, _, sentence = spoken_words.replace("：", ":", 1).partition(":")
    return title.strip().rstrip("。."), sentence.strip() or spoken_words


@dataclass(frozen=True)
class Recorded:
    """An event as the log keeps it."""

    event: Event
    tenant_id: UUID
    happened_at: datetime
    actor: str
    position: tuple[int, int]


@dataclass(frozen=True)
class Naming:
    """How people know a thing by its id: fills `{noun}` in the sentences of events."""

    noun: str
    read: Callable[["Work", Sequence[UUID]], Mapping[UUID, str]]

    @property
    def name(self) -> str:
        return self.noun


@dataclass(frozen=True)
class Usage:
    """Where a thing is used, so that people know before they delete it.

    `read` names the users of each of the things asked for, such as the live codes of a tag.
    """

    name: str
    noun: str
    en: str
    zh: str
    read: Callable[["Work", Sequence[UUID]], Mapping[UUID, Sequence[str]]]

    def title(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class Census:
    """What the warehouse must know of people and days from the domains' own tables: SELECTs.

    `people` gives (customer_id, number), `merged` gives (tenant_id, number, into) of everyone who
    was merged away, `zones` gives (tenant_id, zone). Events named in `moved_by` change `merged`.
    """

    people: str
    merged: str
    zones: str
    moved_by: tuple[str, ...] = ()


NOBODY = Census(
    people="SELECT NULL::uuid, 0 WHERE false",
    merged="SELECT NULL::uuid, 0, 0 WHERE false",
    zones="SELECT NULL::uuid, 'UTC' WHERE false",
)
"""Where nobody has a number and every day is one of UTC."""


@dataclass(frozen=True)
class Permission:
    """A right that roles are made of, such as `customers.read`."""

    name: str
    en: str
    zh: str

    def title(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class Listener:
    """Reacts to events, in batches, in the Work that moves its cursor: once in effect."""

    name: str
    events: tuple[type[Event], ...]
    handle: Callable[["Work", Sequence[Recorded]], None]
    batch: int = 200


@dataclass(frozen=True)
class Loop:
    """A step that every worker repeats; True means there may be more at once.

    Many workers run the same loop, so a step claims what it does (SKIP LOCKED, leases).
    """

    name: str
    step: Callable[["Runtime"], bool]
    idle_seconds: float = 0.2


@dataclass(frozen=True)
class Job:
    """Long work that people watch and may run again; called as `run(job: JobRun, **args)`."""

    name: str
    run: Callable[..., None]
    en: str
    zh: str
    tries: int = 3

    def title(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class Schedule:
    """A job that each tenant gets once a day `at` its local time, or once `every` so long."""

    name: str
    job: str
    at: time | None = None
    every: timedelta | None = None


@dataclass(frozen=True)
class TourStep:
    """A step of a newcomer's tour, ticked by the event that it causes.

    With `by_person` only what a person did counts, not what the demo set up for them.
    """

    key: str
    done_by: type[Event]
    title_en: str
    title_zh: str
    text_en: str
    text_zh: str
    href: str
    order: int
    by_person: bool = False


class Fate(Choice):
    """What became of a row that came in. A repeat that changes nothing is merged."""

    TAKEN = "taken", "taken", "已收下"
    MERGED = "merged", "merged", "已并入"
    REFUSED = "refused", "refused", "未收下"


class RowAnswer(msgspec.Struct, frozen=True):
    """What became of one row, and of which thing; a refusal says why.

    `undo` (plain JSON) is what the intake needs to give back the state before this row; None
    where the row changed nothing.
    """

    fate: Fate
    subject_id: UUID | None = None
    problem: Problem | None = None
    undo: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Intake:
    """A kind of row that comes in from outside, by file or by API; each row has its answer.

    `row` is its shape: each field has a `title` (English) and `json_schema_extra` with `zh`, its
    Chinese title, and `guesses`, other headings it goes by. `take` answers a batch row by row, in
    order, within one Work; the same rows again change nothing. `undo` gives back the state before
    the rows whose subjects and memos it is handed, the last one first. `shape` gives the row as
    one brand has it, with fields of its own.
    """

    name: str
    en: str
    zh: str
    permission: str
    row: type[BaseModel]
    take: Callable[["Work", Sequence[Any]], Sequence[RowAnswer]]
    undo: Callable[["Work", Sequence[tuple[UUID, Mapping[str, Any]]]], None]
    shape: Callable[["Work"], type[BaseModel]] | None = None

    def title(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class Export:
    """A list that people may take away as a file.

    `asked` is the shape of its filter; `ids` selects what fits, in the order of the list, as far
    as the Work sees; `columns` are those of this brand, read by these ids, batch by batch. Sealed
    columns are masked for those without the right `whole`.
    """

    name: str
    en: str
    zh: str
    permission: str
    whole: str
    asked: type[BaseModel]
    ids: Callable[["Work", Any], Select[UUID]]
    columns: Callable[["Registry", "Work"], Sequence[Field]]

    def title(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class Parting:
    """Accounts that turn out to be somebody else's, and what says that a row came by them.

    `relations` are of these accounts. `sources` told of them and of no account that stays; it is
    empty unless what came from there is asked to go along.
    """

    identities: frozenset[UUID]
    relations: frozenset[UUID]
    sources: frozenset[str]


def _all_stay(_work: "Work", _customer_id: UUID, _parting: Parting) -> Sequence[str]:
    return ()


@dataclass(frozen=True)
class Holding:
    """A table keyed by customer, and what becomes of its rows when people change.

    `merge(work, kept, gone)` puts the rows of `gone` under `kept` and returns a memo (plain JSON);
    `split(work, kept, gone, memo)` gives back the very state before. `export` tells a person's
    rows in plain values. `erase` empties what is the person's own; counts stay. `going` names the
    rows, which `split` moves, that go with accounts of somebody else; where nothing in a row says
    by which account it came, it stays.
    """

    name: str
    merge: Callable[["Work", UUID, UUID], Mapping[str, Any]]
    split: Callable[["Work", UUID, UUID, Mapping[str, Any]], None]
    export: Callable[["Work", UUID], Sequence[Mapping[str, Any]]]
    erase: Callable[["Work", UUID], None]
    going: Callable[["Work", UUID, Parting], Sequence[str]] = _all_stay


@dataclass(frozen=True)
class Erased:
    """Someone who is being erased: all ids they went by, and the values that said who they were.

    `values` maps the kind of each value (`name`, `phone`, `external_userid` …) to those of it.
    """

    customer_ids: tuple[UUID, ...]
    values: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Trace:
    """A place where a person's values may stand though no `customer_id` leads there."""

    name: str
    erase: Callable[["Work", Erased], None]


@dataclass(frozen=True)
class Part:
    """A part of something published; one that `may_open` headquarters may leave to the store."""

    name: str
    en: str
    zh: str
    may_open: bool = True

    def title(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class Publishable:
    """A kind of thing that headquarters hands to stores, each of which gets its own copy.

    `subjects` lists what could be published, with names. `snapshot` tells a thing in plain JSON,
    a value for each part and a `name`; of a copy likewise. `apply(work, node_id, local_id,
    definition)` makes a store's copy, or makes it anew where there is one, and answers its id.
    `recall` takes a copy out of use; `apply` brings it back. `end_en` and `end_zh` say what
    becomes of a recalled copy.
    """

    name: str
    en: str
    zh: str
    parts: tuple[Part, ...]
    subjects: Callable[["Work"], Sequence[tuple[UUID, str]]]
    snapshot: Callable[["Work", UUID], Mapping[str, Any]]
    apply: Callable[["Work", UUID, UUID | None, Mapping[str, Any]], UUID]
    recall: Callable[["Work", UUID, UUID], None]
    end_en: str
    end_zh: str

    def title(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en

    def end(self, language: str) -> str:
        return self.end_zh if language.startswith("zh") else self.end_en
