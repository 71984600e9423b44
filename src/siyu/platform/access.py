"""Who is acting, what they may do, and how far they see."""

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
