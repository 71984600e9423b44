"""Lists of customers, their count and saved views over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from siyu.customers import lists, profile_columns, saved_views, views
from siyu.customers.errors import ColumnUnknown, FilterUnknown, NameNeeded, ValueUnfit
from siyu.customers.list_schemas import (
    CountOut,
    CountQuery,
    ListQuery,
    OpenWith,
    ViewForm,
    ViewOut,
    ViewsOut,
    view_out,
)
from siyu.customers.lists import Asked
from siyu.customers.models import SavedView
from siyu.customers.saved_views import ViewDraft
from siyu.customers.schemas import CustomersOut
from siyu.kit.errors import Conflict, NotFound, Refused
from siyu.kit.pages import BadCursor
from siyu.platform.access import Principal
from siyu.platform.http import DoWork, SignedIn, TheRuntime, needs, problems

READ = needs("customers.read")
router = APIRouter(tags=["customers"])
WRONG = problems(NotFound, Refused, NameNeeded, ColumnUnknown, FilterUnknown, ValueUnfit)


@router.get(
    "/customers",
    dependencies=[READ],
    responses=problems(NotFound, Conflict, BadCursor, FilterUnknown, ValueUnfit),
)
def list_customers(
    asked: Annotated[ListQuery, Query()], work: DoWork, runtime: TheRuntime, principal: SignedIn
) -> CustomersOut:
    """Customers in sight who meet all filters; the newest first unless sorted otherwise."""
    page = lists.page(work, Asked(asked.filters, asked.sort, asked.cursor, asked.limit))
    whole = "customers.read_contacts" in principal.permissions
    items = views.lines(work, runtime.registry, page.items, asked.columns, whole=whole)
    return CustomersOut(items=items, next_cursor=page.next_cursor)


@router.get(
    "/customers/count",
    dependencies=[READ],
    responses=problems(NotFound, Conflict, FilterUnknown, ValueUnfit),
)
def count_customers(asked: Annotated[CountQuery, Query()], work: DoWork) -> CountOut:
    """How many customers in sight meet all filters."""
    counted = lists.count(work, asked, most=None if asked.exactly else lists.COUNTED)
    return CountOut.model_validate(counted)


@router.get("/saved-views", dependencies=[READ])
def list_views(work: DoWork, principal: SignedIn) -> ViewsOut:
    """One's own views and the shared ones."""
    opened = saved_views.default_of(work, principal)
    found = saved_views.in_sight(work, principal)
    return ViewsOut(items=[_shown(principal, view, opened) for view in found])


@router.post("/saved-views", dependencies=[READ], status_code=201, responses=WRONG)
def keep_view(form: ViewForm, work: DoWork, runtime: TheRuntime, principal: SignedIn) -> ViewOut:
    """Keep a view, for oneself or with the right to share for everyone."""
    known = profile_columns.known(work, runtime.registry).keys()
    view = saved_views.keep(work, principal, _draft(form), known)
    return _shown(principal, view, saved_views.default_of(work, principal))


@router.put("/saved-views/{saved_view_id}", dependencies=[READ], responses=WRONG)
def change_view(
    saved_view_id: UUID, form: ViewForm, work: DoWork, runtime: TheRuntime, principal: SignedIn
) -> ViewOut:
    """Change one's own view, or a shared one with the right to."""
    known = profile_columns.known(work, runtime.registry).keys()
    view = saved_views.change(work, principal, saved_view_id, _draft(form), known)
    return _shown(principal, view, saved_views.default_of(work, principal))


@router.delete(
    "/saved-views/{saved_view_id}",
    dependencies=[READ],
    status_code=204,
    responses=problems(NotFound, Refused),
)
def remove_view(saved_view_id: UUID, work: DoWork, principal: SignedIn) -> None:
    """Delete a view."""
    saved_views.remove(work, principal, saved_view_id)


@router.put(
    "/saved-views/{saved_view_id}/default", dependencies=[READ], responses=problems(NotFound)
)
def open_with_view(
    saved_view_id: UUID, wanted: OpenWith, work: DoWork, principal: SignedIn
) -> ViewsOut:
    """Open one's own list with this view, or no longer."""
    saved_views.visible(work, principal, saved_view_id)
    saved_views.open_with(work, principal, saved_view_id if wanted.default else None)
    return list_views(work, principal)


def _draft(form: ViewForm) -> ViewDraft:
    return ViewDraft(form.name, form.filters, form.columns, form.sort, form.shared)


def _shown(principal: Principal, view: SavedView, opened: UUID | None) -> ViewOut:
    return view_out(
        view,
        user_id=principal.user_id,
        may_share=saved_views.SHARE in principal.permissions,
        default=opened,
    )
