"""Customers over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from siyu.customers import lists, profile_columns, service, sync, timeline, views
from siyu.customers.errors import SyncRunning, TagNotForYou, TagUnknown
from siyu.customers.schemas import (
    EntryOut,
    FieldOut,
    KindOut,
    PersonOut,
    SyncAsked,
    SyncOut,
    TagChange,
    TimelineOut,
)
from siyu.customers.service import TagSource
from siyu.kit.errors import NotFound
from siyu.kit.pages import BadCursor
from siyu.platform.http import DoWork, Language, SignedIn, TheRuntime, needs, problems

READ = needs("customers.read")
WRITE = needs("customers.write")
router = APIRouter(tags=["customers"])


@router.get("/customers/{customer_id}", dependencies=[READ], responses=problems(NotFound))
def read_customer(
    customer_id: UUID, work: DoWork, runtime: TheRuntime, principal: SignedIn, language: Language
) -> PersonOut:
    """One person: accounts, relations, tags with their sources, consents."""
    whole = "customers.read_contacts" in principal.permissions
    person = lists.one(work, customer_id)
    return views.person(work, runtime.registry, person, language=language, whole=whole)


@router.get(
    "/customers/{customer_id}/timeline",
    dependencies=[READ],
    responses=problems(NotFound, BadCursor),
)
def read_timeline(
    customer_id: UUID,
    work: DoWork,
    runtime: TheRuntime,
    language: Language,
    kind: str | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> TimelineOut:
    """All that happened with one person, the newest first."""
    page = timeline.entries(
        work,
        runtime.registry,
        customer_id,
        language=language,
        kind=kind,
        cursor=cursor,
        limit=limit,
    )
    kinds = timeline.kinds(work, runtime.registry, customer_id, language)
    return TimelineOut(
        items=[EntryOut.model_validate(one) for one in page.items],
        next_cursor=page.next_cursor,
        kinds=[KindOut.model_validate(one) for one in kinds],
    )


@router.post(
    "/customers/{customer_id}/tags",
    dependencies=[WRITE],
    responses=problems(NotFound, TagUnknown, TagNotForYou),
)
def change_tags(
    customer_id: UUID,
    change: TagChange,
    work: DoWork,
    runtime: TheRuntime,
    principal: SignedIn,
    language: Language,
) -> PersonOut:
    """Put tags on and take tags off, by hand."""
    service.tag(work, customer_id, change.add, source=TagSource.HAND, until=change.until)
    service.untag(work, customer_id, change.remove, source=TagSource.HAND)
    work.audit("tagged", "customer", customer_id, after=change.model_dump(mode="json"))
    return read_customer(customer_id, work, runtime, principal, language)


@router.get("/fields", dependencies=[READ])
def list_fields(work: DoWork, runtime: TheRuntime, language: Language) -> list[FieldOut]:
    """The properties of customers: columns, and variables in messages."""
    fields = profile_columns.known(work, runtime.registry).values()
    return [FieldOut(name=one.name, title=one.title(language), kind=one.kind) for one in fields]


@router.get("/wecom/sync", dependencies=[needs("wecom.read")])
def read_sync(work: DoWork) -> SyncOut:
    """The latest synchronisation and reconciliation."""
    return SyncOut(
        full=views.latest_run(work, "sync"), reconciliation=views.latest_run(work, "reconcile")
    )


@router.post(
    "/wecom/sync",
    dependencies=[needs("wecom.manage")],
    status_code=202,
    responses=problems(SyncRunning),
)
def start_sync(asked: SyncAsked, work: DoWork) -> SyncOut:
    """Read everything from WeCom, or compare with it; runs as a job."""
    sync.start(work, "sync" if asked.kind == "full" else "reconcile")
    return read_sync(work)
