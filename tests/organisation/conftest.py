"""A brand with a small tree: headquarters, two regions, three stores, a few staff."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import pytest

from siyu.organisation import service
from siyu.organisation.directory import Department, Member, sync_directory
from siyu.organisation.roles import Grantor
from siyu.platform.access import Actor, Reach
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

PASSWORD = "correct horse battery"
READ_AT = datetime(2026, 11, 16, 3, 0, tzinfo=UTC)
DEPARTMENTS = (
    Department(id=1, name="Tea House"),
    Department(id=2, parent_id=1, name="East"),
    Department(id=3, parent_id=1, name="West"),
    Department(id=21, parent_id=2, name="Lake Store"),
    Department(id=22, parent_id=2, name="Hill Store"),
    Department(id=31, parent_id=3, name="River Store"),
)
MEMBERS = (
    Member(userid="boss", name="Boss", department_ids=(1,), status=1),
    Member(userid="east", name="East Lead", department_ids=(2,), status=1),
    Member(userid="lake1", name="Lake One", department_ids=(21,), status=1),
    Member(userid="lake2", name="Lake Two", department_ids=(21,), status=1),
    Member(userid="hill1", name="Hill One", department_ids=(22,), status=1),
    Member(userid="river1", name="River One", department_ids=(31,), status=1),
)


@dataclass
class Brand:
    """A founded tenant, and short ways to speak of what it has."""

    runtime: Runtime
    founded: service.Founded
    nodes: dict[str, UUID] = field(default_factory=dict)
    staff: dict[str, UUID] = field(default_factory=dict)
    roles: dict[str, UUID] = field(default_factory=dict)

    @property
    def tenant_id(self) -> UUID:
        return self.founded.tenant_id

    @property
    def all_rights(self) -> Grantor:
        every = frozenset(self.runtime.registry.permissions)
        return Grantor(every, every)

    @contextmanager
    def work(self, reach: Reach | None = None) -> Iterator[Work]:
        with self.runtime.work(self.tenant_id, actor=Actor.system("test"), reach=reach) as work:
            yield work

    def add_user(self, login: str, role: str, *, node: str = "", staff: str = "") -> UUID:
        with self.work() as work:
            return service.add_user(
                work,
                name=login.title(),
                login=login,
                password=PASSWORD,
                role_id=self.roles[role],
                node_id=self.nodes[node] if node else None,
                staff_id=self.staff[staff] if staff else None,
                by=self.all_rights,
            ).id

    def look(self) -> None:
        """Learn the ids of what is there now."""
        with self.work() as work:
            self.nodes = {line.node.name: line.node.id for line in service.node_lines(work)}
            page = service.staff_page(work, limit=200)
            self.staff = {one.userid: one.id for one in page.items}
            lines = service.role_lines(work, self.all_rights.known)
            self.roles = {line.key or line.name: line.id for line in lines}


def found(runtime: Runtime, name: str, login: str) -> Brand:
    founded = service.found_tenant(runtime, name=name, owner_login=login, password=PASSWORD)
    brand = Brand(runtime, founded)
    with brand.work() as work:
        sync_directory(work, DEPARTMENTS, MEMBERS, read_at=READ_AT)
    brand.look()
    return brand


@pytest.fixture
def brand(runtime: Runtime) -> Brand:
    return found(runtime, "Tea House", "owner")


@pytest.fixture
def other_brand(runtime: Runtime) -> Brand:
    return found(runtime, "Noodle Bar", "rival")
