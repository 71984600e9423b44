"""The fields a brand defines for its customers: what they are, and what fits them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB

from siyu.customers.errors import (
    ChoicesUnfit,
    ChoiceUsed,
    FieldHasValues,
    FieldKeyTaken,
    FieldKeyUnfit,
    TitleNeeded,
    TooManyFields,
    ValueUnfit,
)
from siyu.customers.models import known_to
from siyu.customers.profile_events import ProfilePart
from siyu.customers.profile_models import CustomField, FieldKind, ProfileValue
from siyu.platform.work import Work

MOST_FIELDS = 50
MOST_CHOICES = 30
MOST_CHOICE = 20
MOST_TEXT = 300
MOST_NUMBER = 1e15
KEY = re.compile(r"[a-z][a-z0-9_]{0,29}")
PREFIX = "custom:"
COLUMN = "custom_"
APART = re.compile(r"[;；,，、\n]")
YES = ("1", "y", "yes", "true", "是", "有")
NO = ("0", "n", "no", "false", "否", "无")


@dataclass(frozen=True)
class FieldDraft:
    """A field as someone wants it."""

    title_en: str
    title_zh: str
    kind: FieldKind
    choices: Sequence[str] = field(default_factory=tuple)
    sealed: bool = False


def value_key(custom: CustomField) -> str:
    """What the values of a field are kept under."""
    return f"{PREFIX}{custom.id}"


def column(custom: CustomField) -> str:
    """What a field is called in lists, exports and imports."""
    return f"{COLUMN}{custom.key}"


def all_fields(work: Work) -> list[CustomField]:
    """Every field of the brand, the oldest first."""
    rows = work.scope(CustomField).order_by(CustomField.made_at, CustomField.id)
    return list(work.session.scalars(rows))


def counts(work: Work) -> dict[str, int]:
    """How many people in sight have a value, by the key of it."""
    mine = select(ProfileValue.key, func.count()).where(
        ProfileValue.tenant_id == work.tenant_id, ProfileValue.key.startswith(PREFIX)
    )
    if not work.reach.is_all:
        mine = mine.where(known_to(ProfileValue.customer_id, work.reach))
    return {key: count for key, count in work.session.execute(mine.group_by(ProfileValue.key))}


def define(work: Work, key: str, draft: FieldDraft) -> CustomField:
    """A new field. Raises FieldKeyUnfit, FieldKeyTaken, TooManyFields and as `_checked` does."""
    if KEY.fullmatch(key) is None:
        raise FieldKeyUnfit(field="key")
    known = all_fields(work)
    if key in set(ProfilePart) or any(one.key == key for one in known):
        raise FieldKeyTaken(field="key", key=key)
    if len(known) >= MOST_FIELDS:
        raise TooManyFields(most=MOST_FIELDS)
    made = CustomField(key=key, made_at=work.now())
    _fill(made, _checked(draft))
    work.add(made)
    work.audit("custom_field.defined", "custom_field", made.id, after=_shown(made))
    return made


def ensure_field(work: Work, key: str, draft: FieldDraft) -> None:
    """Define a field unless there is one of this key. Raises as `define` does."""
    if all(one.key != key for one in all_fields(work)):
        define(work, key, draft)


def change(work: Work, field_id: UUID, draft: FieldDraft) -> CustomField:
    """Change a field; its kind and sealing only while nobody has a value, choices only unused ones.

    Raises NotFound, FieldHasValues, ChoiceUsed and as `_checked` does.
    """
    custom = work.get(CustomField, field_id, lock=True)
    draft = _checked(draft)
    if (draft.kind, draft.sealed) != (custom.holds, custom.sealed):
        _demand_empty(work, custom)
    for gone in [one for one in custom.choices if one not in draft.choices]:
        if count := _having(work, custom, gone):
            raise ChoiceUsed(field="choices", choice=gone, count=count)
    before = _shown(custom)
    _fill(custom, draft)
    work.audit(
        "custom_field.changed", "custom_field", custom.id, before=before, after=_shown(custom)
    )
    return custom


def remove(work: Work, field_id: UUID) -> int:
    """Remove a field and what is known by it; of how many people. Raises NotFound."""
    custom = work.get(CustomField, field_id, lock=True)
    gone = delete(ProfileValue).where(
        ProfileValue.tenant_id == work.tenant_id, ProfileValue.key == value_key(custom)
    )
    count = len(work.session.scalars(gone.returning(ProfileValue.id)).all())
    told = {**_shown(custom), "customers": count}
    work.audit("custom_field.removed", "custom_field", custom.id, before=told)
    work.session.delete(custom)
    return count


def _checked(draft: FieldDraft) -> FieldDraft:
    """Raises TitleNeeded, ChoicesUnfit."""
    titles = [draft.title_en.strip(), draft.title_zh.strip()]
    if not all(titles):
        raise TitleNeeded(field="title_zh" if titles[0] else "title_en")
    choices = [one.strip() for one in draft.choices]
    if draft.kind not in (FieldKind.ONE, FieldKind.SEVERAL):
        choices = []
    elif not 1 <= len(choices) <= MOST_CHOICES or not _are_choices(choices):
        raise ChoicesUnfit(field="choices", most=MOST_CHOICES, length=MOST_CHOICE)
    return FieldDraft(titles[0], titles[1], draft.kind, choices, draft.sealed)


def _are_choices(choices: Sequence[str]) -> bool:
    fit = all(1 <= len(one) <= MOST_CHOICE and not APART.search(one) for one in choices)
    return fit and len(set(choices)) == len(choices)


def _fill(custom: CustomField, draft: FieldDraft) -> None:
    custom.title_en, custom.title_zh, custom.holds = draft.title_en, draft.title_zh, draft.kind
    custom.choices, custom.sealed = list(draft.choices), draft.sealed


def _shown(custom: CustomField) -> dict[str, Any]:
    names = ("key", "title_en", "title_zh", "holds", "choices", "sealed")
    return {name: getattr(custom, name) for name in names}


def _demand_empty(work: Work, custom: CustomField) -> None:
    mine = select(func.count()).where(
        ProfileValue.tenant_id == work.tenant_id, ProfileValue.key == value_key(custom)
    )
    if count := work.session.scalar(mine):
        raise FieldHasValues(field="kind", count=count)


def _having(work: Work, custom: CustomField, choice: str) -> int:
    """How many chose this; of a sealed field everyone with a value may have."""
    mine = select(func.count()).where(
        ProfileValue.tenant_id == work.tenant_id, ProfileValue.key == value_key(custom)
    )
    if not custom.sealed:
        chosen = literal(choice if _is_one(custom) else [choice], JSONB)
        mine = mine.where(ProfileValue.value.contains(chosen))
    return work.session.scalar(mine) or 0


def _is_one(custom: CustomField) -> bool:
    return custom.holds == FieldKind.ONE


REASONS: Mapping[str, tuple[str, str]] = {
    FieldKind.TEXT: (
        f"is a text of at most {MOST_TEXT} characters",
        f"为最多 {MOST_TEXT} 字的文本",
    ),
    FieldKind.NUMBER: ("is a number", "须为数字"),
    FieldKind.DATE: ("is a date such as 2026-05-01", "须为日期，例如 2026-05-01"),
    FieldKind.YES_NO: ("is yes or no", "须为是或否"),
    FieldKind.ONE: ("is one of: {choices}", "须为其中之一：{choices}"),
    FieldKind.SEVERAL: ("is some of: {choices}", "须为其中几项：{choices}"),
}


def fitted(custom: CustomField, value: object) -> Any:
    """A value as it is kept: JSON of the field's kind. Raises ValueUnfit."""
    try:
        return FITS[custom.holds](custom, value)
    except (ValueError, TypeError) as error:
        said = [one.format(choices=", ".join(custom.choices)) for one in REASONS[custom.holds]]
        raise ValueUnfit(
            field=column(custom),
            title_en=custom.title_en,
            title_zh=custom.title_zh,
            reason_en=said[0],
            reason_zh=said[1],
        ) from error


