"""What is known of a person beside their accounts: days, preferences, the brand's own fields."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import delete, insert, select

from siyu.customers import birthdays, custom_fields, people
from siyu.customers.birthdays import YearlyDay
from siyu.customers.errors import DayToCome, DayUnfit
from siyu.customers.models import Customer
from siyu.customers.profile_events import ProfileChanged, ProfilePart, ProfileSource
from siyu.customers.profile_models import CustomField, ProfileValue
from siyu.kit.choices import Choice
from siyu.kit.ids import new_id
from siyu.kit.instants import local_day, zone
from siyu.organisation import service as organisation
from siyu.platform.database import among
from siyu.platform.reading import together
from siyu.platform.work import Work

BIRTHDAY = "birthday"
ANNIVERSARY = "anniversary:"
PREFERRED_STORE = "preferred_store"
PREFERRED_ADVISER = "preferred_adviser"
MOVED_BY = "moved_by"
Place = tuple[UUID, str]


class MovedBy(Choice):
    """What makes a person buy."""

    PRICE = "price", "price", "价格"
    RELATION = "relation", "relation", "关系"
    BRAND = "brand", "brand", "品牌"
    EXPERTISE = "expertise", "expertise", "专业"


@dataclass(frozen=True)
class Said:
    """One thing that is said of a person; `value` is JSON, None takes back what was known."""

    key: str
    value: Any = None
    sealed: bool = False
    next_on: date | None = None


@dataclass(frozen=True)
class Word:
    """A row of a profile in memory: `value` opened, `sealed` as it is kept."""

    id: UUID
    customer_id: UUID
    key: str
    value: Any
    sealed: bytes | None
    next_on: date | None
    source: str
    at: datetime


def today(work: Work) -> date:
    """The day it is where the brand is."""
    return local_day(work.now(), zone(organisation.tenant_facts(work).zone))


def day_said(key: str, day: YearlyDay, today: date, *, field: str) -> Said:
    """A birthday or an anniversary. Raises DayUnfit, DayToCome."""
    try:
        birthdays.checked(day)
        first = day.year and birthdays.in_year(day, day.year)
    except ValueError as error:
        raise DayUnfit(field=field) from error
    if first and first > today:
        raise DayToCome(field=field)
    return Said(key, day.plain(), sealed=True, next_on=birthdays.next_on(day, today))


def custom_said(custom: CustomField, value: object) -> Said:
    """A value of a field of the brand's own; None takes it back. Raises ValueUnfit."""
    key = custom_fields.value_key(custom)
    if value is None:
        return Said(key)
    return Said(key, custom_fields.fitted(custom, value), sealed=custom.sealed)


def words(work: Work, customer_ids: Iterable[UUID], keys: Iterable[str] = ()) -> dict[Place, Word]:
    """What is known of people, of some keys or of all."""
    rows = select(ProfileValue).where(
        ProfileValue.tenant_id == work.tenant_id, among(ProfileValue.customer_id, customer_ids)
    )
    if wanted := list(keys):
        rows = rows.where(ProfileValue.key.in_(wanted))
    found = (word_of(work, row) for row in work.session.scalars(rows))
    return {(one.customer_id, one.key): one for one in found}


@together
def words_by_key(work: Work, customer_ids: Sequence[UUID]) -> dict[str, list[Word]]:
    """All that is known of people, key by key; columns share it."""
    found: dict[str, list[Word]] = {}
    for one in words(work, customer_ids).values():
        found.setdefault(one.key, []).append(one)
    return found


def word_of(work: Work, row: ProfileValue) -> Word:
    value = opened(work, row.sealed) if row.sealed else row.value
    names = ("id", "customer_id", "key", "sealed", "next_on", "source", "at")
    return Word(**{name: getattr(row, name) for name in names}, value=value)


def opened(work: Work, sealed: bytes) -> Any:
    return msgspec.json.decode(work.secrets.open(sealed))


def new_word(work: Work, customer_id: UUID, said: Said, source: ProfileSource) -> Word:
    """What is said as a row, not yet kept."""
    text = msgspec.json.encode(said.value).decode() if said.sealed else None
    sealed = work.secrets.seal(text) if text is not None else None
    return Word(
        new_id(), customer_id, said.key, said.value, sealed, said.next_on, source, work.now()
    )


def change(work: Work, customer_id: UUID, told: Sequence[Said]) -> list[str]:
    """Put what somebody says by hand into a profile; the parts that changed. Raises NotFound."""
    customer = work.get(Customer, people.standing_id(work, customer_id), lock=True)
    known = words(work, [customer.id])
    fresh = [one for one in told if one.value != _value_at(known, (customer.id, one.key))]
    if not fresh:
        return []
    gone = [old.id for one in fresh if (old := known.get((customer.id, one.key)))]
    hand = ProfileSource.HAND
    rows = [new_word(work, customer.id, one, hand) for one in fresh if one.value is not None]
    replace_rows(work, gone, rows)
    changed = parts(work, [one.key for one in fresh])
    work.audit("profile_changed", "customer", customer.id, after={"parts": changed})
    tell(work, customer.id, changed, hand)
    return changed


def _value_at(known: Mapping[Place, Word], place: Place) -> Any:
    return known[place].value if place in known else None


def replace_rows(work: Work, gone: Sequence[UUID], rows: Sequence[Word]) -> None:
    """Take rows out and put others in."""
    if gone:
        mine = ProfileValue.tenant_id == work.tenant_id
        work.session.execute(delete(ProfileValue).where(mine, ProfileValue.id.in_(gone)))
    if rows:
        work.session.execute(insert(ProfileValue), [_columns(work, one) for one in rows])


def _columns(work: Work, word: Word) -> dict[str, Any]:
    plain = None if word.sealed else word.value
    return {**vars(word), "tenant_id": work.tenant_id, "value": plain}


def parts(
    work: Work, keys: Iterable[str], fields: Sequence[CustomField] | None = None
) -> list[str]:
    """What the keys are called in events and trails: names of parts and keys of fields."""
    keys = set(keys)
    custom = any(key.startswith(custom_fields.PREFIX) for key in keys)
    mine = custom_fields.all_fields(work) if fields is None and custom else fields or ()
    known = {custom_fields.value_key(one): one.key for one in mine}
    called = {known.get(key, _part(key)) for key in keys}
    order = [*(part.value for part in ProfilePart), *known.values()]
    return sorted(called, key=lambda one: order.index(one) if one in order else len(order))


def _part(key: str) -> str:
    return ProfilePart.ANNIVERSARIES.value if key.startswith(ANNIVERSARY) else key


def tell(work: Work, customer_id: UUID, changed: Sequence[str], source: ProfileSource) -> None:
    told = ProfileChanged(customer_id=customer_id, parts=",".join(changed), source=source)
    work.emit(told)
