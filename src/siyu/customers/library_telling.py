"""Telling WeCom of the library: one tag or group at a time, read before it is changed.

Each act is repeatable: what is there already is found again, what is gone already is gone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from siyu.channels.wecom.errors import HeldBack, NotConnected, WecomRefused
from siyu.channels.wecom.service import Client, client_for
from siyu.customers import library, library_following, writes
from siyu.customers.events import TagSource
from siyu.customers.library_following import Row
from siyu.customers.models import WecomWrite
from siyu.customers.tag_models import Tag, TagGroup
from siyu.kit.errors import Problem
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

BATCH = 10
FOR_GOOD = ("not_our_tag", "tag_exists", "bad_request")


@dataclass(frozen=True)
class Entry:
    """A tag or a group as WeCom is to have it; `group_name` for a tag, "" for a group."""

    write_id: UUID
    id: UUID
    wecom_id: str | None
    name: str
    told_name: str | None
    position: int
    gone: bool
    place: bool
    group_wecom_id: str = ""
    group_name: str = ""

    @property
    def is_tag(self) -> bool:
        return self.group_name != ""


@dataclass(frozen=True)
class There:
    """What WeCom has now: the entry by its id, or no more; `name` as it stands there."""

    wecom_id: str | None
    name: str
    group_wecom_id: str = ""


def step(runtime: Runtime) -> bool:
    """Tell WeCom a few changes of the library."""
    claimed = writes.claim(runtime, library=True, batch=BATCH)
    for tenant_id, write_ids in claimed.items():
        for write_id in write_ids:
            _tell(runtime, tenant_id, write_id)
    return bool(claimed)


def _tell(runtime: Runtime, tenant_id: UUID, write_id: UUID) -> None:
    with runtime.work(tenant_id, actor=writes.ACTOR) as work:
        entry = _entry(work, write_id)
    if entry is None:
        return
    there: There | None = None
    problem: Problem | None = None
    try:
        there = _act(client_for(runtime, tenant_id), entry)
    except Problem as met:
        problem = met
    with runtime.work(tenant_id, actor=writes.ACTOR) as work:
        library.lock(work)
        if there is not None:
            _record(work, entry, there)
        elif problem is not None:
            _refused(work, entry, problem)


def _entry(work: Work, write_id: UUID) -> Entry | None:
    """What a write is about; None if it changed its mind meanwhile, or has no more to say."""
    found = work.session.scalars(work.scope(WecomWrite).where(WecomWrite.id == write_id)).first()
    if found is None:
        return None
    row: Row = (
        work.get(Tag, found.tag_id)
        if found.tag_id
        else work.get(TagGroup, found.tag_group_id or found.id)
    )
    if row.wecom_id is None and (
        row.gone_at or isinstance(row, TagGroup) or found.what == writes.PLACE
    ):
        writes.mark_told(work, WecomWrite.id == write_id)
        return None
    group = work.get(TagGroup, row.group_id) if isinstance(row, Tag) else None
    return Entry(
        write_id=write_id,
        id=row.id,
        wecom_id=row.wecom_id,
        name=row.name,
        told_name=row.told_name,
        position=row.position,
        gone=row.gone_at is not None,
        place=found.what == writes.PLACE,
        group_wecom_id=(group.wecom_id or "") if group else "",
        group_name=group.name if group else "",
    )


def _act(client: Client, entry: Entry) -> There:
    """Outside any transaction. Raises Problem."""
    if entry.wecom_id is None:
        return _add(client, entry)
    if entry.gone:
        _absent(lambda: _delete(client, entry))
        return There(None, entry.name)
    found = _absent(lambda: _look(client, entry))
    if found is None:
        return There(None, entry.name)
    if entry.place:
        client.tags.place(entry.wecom_id, entry.position)
        return found
    if found.name != entry.name and found.name == entry.told_name:
        client.tags.rename(entry.wecom_id, entry.name)
        return There(entry.wecom_id, entry.name)
    return found


def _add(client: Client, entry: Entry) -> There:
    """Add a tag before the others of its group; one of its name there is it."""
    group_id = entry.group_wecom_id
    group = {"group_id": group_id} if group_id else {"group_name": entry.group_name}
    first = 1 + max((tag.order for tag in _tags_of(client, group_id)), default=0)
    try:
        made = client.tags.add([entry.name], order=first, **group)
        group_id = made.id
        tags = made.tags or _tags_of(client, group_id)
    except WecomRefused as refused:
        if refused.outcome.name != "tag_exists" or not group_id:
            raise
        tags = _tags_of(client, group_id)
    named = next((tag for tag in tags if tag.name == entry.name and not tag.deleted), None)
    return There(named.id if named else None, entry.name, group_id)


def _tags_of(client: Client, group_id: str):  # type: ignore[no-untyped-def]
    groups = client.tags.groups(group_ids=[group_id]) if group_id else ()
    return [tag for group in groups for tag in group.tags]


def _look(client: Client, entry: Entry) -> There | None:
    """The entry as WeCom has it now; None where it has it no more."""
    asked = [str(entry.wecom_id)]
    groups = (
        client.tags.groups(tag_ids=asked) if entry.is_tag else client.tags.groups(group_ids=asked)
    )
    rows = [one for group in groups for one in (group.tags if entry.is_tag else (group,))]
    row = next((one for one in rows if one.id == entry.wecom_id and not one.deleted), None)
    return There(row.id, row.name) if row else None


def _delete(client: Client, entry: Entry) -> None:
    asked = [str(entry.wecom_id)]
    if entry.is_tag:
        client.tags.delete(tag_ids=asked)
    else:
        client.tags.delete(group_ids=asked)


def _absent(call: Callable[[], There | None]) -> There | None:
    """None where WeCom knows no such tag."""
    try:
        return call()
    except WecomRefused as refused:
        if refused.outcome.name != "unknown_tag":
            raise
        return None


def _record(work: Work, entry: Entry, there: There) -> None:
    """Keep what WeCom has now. What was edited there meanwhile is taken over."""
    row = _row(work, entry)
    writes.mark_told(work, WecomWrite.id == entry.write_id)
    if entry.gone:
        _deleted(work, row)
        return
    if there.wecom_id is None:
        _vanished(work, row, entry)
        return
    row.refusal = None
    if row.wecom_id is None:
        row.wecom_id = there.wecom_id
        writes.release(work, row.id)
        _group_known(work, row, there.group_wecom_id)
    if not entry.place:
        _name_known(work, row, entry, there.name)


def _name_known(work: Work, row: Row, entry: Entry, theirs: str) -> None:
    """WeCom's name holds where it was edited there; a later word of ours is still to be told."""
    row.told_name = theirs
    if theirs != entry.name and row.name == entry.name:
        library_following.give_name(work, row, theirs)