def _text(_custom: CustomField, value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value.strip()) <= MOST_TEXT or "\0" in value:
        raise ValueError
    return value.strip()


def _number(_custom: CustomField, value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError
    number = float(value.replace(",", "") if isinstance(value, str) else value)
    if not abs(number) <= MOST_NUMBER:
        raise ValueError
    return int(number) if number.is_integer() else number


def _date(_custom: CustomField, value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    day = value.strip().split("T")[0].split(" ")[0].rstrip("日")
    return date(*(int(part) for part in re.split(r"[-/.年月]", day))).isoformat()


def _yes_no(_custom: CustomField, value: object) -> bool:
    if isinstance(value, bool):
        return value
    said = str(value).strip().lower()
    if said not in YES + NO:
        raise ValueError
    return said in YES


def _one(custom: CustomField, value: object) -> str:
    said = str(value).strip()
    if said not in custom.choices:
        raise ValueError
    return said


def _several(custom: CustomField, value: object) -> list[str]:
    """Chosen in the order of the field, each once."""
    asked = APART.split(value) if isinstance(value, str) else value
    if not isinstance(asked, list) or not asked:
        raise TypeError
    chosen = {_one(custom, one) for one in asked if str(one).strip()}
    return [one for one in custom.choices if one in chosen]


FITS = {
    FieldKind.TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.YES_NO: _yes_no,
    FieldKind.ONE: _one,
    FieldKind.SEVERAL: _several,
}
