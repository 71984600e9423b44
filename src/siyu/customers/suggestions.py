"""Who may be the same person: found by evidence, decided by a person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from siyu.customers import evidence
from siyu.customers.evidence import Key, Likeness, Side
from siyu.customers.models import Customer, Identity, Quarantine, Suggestion
from siyu.kit.ids import new_id
from siyu.kit.pages import Page, encode_cursor, read_cursor
from siyu.platform.work import Work

OPEN, MERGED, APART = "open", "merged", "apart"
SEEN_OF_ONE = 12
"""Holders of one value that are looked at; more than this is quarantined long since."""


@dataclass(frozen=True)
class Shared:
    """A quarantined value: one of the people who have it, and how many they are."""

    kind: str
    identity: Identity
    people: int
    row: Quarantine


def note(work: Work, pairs: Iterable[tuple[UUID, UUID, Likeness]]) -> None:
    """Suggest that two are one. More points replace fewer; what a person decided stays decided."""
    rows = [_row(work, one, other, likeness) for one, other, likeness in pairs]
    if not rows:
        return
    fresh = insert(Suggestion).values(_strongest(rows))
    work.session.execute(
        fresh.on_conflict_do_update(
            index_elements=["tenant_id", "one_id", "other_id"],
            set_={
                "score": fresh.excluded.score,
                "evidence": fresh.excluded.evidence,
                "conflict": fresh.excluded.conflict,
            },
            where=(Suggestion.state == OPEN) & (fresh.excluded.score > Suggestion.score),
        )
    )


def _strongest(rows: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """One row of each pair: a statement may not touch a row twice."""
    best: dict[tuple[object, object], dict[str, object]] = {}
    for row in sorted(rows, key=lambda row: str(row["score"]).zfill(4)):
        best[row["one_id"], row["other_id"]] = row
    return list(best.values())


def _row(work: Work, one: UUID, other: UUID, likeness: Likeness) -> dict[str, object]:
    smaller, larger = sorted((one, other))
    return {
        "id": new_id(),
        "tenant_id": work.tenant_id,
        "one_id": smaller,
        "other_id": larger,
        "evidence": list(likeness.agree),
        "conflict": list(likeness.conflict),
        "score": likeness.score,
        "state": OPEN,
        "found_at": work.now(),
    }


def look(work: Work, customer_id: UUID, key: Key) -> None:
    """Suggest whoever else has this value, unless too many have it."""
    kind, mark = key
    mine = (
        select(Identity.customer_id)
        .where(Identity.tenant_id == work.tenant_id, Identity.kind == kind, Identity.mark == mark)
        .distinct()
        .limit(SEEN_OF_ONE)
    )
    holders = set(work.session.scalars(mine))
    if evidence.is_shared(len(holders)):
        quarantine(work, [key])
        return
    known = sides(work, holders | {customer_id})
    found = [
        (customer_id, other, evidence.compare(known[customer_id], known[other]))
        for other in holders - {customer_id}
    ]
    note(work, [one for one in found if one[2].score >= evidence.SUGGEST])


def quarantine(work: Work, keys: Iterable[Key]) -> None:
    """Take note of values that too many people share."""
    rows = [
        {
            "id": new_id(),
            "tenant_id": work.tenant_id,
            "kind": kind,
            "mark": mark,
            "since": work.now(),
        }
        for kind, mark in sorted(set(keys))
    ]
    if rows:
        work.session.execute(insert(Quarantine).values(rows).on_conflict_do_nothing())


def sides(work: Work, ids: Iterable[UUID]) -> dict[UUID, Side]:
    """These people as they are compared."""
    wanted = list(ids)
    accounts: dict[UUID, dict[Key, int]] = {id: {} for id in wanted}
    mine = select(Identity.customer_id, Identity.kind, Identity.mark, Identity.weight)
    for row in work.session.execute(
        mine.where(Identity.tenant_id == work.tenant_id, Identity.customer_id.in_(wanted))
    ):
        held = accounts[row.customer_id]
        held[row.kind, row.mark] = max(row.weight, held.get((row.kind, row.mark), 0))
    named = select(Customer.id, Customer.name).where(
        Customer.tenant_id == work.tenant_id, Customer.id.in_(wanted)
    )
    return {
        row.id: Side(accounts[row.id], evidence.plain(work.secrets.open(row.name or b"")))
        if row.name
        else Side(accounts[row.id])
        for row in work.session.execute(named)
    }


def page(work: Work, *, cursor: str | None, most: int = 50) -> Page[Suggestion]:
    """Open suggestions between people who stand and are in sight, the likeliest first."""
    rows = _open(work)
    if cursor:
        score, last = read_cursor(cursor, int, UUID)
        rows = rows.where(
            (Suggestion.score < score) | ((Suggestion.score == score) & (Suggestion.id > last))
        )
    ordered = rows.order_by(Suggestion.score.desc(), Suggestion.id).limit(most + 1)
    found = list(work.session.scalars(ordered))
    shown = found[:most]
    more = len(found) > most
    return Page(shown, encode_cursor(shown[-1].score, shown[-1].id) if more else None)


def of(work: Work, customer_id: UUID) -> list[Suggestion]:
    """Open suggestions about one person."""
    either = (Suggestion.one_id == customer_id) | (Suggestion.other_id == customer_id)
    return list(work.session.scalars(_open(work).where(either).order_by(Suggestion.score.desc())))


def _open(work: Work) -> Select[Suggestion]:
    one, other = aliased(Customer), aliased(Customer)
    rows = (
        work.scope(Suggestion)
        .join(one, one.id == Suggestion.one_id)
        .join(other, other.id == Suggestion.other_id)
        .where(Suggestion.state == OPEN)
    )
    for side in (one, other):
        rows = rows.where(side.merged_into.is_(None), side.erased_at.is_(None))
    return rows


def apart(work: Work, suggestion_id: UUID) -> Suggestion:
    """These two are not the same person: it is not suggested again. Raises NotFound."""
    found = work.get(Suggestion, suggestion_id, lock=True)
    found.state, found.decided_at, found.decided_by = APART, work.now(), work.actor.name
    return found


def keep_apart(work: Work, one: UUID, other: UUID) -> None:
    """Note that two are two people, so that what they share does not suggest them."""
    row = _row(work, one, other, Likeness()) | {
        "state": APART,
        "decided_at": work.now(),
        "decided_by": work.actor.name,
    }
    work.session.execute(insert(Suggestion).values(row))


def shared_keys(work: Work, keys: Iterable[Key]) -> set[Key]:
    """Those of these weak values that too many people share."""
    weak = {key for key in keys if not evidence.is_strong(key[0])}
    holders = (
        select(Identity.kind, Identity.mark)
        .where(Identity.tenant_id == work.tenant_id, Identity.mark.in_([mark for _, mark in weak]))
        .group_by(Identity.kind, Identity.mark)
        .having(func.count(Identity.customer_id.distinct()) > evidence.MOST_SHARED)
    )
    return {(row.kind, row.mark) for row in work.session.execute(holders)} & weak


def carry(work: Work, kept: UUID, gone: UUID) -> dict[str, list[str]]:
    """Let what was suggested of `gone` be suggested of `kept`; the memo to undo it."""
    either = (Suggestion.one_id == gone) | (Suggestion.other_id == gone)
    mine = select(Suggestion).where(
        Suggestion.tenant_id == work.tenant_id, either, Suggestion.state == OPEN
    )
    rows = list(work.session.scalars(mine))
    decided, fresh = [], []
    for row in rows:
        other = row.other_id if row.one_id == gone else row.one_id
        if other == kept:
            row.state, row.decided_at, row.decided_by = MERGED, work.now(), work.actor.name
            decided.append(str(row.id))
        else:
            likeness = Likeness(tuple(row.evidence), tuple(row.conflict), row.score)
            fresh.append(_row(work, kept, other, likeness))
    work.session.flush()
    return {"decided": decided, "made": _made(work, fresh)}


def _made(work: Work, rows: list[dict[str, object]]) -> list[str]:
    if not rows:
        return []
    made = insert(Suggestion).values(_strongest(rows)).on_conflict_do_nothing()
    return [str(id) for id in work.session.scalars(made.returning(Suggestion.id))]


def carry_back(work: Work, memo: Mapping[str, Sequence[str]]) -> None:
    """What was suggested before a merge is open again; what came of it goes, unless decided."""
    made = [UUID(id) for id in memo["made"]]
    going = delete(Suggestion).where(
        Suggestion.tenant_id == work.tenant_id, Suggestion.id.in_(made), Suggestion.state == OPEN
    )
    work.session.execute(going)
    again = update(Suggestion).where(
        Suggestion.tenant_id == work.tenant_id,
        Suggestion.id.in_([UUID(id) for id in memo["decided"]]),
    )
    work.session.execute(again.values(state=OPEN, decided_at=None, decided_by=None))


def forget(work: Work, ids: Iterable[UUID]) -> None:
    """Suggest nothing of these people any more."""
    wanted = list(ids)
    either = Suggestion.one_id.in_(wanted) | Suggestion.other_id.in_(wanted)
    work.session.execute(delete(Suggestion).where(Suggestion.tenant_id == work.tenant_id, either))


def shared(work: Work, *, most: int = 200) -> list[Shared]:
    """Values in quarantine, the newest first; one that fewer people have by now is left out."""
    rows = work.scope(Quarantine).order_by(Quarantine.since.desc(), Quarantine.id).limit(most)
    found = []
    for row in work.session.scalars(rows):
        mine = work.scope(Identity).where(Identity.kind == row.kind, Identity.mark == row.mark)
        held = list(work.session.scalars(mine.limit(1_000)))
        people = len({one.customer_id for one in held})
        if evidence.is_shared(people):
            found.append(Shared(row.kind, held[0], people, row))
    return found
