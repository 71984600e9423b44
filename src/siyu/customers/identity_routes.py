"""Who is whom, over HTTP: suggestions, merges and their undoing, export and erasure of one."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from siyu.customers import (
    erasing,
    exporting,
    identity_views,
    merging,
    people,
    splitting,
    suggestions,
)
from siyu.customers.errors import (
    AlreadyErased,
    CameByMerge,
    LaterMergeFirst,
    MergeUndone,
    NothingLeft,
    NotTheirAccount,
    OneTooMany,
    SamePerson,
)
from siyu.customers.identity_schemas import (
    ErasedOut,
    ErasureOut,
    IdentityPageOut,
    MergeAsked,
    MergeOut,
    PreviewOut,
    ReadmittedOut,
    SharedValuesOut,
    SplitAsked,
    SplitOut,
    SuggestionOut,
    SuggestionsOut,
)
from siyu.customers.models import Customer
from siyu.kit.errors import NotFound
from siyu.kit.pages import BadCursor
from siyu.platform.http import DoWork, Language, SignedIn, TheRuntime, needs, problems

MERGE = needs("customers.merge")
ERASE = needs("customers.erase")
router = APIRouter(tags=["identity"])


@router.get("/suggestions", dependencies=[MERGE], responses=problems(BadCursor))
def list_suggestions(work: DoWork, cursor: str | None = None) -> SuggestionsOut:
    """People who may be one, the likeliest first."""
    page = suggestions.page(work, cursor=cursor)
    items = identity_views.suggested(work, page.items)
    return SuggestionsOut(items=items, next_cursor=page.next_cursor)


@router.post(
    "/suggestions/{suggestion_id}/apart", dependencies=[MERGE], responses=problems(NotFound)
)
def keep_apart(suggestion_id: UUID, work: DoWork) -> SuggestionOut:
    """These two are not the same person; it is not suggested again."""
    decided = suggestions.apart(work, suggestion_id)
    work.audit("kept_apart", "suggestion", suggestion_id)
    return identity_views.suggested(work, [decided])[0]


@router.get("/shared-values", dependencies=[MERGE])
def list_shared_values(work: DoWork, principal: SignedIn) -> SharedValuesOut:
    """Phones, e-mails and devices that too many people have to be evidence of who someone is."""
    whole = "customers.read_contacts" in principal.permissions
    return SharedValuesOut(items=identity_views.shared(work, suggestions.shared(work), whole=whole))


@router.get("/customers/{customer_id}/identity", dependencies=[MERGE], responses=problems(NotFound))
def read_identity(customer_id: UUID, work: DoWork, language: Language) -> IdentityPageOut:
    """What there is to decide, and what was decided, about who this person is."""
    customer = work.get(Customer, people.standing_id(work, customer_id))
    return identity_views.of_person(work, customer.id, language)


@router.get(
    "/customers/{customer_id}/merges/{gone_id}",
    dependencies=[MERGE],
    responses=problems(NotFound, SamePerson, AlreadyErased),
)
def preview_merge(
    customer_id: UUID, gone_id: UUID, work: DoWork, runtime: TheRuntime
) -> PreviewOut:
    """What would come to this person from the other; nothing is changed."""
    found = merging.preview(work, runtime.registry.holdings, customer_id, gone_id)
    return identity_views.previewed(work, found)


@router.post(
    "/customers/{customer_id}/merges",
    dependencies=[MERGE],
    responses=problems(NotFound, SamePerson, AlreadyErased, OneTooMany),
)
def merge(
    customer_id: UUID, asked: MergeAsked, work: DoWork, runtime: TheRuntime, language: Language
) -> MergeOut:
    """Make two people one: what the other has comes to this one. It can be undone."""
    made = merging.merge(work, runtime.registry.holdings, customer_id, asked.gone_id)
    return identity_views.merged(work, [made], language)[0]


@router.post(
    "/merges/{merge_id}/undo",
    dependencies=[MERGE],
    responses=problems(NotFound, MergeUndone, LaterMergeFirst, AlreadyErased),
)
def undo_merge(merge_id: UUID, work: DoWork, runtime: TheRuntime, language: Language) -> MergeOut:
    """Give back the very state before a merge; what came after stays with the kept person."""
    undone = merging.undo(work, runtime.registry.holdings, merge_id)
    return identity_views.merged(work, [undone], language)[0]


@router.post(
    "/customers/{customer_id}/splits",
    dependencies=[MERGE],
    status_code=201,
    responses=problems(NotFound, AlreadyErased, NotTheirAccount, NothingLeft, CameByMerge),
)
def split(
    customer_id: UUID, asked: SplitAsked, work: DoWork, runtime: TheRuntime, language: Language
) -> SplitOut:
    """Give accounts that are somebody else's to a new person. Merging the two is the way back."""
    made = splitting.split(
        work,
        runtime.registry.holdings,
        customer_id,
        asked.identity_ids,
        by=asked.by,
        with_orders=asked.with_orders,
    )
    return identity_views.parted(work, made, language)


@router.get(
    "/customers/{customer_id}/export",
    dependencies=[needs("customers.export_person")],
    responses=problems(NotFound, AlreadyErased),
)
def export_person(
    customer_id: UUID, work: DoWork, runtime: TheRuntime, language: Language
) -> dict[str, Any]:
    """All that is known of one person, for that person; leaves a trace."""
    return exporting.export(work, runtime.registry, customer_id, language=language)


@router.get("/customers/{customer_id}/erasure", dependencies=[ERASE], responses=problems(NotFound))
def preview_erasure(customer_id: UUID, work: DoWork) -> ErasureOut:
    """Who else has an account of this person and would keep it: to be merged first, perhaps."""
    return identity_views.erasure(work, erasing.holders_too(work, customer_id))


@router.post(
    "/customers/{customer_id}/erase",
    dependencies=[ERASE],
    responses=problems(NotFound, AlreadyErased),
)
def erase_person(customer_id: UUID, work: DoWork, runtime: TheRuntime) -> ErasedOut:
    """Erase all that says who this person is. Cannot be undone; counts stay."""
    registry = runtime.registry
    return ErasedOut(id=erasing.erase(work, registry.holdings, registry.traces, customer_id))


@router.post("/customers/{customer_id}/readmit", dependencies=[ERASE], responses=problems(NotFound))
def readmit_person(customer_id: UUID, work: DoWork) -> ReadmittedOut:
    """Let an erased person's accounts come in again, as somebody new."""
    return ReadmittedOut(accounts=erasing.readmit(work, customer_id))
