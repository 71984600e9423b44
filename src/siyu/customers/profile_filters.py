"""Conditions on a customer's profile: a birthday to come, preferences, the brand's own fields."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, literal, or_
from sqlalchemy.dialects.postgresql import JSONB

from siyu.customers import custom_fields, profiles
from siyu.customers.errors import FilterUnknown
from siyu.customers.models import Customer
from siyu.customers.profile_models import CustomField, FieldKind, ProfileValue
from siyu.customers.profiles import MovedBy
from siyu.platform.work import Work

Condition = ColumnElement[bool]
ASKED = re.compile(r"(?P<key>[a-z][a-z0-9_]*)(?P<how>>=|<=|=)(?P<what>.+)", re.DOTALL)
ANY = "*"
IN_ORDER = (FieldKind.NUMBER, FieldKind.DATE)


def born_within(work: Work, days: int | None) -> list[Condition]:
    """Whose birthday comes today or in so many days."""
    if days is None:
        return []
    today = profiles.today(work)
    comes = ProfileValue.next_on.between(today, today + timedelta(days=days))
    return [_has(work, profiles.BIRTHDAY, comes)]


def moved_by(work: Work, asked: Sequence[MovedBy]) -> list[Condition]:
    """Whom any of these moves."""
    if not asked:
        return []
    ways = [ProfileValue.value.contains([one.value]) for one in asked]
    return [_has(work, profiles.MOVED_BY, or_(*ways))]


def preferring(work: Work, key: str, id: UUID | None) -> list[Condition]:
    """Who prefers this store or adviser."""
    return [] if id is None else [_has(work, key, _is("=", str(id)))]


def custom(work: Work, asked: Sequence[str]) -> list[Condition]:
    """Who has such values: `size=38`, `size>=38`, `size<=40`, `size=*` for any at all.

    Raises FilterUnknown, ValueUnfit.
    """
    if not asked:
        return []
    known = {one.key: one for one in custom_fields.all_fields(work)}
    return [_asked(work, known, one) for one in asked]


def _asked(work: Work, known: dict[str, CustomField], text: str) -> Condition:
    found = ASKED.fullmatch(text)
    field = known.get(found["key"]) if found else None
    if found is None or field is None:
        raise FilterUnknown(field="custom", count=1)
    key, how, what = custom_fields.value_key(field), found["how"], found["what"]
    if how == "=" and what == ANY:
        return _has(work, key)
    if field.sealed or (how != "=" and field.holds not in IN_ORDER):
        raise FilterUnknown(field="custom", count=1)
    value = custom_fields.fitted(field, what)
    if field.holds == FieldKind.SEVERAL:
        return _has(work, key, ProfileValue.value.contains(value))
    return _has(work, key, _is(how, value))


def _is(how: str, value: Any) -> Condition:
    return ProfileValue.value.op(how, is_comparison=True)(literal(value, JSONB))


def _has(work: Work, key: str, *conditions: Condition) -> Condition:
    return exists().where(
        ProfileValue.customer_id == Customer.id,
        ProfileValue.tenant_id == work.tenant_id,
        ProfileValue.key == key,
        *conditions,
    )
