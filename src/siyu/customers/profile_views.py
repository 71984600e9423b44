"""Turns profiles and the brand's own fields into what the API shows, and back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from siyu.customers import birthdays, custom_fields, people, profiles
from siyu.customers.birthdays import YearlyDay
from siyu.customers.errors import (
    AdviserUnknown,
    AnniversaryUnfit,
    NoSuchCustomField,
    StoreUnknown,
)
from siyu.customers.models import Customer
from siyu.customers.profile_events import ProfileSource
from siyu.customers.profile_models import CustomField
from siyu.customers.profile_schemas import (
    AnniversaryForm,
    AnniversaryOut,
    CustomFieldOut,
    CustomValueOut,
    DayForm,
    DayOut,
    MovedByOut,
    PreferenceOut,
    ProfileForm,
    ProfileOut,
)
from siyu.customers.profiles import MovedBy, Said, Word
from siyu.organisation import service as organisation
from siyu.platform.work import Work

MOST_ANNIVERSARIES = 10
MOST_NAME = 20


def fields_out(work: Work, language: str) -> list[CustomFieldOut]:
    """The fields of the brand, and how many people have a value."""
    have = custom_fields.counts(work)
    return [
        field_out(one, have.get(custom_fields.value_key(one), 0), language)
        for one in custom_fields.all_fields(work)
    ]


def field_out(custom: CustomField, customers: int, language: str) -> CustomFieldOut:
    return CustomFieldOut(
        id=custom.id,
        key=custom.key,
        column=custom_fields.column(custom),
        title=custom.title_zh if language.startswith("zh") else custom.title_en,
        title_en=custom.title_en,
        title_zh=custom.title_zh,
        kind=custom.holds,
        kind_words=custom.holds.said(language),
        choices=custom.choices,
        sealed=custom.sealed,
        customers=customers,
    )


def profile_out(work: Work, customer_id: UUID, language: str, *, whole: bool) -> ProfileOut:
    """What is known of a person in sight; what is personal is masked unless `whole`.

    Raises NotFound.
    """
    customer = work.get(Customer, people.standing_id(work, customer_id))
    known = {one.key: one for one in profiles.words(work, [customer.id]).values()}
    birthday, moved = known.get(profiles.BIRTHDAY), known.get(profiles.MOVED_BY)
    return ProfileOut(
        birthday=DayOut(**_day(birthday, language, whole=whole)) if birthday else None,
        anniversaries=[
            AnniversaryOut(
                name=key.removeprefix(profiles.ANNIVERSARY), **_day(one, language, whole=whole)
            )
            for key, one in sorted(known.items())
            if key.startswith(profiles.ANNIVERSARY)
        ],
        preferred_store=_store(work, known.get(profiles.PREFERRED_STORE), language),
        preferred_adviser=_adviser(work, known.get(profiles.PREFERRED_ADVISER), language),
        moved_by=_moved(moved, language) if moved else None,
        custom=[
            CustomValueOut(
                key=custom.key,
                value=one.value if whole or not custom.sealed else None,
                masked=custom.sealed and not whole,
                **_said(one, language),
            )
            for custom in custom_fields.all_fields(work)
            if (one := known.get(custom_fields.value_key(custom))) is not None
        ],
    )


def _said(word: Word, language: str) -> dict[str, Any]:
    words = ProfileSource(word.source).said(language)
    return {"source": word.source, "source_words": words, "at": word.at}


def _day(word: Word, language: str, *, whole: bool) -> dict[str, Any]:
    day = birthdays.of_plain(word.value)
    return {
        "day": DayForm(**day.plain()) if whole else None,
        "words": day.said(language) if whole else None,
        "next_on": word.next_on,
        **_said(word, language),
    }


def _store(work: Work, word: Word | None, language: str) -> PreferenceOut | None:
    ref = organisation.node_refs(work, [UUID(word.value)]).get(UUID(word.value)) if word else None
    if word is None or ref is None:
        return None
    return PreferenceOut(id=ref.id, name=ref.name, **_said(word, language))


def _adviser(work: Work, word: Word | None, language: str) -> PreferenceOut | None:
    ref = organisation.staff_refs(work, [UUID(word.value)]).get(UUID(word.value)) if word else None
    if word is None or ref is None:
        return None
    return PreferenceOut(id=ref.id, name=ref.name, **_said(word, language))


def _moved(word: Word, language: str) -> MovedByOut:
    items = [MovedBy(one) for one in word.value]
    words = [one.said(language) for one in items]
    return MovedByOut(items=items, words=words, **_said(word, language))


def told(work: Work, customer_id: UUID, form: ProfileForm) -> list[Said]:
    """What a form says, part by part; what it leaves out is not said.

    Raises DayUnfit, DayToCome, AnniversaryUnfit, StoreUnknown, AdviserUnknown, NoSuchCustomField,
    ValueUnfit.
    """
    given = form.model_fields_set
    said: list[Said] = []
    if "birthday" in given:
        said.append(_day_said(work, profiles.BIRTHDAY, form.birthday, field="birthday"))
    if "anniversaries" in given:
        said += _anniversaries(work, customer_id, form.anniversaries or [])
    if "preferred_store_id" in given:
        said.append(_store_said(work, form.preferred_store_id))
    if "preferred_adviser_id" in given:
        said.append(_adviser_said(work, form.preferred_adviser_id))
    if "moved_by" in given:
        chosen = [one.value for one in MovedBy if one in (form.moved_by or [])]
        said.append(Said(profiles.MOVED_BY, chosen or None))
    return said + _custom_said(work, form.custom)


def _day_said(work: Work, key: str, form: DayForm | None, *, field: str) -> Said:
    if form is None:
        return Said(key)
    day = YearlyDay(**form.model_dump())
    return profiles.day_said(key, day, profiles.today(work), field=field)


def _anniversaries(work: Work, customer_id: UUID, forms: Sequence[AnniversaryForm]) -> list[Said]:
    """All of them as they are wanted, and those taken back that are not among them."""
    named = {one.name.strip(): one.day for one in forms}
    fit = len(named) == len(forms) <= MOST_ANNIVERSARIES
    if not fit or not all(1 <= len(name) <= MOST_NAME and "\0" not in name for name in named):
        raise AnniversaryUnfit(field="anniversaries", length=MOST_NAME, most=MOST_ANNIVERSARIES)
    said = [
        _day_said(work, profiles.ANNIVERSARY + name, day, field="anniversaries")
        for name, day in named.items()
    ]
    kept = {one.key for one in said}
    known = profiles.words(work, [people.standing_id(work, customer_id)])
    gone = [key for _, key in known if key.startswith(profiles.ANNIVERSARY) and key not in kept]
    return said + [Said(key) for key in gone]


def _store_said(work: Work, id: UUID | None) -> Said:
    if id is None:
        return Said(profiles.PREFERRED_STORE)
    found = organisation.node_refs(work, [id]).get(id)
    if found is None or found.kind != "store":
        raise StoreUnknown(field="preferred_store_id", store=found.name if found else "?")
    return Said(profiles.PREFERRED_STORE, str(id))


def _adviser_said(work: Work, id: UUID | None) -> Said:
    if id is None:
        return Said(profiles.PREFERRED_ADVISER)
    found = organisation.staff_refs(work, [id]).get(id)
    if found is None or found.state == "left":
        raise AdviserUnknown(field="preferred_adviser_id")
    return Said(profiles.PREFERRED_ADVISER, str(id))


def _custom_said(work: Work, values: dict[str, Any]) -> list[Said]:
    known = {one.key: one for one in custom_fields.all_fields(work)} if values else {}
    for key in values:
        if key not in known:
            raise NoSuchCustomField(field="custom", key=key)
    return [profiles.custom_said(known[key], value) for key, value in values.items()]
