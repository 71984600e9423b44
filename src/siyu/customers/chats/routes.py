"""Chats over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from siyu.customers.chats import archive, reading
from siyu.customers.chats.schemas import (
    ArchiveForm,
    ArchiveOut,
    ChatOut,
    MessageOut,
    RefusedCountOut,
)
from siyu.kit.errors import NotFound
from siyu.kit.pages import BadCursor
from siyu.organisation import service as organisation
from siyu.platform.http import DoWork, Language, SignedIn, needs, problems

READ = "chats.read"
router = APIRouter(tags=["chats"])


@router.get(
    "/customers/{customer_id}/chat",
    dependencies=[needs("customers.read")],
    responses=problems(NotFound, BadCursor),
)
def read_chat(
    customer_id: UUID,
    work: DoWork,
    principal: SignedIn,
    language: Language,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ChatOut:
    """A person's chat, the newest first; its text with the right to chats. Says why it is empty."""
    opened = READ in principal.permissions
    page = reading.page(work, customer_id, cursor=cursor, limit=limit, opened=opened)
    staff = organisation.staff_refs(work, {one.staff_id for one in page.items if one.staff_id})
    names = {id: one.name for id, one in staff.items()}
    why, refused = reading.why(work, customer_id)
    return ChatOut(
        items=[
            MessageOut(**vars(one), staff_name=names.get(one.staff_id) if one.staff_id else None)
            for one in page.items
        ],
        next_cursor=page.next_cursor,
        masked=not opened,
        why=why,
        why_words=why.said(language),
        retention_days=archive.looked_at(work).retention_days,
        refused=refused,
    )


@router.get("/chat-archive", dependencies=[needs(READ)])
def read_archive(work: DoWork, language: Language) -> ArchiveOut:
    """How chats are kept, what there is of them, and what was not kept and why."""
    state = reading.chat_state(work)
    return ArchiveOut(
        retention_days=archive.looked_at(work).retention_days,
        messages=state.messages,
        customers=state.customers,
        agreed=state.agreed,
        last_came_at=state.last_came_at,
        last_kept_at=state.last_kept_at,
        refused=[
            RefusedCountOut(reason=reason, reason_words=reason.said(language), messages=count)
            for reason, count in sorted(archive.refused(work).items())
        ],
        state=state.standing,
        state_words=state.standing.said(language),
    )


@router.put("/chat-archive", dependencies=[needs("chats.manage")])
def change_archive(form: ArchiveForm, work: DoWork, language: Language) -> ArchiveOut:
    """Keep chats for so many days from when they were said; what is past it goes this night."""
    archive.keep_for(work, form.retention_days)
    return read_archive(work, language)
