"""Publications over HTTP: headquarters publishes and recalls, a store takes up."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from siyu.kit.errors import NotFound
from siyu.organisation import publication_lines as lines
from siyu.organisation import publications
from siyu.organisation.errors import (
    BadDeadline,
    CopyOfCopy,
    HeadquartersPublishes,
    NotPublishedThere,
    StoresNeeded,
    UnknownKind,
    UnknownPart,
)
from siyu.organisation.publication_lines import CopyLine, PublicationLine
from siyu.organisation.schemas import Name, Wire
from siyu.platform.http import DoWork, Language, Ref, TheRuntime, needs, problems

router = APIRouter(tags=["publications"])
READ, WRITE = needs("publications.read"), needs("publications.write")
MOST_NODES = 5000
Nodes = Annotated[list[UUID], Field(max_length=MOST_NODES)]


class PartOut(Wire):
    name: str
    title: str
    may_open: bool


class PublishableOut(Wire):
    """What can be published; `end` says what becomes of a copy that is recalled."""

    name: str
    title: str
    end: str
    parts: list[PartOut]


class KindsOut(Wire):
    items: list[PublishableOut]
    next_cursor: None = None


class SubjectsOut(Wire):
    items: list[Ref]
    next_cursor: None = None


class PublishBody(Wire):
    """Regions stand for the stores below them; without a day to accept by it holds at once."""

    kind: Name
    subject_id: UUID
    node_ids: Nodes = []
    open_parts: list[Name] = []
    accept_by: date | None = None


class WhichStores(Wire):
    """None named is all of them."""

    node_ids: Nodes = []


class AdoptBody(Wire):
    node_id: UUID


class PublicationOut(Wire):
    """`subject` is kept, changed since it was published, or gone; null below headquarters."""

    id: UUID
    kind: str
    kind_title: str
    subject_id: UUID
    name: str
    version: int
    open_parts: list[str]
    accept_by: date | None
    published_at: datetime
    subject: str | None
    stores: int
    adopted: int
    lagging: int
    failed: int
    recalled: int
    changed: int


class CopyOut(Wire):
    node: Ref
    state: str
    version: int | None
    local_id: UUID | None
    own_parts: list[str]
    adopted_at: datetime | None
    lagging_since: datetime | None
    recalled_at: datetime | None
    reason: str | None


class PublicationWhole(PublicationOut):
    """With the copies in sight, those that need a look first."""

    copies: list[CopyOut]


class PublicationsOut(Wire):
    items: list[PublicationOut]
    next_cursor: None = None


@router.get("/publications", dependencies=[READ])
def list_publications(
    work: DoWork,
    runtime: TheRuntime,
    language: Language,
    kind: str | None = None,
    subject: UUID | None = None,
) -> PublicationsOut:
    """What was published to stores in sight, the newest first."""
    kinds = runtime.registry.publishables
    found = lines.publication_lines(work, kinds, kind=kind, subject_id=subject)
    return PublicationsOut(items=[_out(line, kinds, language) for line in found])


@router.post(
    "/publications",
    status_code=201,
    dependencies=[WRITE],
    responses=problems(
        NotFound,
        HeadquartersPublishes,
        CopyOfCopy,
        UnknownKind,
        UnknownPart,
        StoresNeeded,
        BadDeadline,
    ),
)
def publish(
    body: PublishBody, work: DoWork, runtime: TheRuntime, language: Language
) -> PublicationWhole:
    """Publish a thing, as it is now, to these stores and all that have it."""
    kinds = runtime.registry.publishables
    made = publications.publish(work, kinds, **body.model_dump())
    return _whole(work, runtime, made, language)


@router.get("/publishable-kinds", dependencies=[READ])
def list_kinds(runtime: TheRuntime, language: Language) -> KindsOut:
    """What headquarters can publish, and which parts it may leave open."""
    return KindsOut(
        items=[
            PublishableOut(
                name=kind.name,
                title=kind.title(language),
                end=kind.end(language),
                parts=[
                    PartOut(name=part.name, title=part.title(language), may_open=part.may_open)
                    for part in kind.parts
                ],
            )
            for kind in runtime.registry.publishables.values()
        ]
    )


@router.get("/publishable-subjects", dependencies=[WRITE], responses=problems(UnknownKind))
def list_subjects(work: DoWork, runtime: TheRuntime, kind: str = "") -> SubjectsOut:
    """The things of a kind that could be published; of no kind, none."""
    publications.demand_headquarters(work)
    if not kind:
        return SubjectsOut(items=[])
    found = publications.kind_of(runtime.registry.publishables, kind).subjects(work)
    return SubjectsOut(items=[Ref(id=id, name=name) for id, name in found])


@router.get("/publications/{publication_id}", dependencies=[READ], responses=problems(NotFound))
def read_publication(
    publication_id: UUID, work: DoWork, runtime: TheRuntime, language: Language
) -> PublicationWhole:
    """Who took it up, changed, lags."""
    return _whole(work, runtime, publication_id, language)


@router.post(
    "/publications/{publication_id}/adopt",
    dependencies=[needs("publications.adopt")],
    responses=problems(NotFound, NotPublishedThere),
)
def adopt(
    publication_id: UUID,
    body: AdoptBody,
    work: DoWork,
    runtime: TheRuntime,
    language: Language,
) -> PublicationWhole:
    """Take the newest version up at a store; also tries one again that failed."""
    publications.adopt(work, runtime.registry.publishables, publication_id, body.node_id)
    return _whole(work, runtime, publication_id, language)


@router.post(
    "/publications/{publication_id}/recall",
    dependencies=[WRITE],
    responses=problems(NotFound, HeadquartersPublishes, NotPublishedThere),
)
def recall(
    publication_id: UUID,
    body: WhichStores,
    work: DoWork,
    runtime: TheRuntime,
    language: Language,
) -> PublicationWhole:
    """Take copies out of use at these stores, or at all."""
    publications.recall(work, runtime.registry.publishables, publication_id, body.node_ids)
    return _whole(work, runtime, publication_id, language)


@router.post(
    "/publications/{publication_id}/restore",
    dependencies=[WRITE],
    responses=problems(NotFound, HeadquartersPublishes, NotPublishedThere),
)
def restore(
    publication_id: UUID,
    body: WhichStores,
    work: DoWork,
    runtime: TheRuntime,
    language: Language,
) -> PublicationWhole:
    """Undo a recall at these stores, or at all."""
    publications.restore(work, runtime.registry.publishables, publication_id, body.node_ids)
    return _whole(work, runtime, publication_id, language)


def _whole(
    work: DoWork, runtime: TheRuntime, publication_id: UUID, language: str
) -> PublicationWhole:
    kinds = runtime.registry.publishables
    line = lines.publication_line(work, kinds, publication_id)
    found = [_copy(one, language) for one in lines.copy_lines(work, publication_id)]
    return PublicationWhole(**_out(line, kinds, language).model_dump(), copies=found)


def _out(line: PublicationLine, kinds: publications.Kinds, language: str) -> PublicationOut:
    kind = kinds.get(line.kind)
    titled = {"kind_title": kind.title(language) if kind else line.kind}
    return PublicationOut(**{**vars(line), **titled})


def _copy(line: CopyLine, language: str) -> CopyOut:
    spoken = "zh" if language.startswith("zh") else "en"
    shown = {**vars(line), "reason": line.problem[spoken] if line.problem else None}
    del shown["problem"]
    return CopyOut(**{**shown, "node": Ref(id=line.node.id, name=line.node.name)})
