"""Saved views: a list of customers kept by name, for oneself or for everyone."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert

from siyu.customers import filters
from siyu.customers.errors import ColumnUnknown, NameNeeded
from siyu.customers.events import SavedViewKept
from siyu.customers.filters import Filters
from siyu.customers.models import DefaultView, SavedView
from siyu.customers.walks import SORTS
from siyu.kit.errors import Invalid, NotFound, Refused
from siyu.kit.ids import new_id
from siyu.platform.access import Principal
from siyu.platform.declarations import Erased, Trace
from siyu.platform.forgetting import HIDDEN, LEAST_CHARACTERS
from siyu.platform.work import Work

SHARE = "customers.share_views"
OWN_COLUMNS = ("state", "staff", "tags", "met_at")


@dataclass(frozen=True)
class ViewDraft:
    """What someone wants kept."""

    name: str
    filters: Filters = field(default_factory=Filters)
    columns: Sequence[str] = ()
    sort: str = "-met_at"
    shared: bool = False


def in_sight(work: Work, principal: Principal) -> list[SavedView]:
    """One's own views and those shared with everyone, by name."""
    mine = or_(SavedView.owner_id == _owner(principal), SavedView.shared)
    rows = work.scope(SavedView).where(mine).order_by(SavedView.name, SavedView.id)
    return list(work.session.scalars(rows))


def default_of(work: Work, principal: Principal) -> UUID | None:
    """The view this person's list opens with, if they chose one that still is in sight."""
    chosen = work.scope(DefaultView).where(DefaultView.user_id == _owner(principal))
    row = work.session.scalars(chosen).first()
    known = {view.id for view in in_sight(work, principal)}
    return row.saved_view_id if row and row.saved_view_id in known else None


def keep(work: Work, principal: Principal, draft: ViewDraft, known: Collection[str]) -> SavedView:
    """A new view of one's own. Raises NameNeeded, ColumnUnknown, FilterUnknown, Refused."""
    _check(work, draft, known)
    if draft.shared:
        principal.demand(SHARE)
    now = work.now()
    view = SavedView(owner_id=_owner(principal), created_at=now, updated_at=now)
    _fill(view, draft)
    work.add(view)
    work.emit(SavedViewKept(saved_view_id=view.id, shared=view.shared))
    return view


def change(
    work: Work, principal: Principal, view_id: UUID, draft: ViewDraft, known: Collection[str]
) -> SavedView:
    """Change one's own view, or a shared one with the right to. Raises as `keep` does."""
    view = _writable(work, principal, view_id)
    _check(work, draft, known)
    if draft.shared:
        principal.demand(SHARE)
    before = {"name": view.name, "shared": view.shared}
    _fill(view, draft)
    view.updated_at = work.now()
    after = {"name": view.name, "shared": view.shared}
    work.audit("view.changed", "saved_view", view.id, before=before, after=after)
    return view


def remove(work: Work, principal: Principal, view_id: UUID) -> None:
    """Delete a view; whoever opened with it opens with everyone again."""
    view = _writable(work, principal, view_id)
    work.session.execute(
        delete(DefaultView).where(
            DefaultView.tenant_id == work.tenant_id, DefaultView.saved_view_id == view.id
        )
    )
    work.audit("view.removed", "saved_view", view.id, before={"name": view.name})
    work.session.delete(view)


def open_with(work: Work, principal: Principal, view_id: UUID | None) -> None:
    """Open one's list with this view from now on; None for everyone."""
    mine = delete(DefaultView).where(
        DefaultView.tenant_id == work.tenant_id, DefaultView.user_id == _owner(principal)
    )
    if view_id is None:
        work.session.execute(mine)
        return
    view = visible(work, principal, view_id)
    chosen = insert(DefaultView).values(
        id=new_id(),
        tenant_id=work.tenant_id,
        user_id=_owner(principal),
        saved_view_id=view.id,
    )
    work.session.execute(
        chosen.on_conflict_do_update(
            index_elements=["tenant_id", "user_id"], set_={"saved_view_id": view.id}
        )
    )


def using(work: Work, tag_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """The names of the shared views whose filters name these tags."""
    found: dict[UUID, list[str]] = {}
    for name, kept in _shared(work):
        for tag_id in set(kept.tag_ids) & set(tag_ids):
            found.setdefault(tag_id, []).append(name)
    return found


def using_segments(work: Work, segment_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """The names of the shared views of these segments."""
    found: dict[UUID, list[str]] = {}
    for name, kept in _shared(work):
        if kept.segment_id is not None and kept.segment_id in segment_ids:
            found.setdefault(kept.segment_id, []).append(name)
    return found


def _shared(work: Work) -> Iterator[tuple[str, Filters]]:
    shared = select(SavedView.name, SavedView.filters).where(
        SavedView.tenant_id == work.tenant_id, SavedView.shared
    )
    for name, kept in work.session.execute(shared):
        yield name, Filters.model_validate(kept)


def erase(work: Work, person: Erased) -> None:
    """Hide an erased person where a view asks for them or is called after them.

    A view that asked for them shows nobody from then on.
    """
    values = {_plain(value) for some in person.values.values() for value in some} - {""}
    for view in work.session.scalars(work.scope(SavedView)):
        asked = str(view.filters.get("q", ""))
        if _quotes(asked, values):
            view.filters = {**view.filters, "q": HIDDEN}
        if _quotes(view.name, values):
            view.name = HIDDEN


def _quotes(said: str, values: Collection[str]) -> bool:
    """Whether a text is a value or has one in it; a short one only whole."""
    plain = _plain(said)
    return any(
        value == plain or (len(value) >= LEAST_CHARACTERS and value in plain) for value in values
    )


def _plain(text: str) -> str:
    """A text without case, and without what people put between digits."""
    return "".join(text.lower().split()).replace("-", "")


def _owner(principal: Principal) -> UUID:
    if principal.user_id is None:
        raise Refused(permission=SHARE)
    return principal.user_id


def visible(work: Work, principal: Principal, view_id: UUID) -> SavedView:
    """Raises NotFound also for another's private view."""
    view = work.get(SavedView, view_id, lock=True)
    if not view.shared and view.owner_id != principal.user_id:
        raise NotFound(what="SavedView", id=view_id)
    return view


def _writable(work: Work, principal: Principal, view_id: UUID) -> SavedView:
    view = visible(work, principal, view_id)
    if view.owner_id != principal.user_id:
        principal.demand(SHARE)
    return view


def _check(work: Work, draft: ViewDraft, known: Collection[str]) -> None:
    if not draft.name.strip():
        raise NameNeeded(field="name")
    for column in draft.columns:
        if column not in known and column not in OWN_COLUMNS:
            raise ColumnUnknown(field="columns", column=column)
    if draft.sort not in SORTS:
        raise Invalid(field="sort", reason=draft.sort)
    filters.demand_known(work, draft.filters)


def _fill(view: SavedView, draft: ViewDraft) -> None:
    view.name, view.shared, view.sort = draft.name.strip(), draft.shared, draft.sort
    view.columns = list(draft.columns)
    view.filters = draft.filters.model_dump(mode="json", exclude_defaults=True)


TRACE = Trace("saved_views", erase)