def _group_known(work: Work, row: Row, group_wecom_id: str) -> None:
    if isinstance(row, Tag) and group_wecom_id:
        group = work.get(TagGroup, row.group_id)
        if group.wecom_id is None:
            group.wecom_id, group.told_name = group_wecom_id, group.name


def _deleted(work: Work, row: Row) -> None:
    """Gone in WeCom as well, so nobody has it any more."""
    row.wecom_id = None
    for tag in _tags_in(work, row):
        tag.wecom_id = None
        library.end(work, tag.id, TagSource.HAND)


def _vanished(work: Work, row: Row, entry: Entry) -> None:
    """Deleted in WeCom before it heard of our change: deletion wins."""
    row.wecom_id = None
    if entry.is_tag and isinstance(row, Tag):
        library.vanish(work, row, TagSource.WECOM)
        library.end(work, row.id, TagSource.WECOM)
    else:
        row.told_name = None


def _refused(work: Work, entry: Entry, problem: Problem) -> None:
    about = WecomWrite.id == entry.write_id
    if isinstance(problem, HeldBack | NotConnected):
        writes.hold(work, [entry.write_id], problem)
        return
    row = _row(work, entry)
    row.refusal = problem.errcode if isinstance(problem, WecomRefused) else None
    if isinstance(problem, WecomRefused) and problem.outcome.name == "unknown_tag" and entry.is_tag:
        # Its group is gone there: it comes back with this tag.
        group = work.get(TagGroup, row.group_id) if isinstance(row, Tag) else None
        if group is not None and group.wecom_id == entry.group_wecom_id:
            group.wecom_id, group.told_name = None, None
    if isinstance(problem, WecomRefused) and problem.outcome.name in FOR_GOOD:
        writes.mark_told(work, about)
        _give_back(work, row, entry)
    else:
        writes.try_again(work, about, problem)


def _give_back(work: Work, row: Row, entry: Entry) -> None:
    """WeCom will not have it: what stood before stands again."""
    if entry.gone:
        for one in {row, *_tags_in(work, row)}:
            if one.gone_at is not None and one.wecom_id is not None:
                one.gone_at = None
                library_following.give_name(work, one, one.told_name or one.name)
    elif not entry.place and row.told_name and row.name == entry.name:
        library_following.give_name(work, row, row.told_name)


def _row(work: Work, entry: Entry) -> Row:
    return work.get(Tag, entry.id) if entry.is_tag else work.get(TagGroup, entry.id)


def _tags_in(work: Work, row: Row) -> list[Tag]:
    """The tag itself; of a group, those that went with it."""
    if isinstance(row, Tag):
        return [row]
    gone = work.scope(Tag).where(Tag.group_id == row.id, Tag.gone_at.is_not(None))
    return list(work.session.scalars(gone.where(Tag.wecom_id.is_not(None))))
