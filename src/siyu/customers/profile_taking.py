"""What lists say of profiles: read row by row, kept a batch at once, and given back.

What somebody said by hand stays; what a list said before makes way for what one says now.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Annotated, Any, TypeVar
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field, create_model

from siyu.customers import birthdays, custom_fields, profile_keeping, profiles
from siyu.customers.errors import DayUnfit, StoreUnknown
from siyu.customers.profile_events import ProfileSource
from siyu.customers.profile_models import CustomField, ProfileValue
from siyu.customers.profiles import Place, Said, Word
from siyu.kit.errors import Problem
from siyu.organisation import service as organisation
from siyu.platform.work import Work

R = TypeVar("R", bound=BaseModel)
Memo = Mapping[str, Any]
MOST_CELL = 1_000


def shape(work: Work, row: type[R]) -> type[R]:
    """The shape of a row with the brand's own fields behind the others."""
    fields = custom_fields.all_fields(work)
    return _shape(row, tuple((custom_fields.column(f), f.title_en, f.title_zh) for f in fields))


@lru_cache(maxsize=64)
def _shape(row: type[R], titles: tuple[tuple[str, str, str], ...]) -> type[R]:
    own: dict[str, Any] = {name: (Cell, _titled(en, zh)) for name, en, zh in titles}
    return create_model(row.__name__, __base__=row, __doc__=row.__doc__, **own) if own else row


def _titled(title: str, zh: str) -> Any:
    extra: dict[str, Any] = {"zh": zh, "guesses": []}
    return Field(default="", max_length=MOST_CELL, title=title, json_schema_extra=extra)


def _as_cell(value: object) -> object:
    """JSON as a cell would write it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return str(value)
        case list():
            return ";".join(str(one) for one in value)
    return value


Cell = Annotated[str, BeforeValidator(_as_cell)]


class Reader:
    """Reads what the rows of one batch say of profiles."""

    def __init__(self, work: Work, rows: Sequence[BaseModel]) -> None:
        self._fields = self._of_brand(work, rows)
        self._days = any(getattr(row, "birthday", "") for row in rows)
        self._today = profiles.today(work) if self._days else None
        self._stores = self._by_name(work, rows)
        stores = any(getattr(row, "preferred_store", "") for row in rows)
        self._silent = not (self._fields or self._days or stores)

    @staticmethod
    def _of_brand(work: Work, rows: Sequence[BaseModel]) -> list[CustomField]:
        prefix = custom_fields.COLUMN
        own = rows and any(name.startswith(prefix) for name in type(rows[0]).model_fields)
        return custom_fields.all_fields(work) if own else []

    @staticmethod
    def _by_name(work: Work, rows: Sequence[BaseModel]) -> dict[str, list[UUID]]:
        found: dict[str, list[UUID]] = defaultdict(list)
        if any(getattr(row, "preferred_store", "") for row in rows):
            for line in organisation.node_lines(work):
                if line.node.kind == "store":
                    found[line.node.name.strip().lower()].append(line.node.id)
        return found

    def read(self, row: BaseModel) -> list[Said]:
        """What a row says. Raises DayUnfit, DayToCome, StoreUnknown, ValueUnfit."""
        said: list[Said] = []
        if self._silent:
            return said
        if self._today and (text := getattr(row, "birthday", "")):
            try:
                day = birthdays.parsed(text)
            except ValueError as error:
                raise DayUnfit(field="birthday") from error
            said.append(profiles.day_said(profiles.BIRTHDAY, day, self._today, field="birthday"))
        if name := getattr(row, "preferred_store", ""):
            said.append(Said(profiles.PREFERRED_STORE, str(self._store(name))))
        for field in self._fields:
            if text := getattr(row, custom_fields.column(field), ""):
                said.append(profiles.custom_said(field, text))
        return said

    def problem(self, row: BaseModel) -> Problem | None:
        """Why a row is refused; None if it is not."""
        try:
            self.read(row)
        except Problem as problem:
            return problem
        return None

    def _store(self, name: str) -> UUID:
        ids = self._stores.get(name.strip().lower(), [])
        if len(ids) != 1:
            raise StoreUnknown(field="preferred_store", store=name)
        return ids[0]


def say_all(work: Work, told: Sequence[tuple[UUID, Sequence[Said]]]) -> list[list[Memo]]:
    """Keep what each row says of its person; for each row what gives back the state before."""
    if not any(said for _, said in told):
        return [[] for _ in told]
    known = profiles.words(work, {id for id, said in told if said})
    before = {one.id for one in known.values()}
    memos = [_say(work, known, customer_id, said) for customer_id, said in told]
    after = {one.id: one for one in known.values()}
    fresh = [one for id, one in after.items() if id not in before]
    profiles.replace_rows(work, [id for id in before if id not in after], fresh)
    _tell(work, fresh)
    return memos


def _say(
    work: Work, known: dict[Place, Word], customer_id: UUID, told: Sequence[Said]
) -> list[Memo]:
    memos: list[Memo] = []
    for said in told:
        old = known.get((customer_id, said.key))
        if old and (old.source == ProfileSource.HAND or old.value == said.value):
            continue
        word = profiles.new_word(work, customer_id, said, ProfileSource.IMPORT)
        known[customer_id, said.key] = word
        before = profile_keeping.plain(old) if old else None
        memos.append({"written": str(word.id), "before": before})
    return memos


def _tell(work: Work, fresh: Sequence[Word]) -> None:
    keys: dict[UUID, list[str]] = defaultdict(list)
    for one in fresh:
        keys[one.customer_id].append(one.key)
    fields = custom_fields.all_fields(work)
    for customer_id, changed in keys.items():
        parts = profiles.parts(work, changed, fields)
        profiles.tell(work, customer_id, parts, ProfileSource.IMPORT)


def give_back(work: Work, memos: Sequence[Memo], *, leaving: set[UUID], staying: set[UUID]) -> None:
    """The state before these memos, the last one first; nothing is left of people who leave.

    What was said anew since then stays, and so does all that people `staying` have.
    """
    ids = [UUID(memo["written"]) for memo in memos]
    mine = work.scope(ProfileValue).where(ProfileValue.id.in_(ids))
    rows = work.session.scalars(mine.where(ProfileValue.customer_id.not_in(staying)))
    now = {row.id: profiles.word_of(work, row) for row in rows}
    there = set(now)
    for memo, id in zip(memos, ids, strict=True):
        word = now.pop(id, None)
        if word and memo["before"]:
            before = profile_keeping.of_plain(work, memo["before"])
            # Whoever was merged since has their rows under another person now.
            now[before.id] = replace(before, customer_id=word.customer_id)
    back = [one for id, one in now.items() if id not in there and one.customer_id not in leaving]
    profiles.replace_rows(
        work, [id for id in there if id not in now], profile_keeping.still_known(work, back)
    )
