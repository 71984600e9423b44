"""Profiles and the brand's own fields over HTTP."""

from uuid import UUID

from fastapi import APIRouter

from siyu.customers import custom_fields, profile_views, profiles
from siyu.customers.custom_fields import FieldDraft
from siyu.customers.errors import (
    AdviserUnknown,
    AnniversaryUnfit,
    ChoicesUnfit,
    ChoiceUsed,
    DayToCome,
    DayUnfit,
    FieldHasValues,
    FieldKeyTaken,
    FieldKeyUnfit,
    NoSuchCustomField,
    StoreUnknown,
    TitleNeeded,
    TooManyFields,
    ValueUnfit,
)
from siyu.customers.models import Customer
from siyu.customers.people import standing_id
from siyu.customers.profile_schemas import (
    CustomFieldForm,
    CustomFieldOut,
    CustomFieldsOut,
    NewCustomField,
    ProfileForm,
    ProfileOut,
    RemovedFieldOut,
)
from siyu.kit.errors import NotFound
from siyu.platform.http import DoWork, Language, SignedIn, needs, problems

READ, WRITE = needs("customers.read"), needs("customers.write")
DEFINE = needs("customers.define_fields")
router = APIRouter(tags=["profiles"])
UNFIT = (DayUnfit, DayToCome, AnniversaryUnfit, StoreUnknown, AdviserUnknown, ValueUnfit)


@router.get("/custom-fields", dependencies=[READ])
def list_custom_fields(work: DoWork, language: Language) -> CustomFieldsOut:
    """The fields this brand defined for its customers."""
    return CustomFieldsOut(items=profile_views.fields_out(work, language))


@router.post(
    "/custom-fields",
    dependencies=[DEFINE],
    status_code=201,
    responses=problems(FieldKeyUnfit, FieldKeyTaken, TooManyFields, TitleNeeded, ChoicesUnfit),
)
def define_field(form: NewCustomField, work: DoWork, language: Language) -> CustomFieldOut:
    """A new field: a column of lists and exports, a condition, a column of imports."""
    return profile_views.field_out(custom_fields.define(work, form.key, _draft(form)), 0, language)


@router.put(
    "/custom-fields/{custom_field_id}",
    dependencies=[DEFINE],
    responses=problems(NotFound, FieldHasValues, ChoiceUsed, TitleNeeded, ChoicesUnfit),
)
def change_field(
    custom_field_id: UUID, form: CustomFieldForm, work: DoWork, language: Language
) -> CustomFieldOut:
    """Change titles and choices; type and sealing only while nobody has a value."""
    custom_fields.change(work, custom_field_id, _draft(form))
    shown = profile_views.fields_out(work, language)
    return next(one for one in shown if one.id == custom_field_id)


@router.delete(
    "/custom-fields/{custom_field_id}", dependencies=[DEFINE], responses=problems(NotFound)
)
def remove_field(custom_field_id: UUID, work: DoWork) -> RemovedFieldOut:
    """Remove a field with every value of it; how many people had one."""
    return RemovedFieldOut(customers=custom_fields.remove(work, custom_field_id))


@router.get("/customers/{customer_id}/profile", dependencies=[READ], responses=problems(NotFound))
def read_profile(
    customer_id: UUID, work: DoWork, principal: SignedIn, language: Language
) -> ProfileOut:
    """What is known of one person; birthdays and sealed fields with the right to contacts."""
    whole = "customers.read_contacts" in principal.permissions
    return profile_views.profile_out(work, customer_id, language, whole=whole)


@router.patch(
    "/customers/{customer_id}/profile",
    dependencies=[WRITE],
    responses=problems(NotFound, NoSuchCustomField, *UNFIT),
)
def change_profile(
    customer_id: UUID, form: ProfileForm, work: DoWork, principal: SignedIn, language: Language
) -> ProfileOut:
    """Change what is given and leave the rest; null takes back what was known."""
    work.get(Customer, standing_id(work, customer_id))
    profiles.change(work, customer_id, profile_views.told(work, customer_id, form))
    return read_profile(customer_id, work, principal, language)


def _draft(form: CustomFieldForm) -> FieldDraft:
    return FieldDraft(form.title_en, form.title_zh, form.kind, form.choices, form.sealed)
