"""Who is acting, what they may do, and how far they see."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from siyu.kit.errors import Refused


@dataclass(frozen=True)
class Reach:
    """How far someone sees: None is everything of the tenant, else these staff and these nodes."""

    staff_ids: frozenset[UUID] | None = None
    node_ids: frozenset[UUID] | None = None

    @classmethod
    def all(cls) -> "Reach":
        return cls()

    @property
    def is_all(self) -> bool:
        return self.staff_ids is None and self.node_ids is None

    def plain(self) -> dict[str, list[str]] | None:
        """This reach as JSON, for work that goes on after the request."""
        if self.is_all:
            return None
        return {
            "staff_ids": sorted(str(id) for id in self.staff_ids or ()),
            "node_ids": sorted(str(id) for id in self.node_ids or ()),
        }

    @classmethod
    def of(cls, plain: Mapping[str, list[str]] | None) -> "Reach":
        """The reach that `plain` told."""
        if plain is None:
            return cls.all()
        staff, nodes = (plain[name] for name in ("staff_ids", "node_ids"))
        return cls(frozenset(map(UUID, staff)), frozenset(map(UUID, nodes)))


@dataclass(frozen=True)
class Actor:
    """Who does it, as the log and the audit trail name them: `user:<id>`, `system:<part>`."""

    name: str

    @classmethod
    def system(cls, part: str) -> "Actor":
        return cls(f"system:{part}")

    @classmethod
    def user(cls, user_id: UUID) -> "Actor":
        return cls(f"user:{user_id}")


@dataclass(frozen=True)
class Principal:
    """A signed-in person or token."""

    tenant_id: UUID
    actor: Actor
    permissions: frozenset[str]
    reach: Reach = field(default_factory=Reach.all)
    language: str = "zh-CN"
    user_id: UUID | None = None

    def demand(self, permission: str) -> None:
        """Raises Refused without the right."""
        if permission not in self.permissions:
            raise Refused(permission=permission)
