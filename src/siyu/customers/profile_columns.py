"""The columns of profiles: what lists and exports show of them."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from siyu.customers import birthdays, custom_fields, fields, profiles
from siyu.customers.profile_models import CustomField, FieldKind
from siyu.customers.profiles import MovedBy, Word
from siyu.organisation import service as organisation
from siyu.platform.declarations import AskedAs, Field, Kind, Option, chosen_of
from siyu.platform.registry import Registry
from siyu.platform.work import Work

Values = dict[UUID, object]
KINDS: dict[str, Kind] = {
    FieldKind.TEXT: "text",
    FieldKind.NUMBER: "number",
    FieldKind.DATE: "date",
    FieldKind.YES_NO: "yes_no",
    FieldKind.ONE: "choice",
    FieldKind.SEVERAL: "tags",
}


def known(work: Work, registry: Registry) -> dict[str, Field]:
    """Every property of customers in this brand: what domains declare and what it defined."""
    return {name: one for name, one in askable(work, registry).items() if one.listed}


def askable(work: Work, registry: Registry) -> dict[str, Field]:
    """Every property that conditions may ask of in this brand, listed or not."""
    own = [_column(custom) for custom in custom_fields.all_fields(work)]
    return registry.fields | {one.name: one for one in own}


def _column(custom: CustomField) -> Field:
    return Field(
        custom_fields.column(custom),
        custom.title_en,
        custom.title_zh,
        KINDS[custom.holds],
        partial(_values, custom_fields.value_key(custom), lambda word: word.value),
        sealed=custom.sealed,
        options=partial(_choices, custom.choices) if custom.choices else None,
    )


def _choices(choices: Sequence[str], _work: Work) -> Sequence[Option]:
    return [Option(one, one, one) for one in choices]


def _values(
    key: str, told: Callable[[Word], object], work: Work, ids: Sequence[UUID]
) -> dict[UUID, object]:
    return {one.customer_id: told(one) for one in profiles.words_by_key(work, ids).get(key, ())}


def _day(word: Word) -> object:
    return birthdays.of_plain(word.value)


def _next(word: Word) -> object:
    return word.next_on.isoformat() if word.next_on else None


def _next_days(work: Work, ids: Sequence[UUID]) -> Values:
    """As of today, whether or not the stored day was said anew already."""
    today, found = profiles.today(work), profiles.words_by_key(work, ids).get(profiles.BIRTHDAY, ())
    days = {
        one.customer_id: birthdays.next_on(birthdays.of_plain(one.value), today) for one in found
    }
    return {id: day.isoformat() for id, day in days.items() if day}


def _moved(word: Word) -> object:
    return [MovedBy(one) for one in word.value]


def _named(
    key: str, named: Callable[[Work, Any], dict[UUID, Any]], work: Work, ids: Sequence[UUID]
) -> Values:
    found = profiles.words_by_key(work, ids).get(key, ())
    refs = named(work, {UUID(one.value) for one in found})
    return {
        one.customer_id: ref.name for one in found if (ref := refs.get(UUID(one.value))) is not None
    }


def _stores(work: Work, ids: Iterable[UUID]) -> dict[UUID, Any]:
    return dict(organisation.node_refs(work, list(ids)))


def _advisers(work: Work, ids: Iterable[UUID]) -> dict[UUID, Any]:
    return dict(organisation.staff_refs(work, list(ids)))


def _key(word: Word) -> object:
    return [str(word.value)]


FIELDS = (
    Field("birthday", "Birthday", "生日", "day", partial(_values, profiles.BIRTHDAY, _day), True),
    Field(
        "next_birthday",
        "Next birthday",
        "下次生日",
        "date",
        partial(_values, profiles.BIRTHDAY, _next),
        asked=AskedAs("date", _next_days),
        passes=True,
    ),
    Field(
        "preferred_store",
        "Preferred store",
        "偏好门店",
        "text",
        partial(_named, profiles.PREFERRED_STORE, _stores),
        asked=AskedAs("choice", partial(_values, profiles.PREFERRED_STORE, _key)),
        options=fields.store_options,
    ),
    Field(
        "preferred_adviser",
        "Preferred adviser",
        "偏好导购",
        "text",
        partial(_named, profiles.PREFERRED_ADVISER, _advisers),
        asked=AskedAs("choice", partial(_values, profiles.PREFERRED_ADVISER, _key)),
        options=fields.adviser_options,
    ),
    Field(
        "moved_by",
        "Moved by",
        "打动因素",
        "tags",
        partial(_values, profiles.MOVED_BY, _moved),
        options=chosen_of(MovedBy),
    ),
)
