"""Turns what is known of customers into what the API shows."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from siyu.customers import friends, lists, profile_columns, rules
from siyu.customers.events import Channel, ConsentSource, Purpose, Source, TagSource
from siyu.customers.lists import CustomerLine, CustomerPage
from siyu.customers.models import Consent, Relation, SyncRun
from siyu.customers.people import names
from siyu.customers.schemas import (
    ConsentOut,
    CustomerOut,
    FindingOut,
    GivenTagOut,
    IdentityOut,
    PersonOut,
    RelationOut,
    RunOut,
)
from siyu.organisation import service as organisation
from siyu.platform.http import Ref
from siyu.platform.people import actor_words
from siyu.platform.registry import Registry
from siyu.platform.work import Work

OWN = ("name", "added_at")
MASKED = "***"


def lines(
    work: Work,
    registry: Registry,
    found: Sequence[CustomerLine],
    columns: Collection[str] | None = None,
    *,
    whole: bool,
) -> list[CustomerOut]:
    """Customers of a list, with all their fields or those of `columns` alone.

    What is sealed is masked unless `whole`.
    """
    extra = _fields(work, registry, [line.id for line in found], columns, whole=whole)
    return [
        CustomerOut(
            **_shared(line),
            tags=[Ref(id=tag.id, name=tag.name) for _, tag, _ in line.tags],
            fields=extra[line.id],
        )
        for line in found
    ]


def person(
    work: Work, registry: Registry, page: CustomerPage, *, language: str, whole: bool
) -> PersonOut:
    """One person; contact points are masked unless `whole`."""
    shared = _shared(page)
    if page.erased_at is not None:
        shared["state"] = "erased"
    return PersonOut(
        **shared,
        tags=_tags(work, registry, page, language),
        fields=_fields(work, registry, [page.id], whole=whole)[page.id],
        identities=[
            IdentityOut(
                id=one.id,
                kind=one.kind,
                value=lists.shown_value(work, one, whole=whole),
                source=one.evidence,
                source_words=Source.words(one.evidence, language),
                weight=one.weight,
                first_seen_at=one.seen_at,
            )
            for one in page.identities
        ],
        relations=[_relation(work, page, one) for one in page.relations],
        consents=[_consent(one, language) for one in page.consents],
        erased_at=page.erased_at,
    )


def _shared(line: CustomerLine) -> dict[str, Any]:
    standing = [one for one in line.relations if friends.status_of(one) in rules.LIVING]
    return {
        "id": line.id,
        "name": line.name,
        "avatar_url": line.avatar or None,
        "state": line.state,
        "staff": [_staff(line, one.staff_id) for one in standing or line.relations],
        "added_at": line.added_at,
        "met_at": line.met_at,
    }


def _staff(line: CustomerLine, staff_id: UUID) -> Ref:
    return Ref(id=staff_id, name=line.staff[staff_id].name)


def _fields(
    work: Work,
    registry: Registry,
    ids: Sequence[UUID],
    columns: Collection[str] | None = None,
    *,
    whole: bool,
) -> dict[UUID, dict[str, Any]]:
    values: dict[UUID, dict[str, Any]] = {id: {} for id in ids}
    for field in profile_columns.known(work, registry).values():
        if field.name not in OWN and (columns is None or field.name in columns):
            for id, value in field.read(work, ids).items():
                values[id][field.name] = MASKED if field.sealed and not whole else value
    return values


def _tags(work: Work, registry: Registry, page: CustomerPage, language: str) -> list[GivenTagOut]:
    """The tags somebody has, each with who or which rule gave it."""
    actors = {assignment.actor for assignment, _, _ in page.tags}
    who = actor_words(work, registry, actors, language)
    return [
        GivenTagOut(
            id=tag.id,
            name=tag.name,
            group_name=group.name,
            source=assignment.source,
            source_words=TagSource(assignment.source).said(language),
            given_by=who[assignment.actor],
            assigned_at=assignment.at,
            until=assignment.until,
        )
        for assignment, tag, group in page.tags
    ]


def _relation(work: Work, page: CustomerPage, one: Relation) -> RelationOut:
    state = friends.status_of(one)
    return RelationOut(
        id=one.id,
        staff=_staff(page, one.staff_id),
        state="friend" if state == rules.Status.FRIENDS else str(state),
        add_way=one.add_way,
        channel_state=one.state,
        remark=work.secrets.open(one.remark) if one.remark else None,
        description=work.secrets.open(one.description) if one.description else None,
        added_at=one.added_at,
        customer_deleted_at=one.customer_deleted_at,
        staff_deleted_at=one.staff_deleted_at,
        times_added=page.times_added.get(one.id, 0),
    )


def _consent(one: Consent, language: str) -> ConsentOut:
    return ConsentOut(
        purpose=one.purpose,
        purpose_words=Purpose(one.purpose).said(language),
        channel=one.channel,
        channel_words=Channel(one.channel).said(language),
        state="given" if one.granted else "withdrawn",
        source_words=ConsentSource(one.source).said(language),
        at=one.at,
    )


def latest_run(work: Work, kind: str) -> RunOut | None:
    """The last run of a kind, with what it found by name."""
    runs = work.scope(SyncRun).where(SyncRun.kind == kind).order_by(SyncRun.started_at.desc())
    run = work.session.scalars(runs.limit(1)).first()
    if run is None:
        return None
    people = names(work, [UUID(one["customer_id"]) for one in run.findings])
    staff = organisation.staff_refs(work, {UUID(one["staff_id"]) for one in run.findings})
    return RunOut(
        kind=run.kind,
        started_at=run.started_at,
        finished_at=run.finished_at,
        staff_done=run.staff_done,
        staff_left=len(run.userids_left),
        relations=run.relations,
        missed=run.missed,
        vanished=run.vanished,
        findings=[
            FindingOut(
                what=one["what"],
                customer=Ref(
                    id=UUID(one["customer_id"]), name=people.get(UUID(one["customer_id"]), "…")
                ),
                staff=Ref(id=UUID(one["staff_id"]), name=staff[UUID(one["staff_id"])].name),
            )
            for one in run.findings
            if UUID(one["staff_id"]) in staff
        ],
    )
