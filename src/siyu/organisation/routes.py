"""The tree and its staff over HTTP."""

from collections.abc import Collection
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from siyu.kit.errors import NotFound
from siyu.kit.pages import BadCursor
from siyu.organisation import staff, tree
from siyu.organisation.errors import EmptyText, UnderItself, WrongPlace
from siyu.organisation.refs import NodeRef, StaffRef
from siyu.organisation.schemas import (
    NodeBody,
    NodeChange,
    NodeOut,
    Nodes,
    Search,
    StaffChange,
    StaffOut,
    StaffPage,
)
from siyu.organisation.tree import NodeLine
from siyu.platform.http import DoWork, Ref, needs, problems

router = APIRouter(tags=["organisation"])

PLACING = (NotFound, WrongPlace, EmptyText)


@router.get("/nodes", dependencies=[needs("organisation.read")])
def list_nodes(work: DoWork) -> Nodes:
    """Every node in sight, each after its parent."""
    lines = tree.node_lines(work)
    seen = {line.node.id for line in lines}
    return Nodes(items=[_node(line, seen) for line in lines])


@router.post(
    "/nodes",
    status_code=201,
    dependencies=[needs("organisation.write")],
    responses=problems(*PLACING),
)
def add_node(body: NodeBody, work: DoWork) -> NodeOut:
    """A region or a store."""
    return _one(work, tree.add_node(work, **body.model_dump()))


@router.put(
    "/nodes/{node_id}",
    dependencies=[needs("organisation.write")],
    responses=problems(UnderItself, *PLACING),
)
def change_node(node_id: UUID, body: NodeChange, work: DoWork) -> NodeOut:
    """Rename, move or re-label; the directory no longer overwrites what was changed here."""
    return _one(work, tree.change_node(work, node_id, **body.model_dump()))


@router.get("/staff", dependencies=[needs("staff.read")], responses=problems(BadCursor))
def list_staff(
    work: DoWork,
    q: Search = None,
    node: UUID | None = None,
    status: Literal["active", "inactive", "disabled", "left"] | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> StaffPage:
    """Staff in sight, by name; `node` takes in all below it."""
    page = staff.staff_page(work, q=q, node_id=node, state=status, cursor=cursor, limit=limit)
    return StaffPage(items=_staff(work, page.items), next_cursor=page.next_cursor)


@router.patch(
    "/staff/{staff_id}", dependencies=[needs("staff.write")], responses=problems(NotFound)
)
def change_staff(staff_id: UUID, body: StaffChange, work: DoWork) -> StaffOut:
    """Move someone, or let them take new friends or not."""
    return _staff(work, [staff.change_staff(work, staff_id, **body.model_dump())])[0]


def _one(work: DoWork, node: NodeRef) -> NodeOut:
    lines = tree.node_lines(work)
    seen = {line.node.id for line in lines}
    return next(_node(line, seen) for line in lines if line.node.id == node.id)


def _node(line: NodeLine, seen: Collection[UUID]) -> NodeOut:
    node = line.node
    return NodeOut(
        id=node.id,
        parent_id=node.parent_id if node.parent_id in seen else None,
        name=node.name,
        kind=node.kind,
        ownership=node.ownership,
        staff_count=line.staff_count,
    )


def _staff(work: DoWork, found: list[StaffRef]) -> list[StaffOut]:
    nodes = tree.node_refs(work, {one.node_id for one in found})
    return [
        StaffOut(
            id=one.id,
            name=one.name,
            userid=one.userid,
            position=one.position,
            node=Ref(id=one.node_id, name=nodes[one.node_id].name),
            status=one.state,
            online=one.online,
            joined_at=one.joined_at,
        )
        for one in found
    ]
