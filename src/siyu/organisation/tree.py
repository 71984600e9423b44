"""The tree of nodes: headquarters, regions, stores. Changes wait for one another at its root."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func

from siyu.kit.ids import new_id
from siyu.organisation.errors import EmptyText, UnderItself, WrongPlace
from siyu.organisation.models import Node, Staff
from siyu.organisation.queries import open_nodes, subtree, whole
from siyu.organisation.refs import NodeRef, node_ref
from siyu.platform.work import Work


@dataclass(frozen=True)
class NodeLine:
    """A node in a list; `staff_count` takes in all below it, without those who left."""

    node: NodeRef
    staff_count: int


def locked_root(work: Work) -> Node:
    """Headquarters, held until the Work ends: the tree and its staff change one Work at a time."""
    mine = whole(work).scope(Node).where(Node.kind == "hq")
    held = mine.with_for_update().execution_options(populate_existing=True)
    return work.session.scalars(held).one()


def found_root(work: Work, name: str) -> Node:
    """The first node of a new tenant."""
    root_id = new_id()
    return work.add(Node(id=root_id, kind="hq", name=name, path=[root_id]))


def add_node(
    work: Work, *, name: str, kind: str, parent_id: UUID, ownership: str | None = None
) -> NodeRef:
    """A region or store under a node in sight. Raises NotFound, WrongPlace, EmptyText."""
    locked_root(work)
    parent = work.get(Node, parent_id)
    _demand_place(name, kind, parent)
    node = hang(work, parent, name=_named(name), kind=kind, ownership=ownership)
    work.audit("node.added", "node", node.id, after=_shown(node))
    return node_ref(node)


def hang(
    work: Work,
    parent: Node,
    *,
    name: str,
    kind: str = "region",
    ownership: str | None = None,
    department_id: int | None = None,
) -> Node:
    """A new node under `parent`."""
    node_id = new_id()
    return work.add(
        Node(
            id=node_id,
            parent_id=parent.id,
            path=[*parent.path, node_id],
            kind=kind,
            name=name,
            ownership=_ownership(kind, ownership),
            wecom_department_id=department_id,
        )
    )


def change_node(
    work: Work,
    node_id: UUID,
    *,
    name: str,
    kind: str | None = None,
    ownership: str | None = None,
    parent_id: UUID | None = None,
) -> NodeRef:
    """Rename, move or re-label; without a parent it stays where it is.

    What a person changed here the directory no longer overwrites. Raises NotFound, WrongPlace,
    UnderItself, EmptyText.
    """
    locked_root(work)
    node = work.get(Node, node_id, lock=True)
    before = _shown(node)
    wanted = kind or node.kind
    if wanted != node.kind and "hq" in (wanted, node.kind):
        raise WrongPlace(name=node.name)
    node.name, node.kind = _named(name), wanted
    node.ownership = _ownership(wanted, ownership)
    if parent_id is not None and parent_id != node.parent_id:
        parent = work.get(Node, parent_id)
        if node.id in parent.path:
            raise UnderItself(name=node.name)
        _demand_place(node.name, node.kind, parent)
        rehang(work, node, parent)
    after = _shown(node)
    _keep_by_hand(node, before, after)
    if before != after:
        work.audit("node.changed", "node", node.id, before=before, after=after)
    return node_ref(node)


def rehang(work: Work, node: Node, parent: Node) -> None:
    """Hang a node, with all below it, under one that is not below it."""
    depth = len(node.path) - 1
    node.parent_id = parent.id
    for below in work.session.scalars(subtree(work, node.id)).all():
        below.path = [*parent.path, *below.path[depth:]]
    work.session.flush()


def node_lines(work: Work) -> list[NodeLine]:
    """All nodes in sight, each after its parent."""
    nodes = work.session.scalars(open_nodes(work)).all()
    count = Counter[UUID]()
    for node_id, staff in _staff_per_node(work):
        count[node_id] = staff
    paths = {node.id: node.path for node in nodes}
    totals = Counter[UUID]()
    for node_id, path in paths.items():
        for above in path:
            totals[above] += count[node_id]
    return [NodeLine(node_ref(node), totals[node.id]) for node in nodes]


def _staff_per_node(work: Work) -> Sequence[Any]:
    staying = work.scope(Staff).where(Staff.state != "left")
    counted = staying.with_only_columns(Staff.node_id, func.count()).group_by(Staff.node_id)
    return work.session.execute(counted).all()


def node_refs(work: Work, ids: Collection[UUID]) -> dict[UUID, NodeRef]:
    """Nodes by id, in sight or not; ids of other tenants are left out."""
    rows = work.session.scalars(whole(work).scope(Node).where(Node.id.in_(ids)))
    return {node.id: node_ref(node) for node in rows}


def node_ids_under(work: Work, node_id: UUID) -> frozenset[UUID]:
    """A node and all below it."""
    return frozenset(work.session.scalars(subtree(work, node_id).with_only_columns(Node.id)))


def _demand_place(name: str, kind: str, parent: Node) -> None:
    if kind == "hq" or parent.kind == "store":
        raise WrongPlace(name=name)


def _named(name: str) -> str:
    if not name.strip():
        raise EmptyText(field="name")
    return name.strip()


def _ownership(kind: str, ownership: str | None) -> str | None:
    return (ownership or "direct") if kind == "store" else None


def _keep_by_hand(node: Node, before: dict[str, Any], after: dict[str, Any]) -> None:
    changed = {"name", "kind", "parent_id"} & {key for key in after if after[key] != before[key]}
    if changed:
        node.by_hand = sorted({*node.by_hand, *changed})


def _shown(node: Node) -> dict[str, Any]:
    return {
        "name": node.name,
        "kind": node.kind,
        "ownership": node.ownership,
        "parent_id": node.parent_id,
    }
