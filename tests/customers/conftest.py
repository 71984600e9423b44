"""A brand with a store and two advisers."""

from collections.abc import Iterator, Sequence
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from siyu.app import create_app
from siyu.organisation import service as organisation
from siyu.organisation.service import Department, Grantor, Member
from siyu.platform.access import Actor
from siyu.platform.runtime import Runtime
from tests.customers.asking import Asking


@pytest.fixture
def brand(runtime: Runtime) -> UUID:
    """A founded tenant with the advisers `lin` and `zhao` in one store."""
    founded = organisation.found_tenant(
        runtime, name="Fawn", owner_login="owner", password="a long pass phrase"
    )
    departments = [
        Department(id=1, name="Fawn"),
        Department(id=2, parent_id=1, name="Jing'an store"),
    ]
    members: Sequence[Member] = [
        Member(userid="lin", name="Lin", department_ids=(2,), status=1),
        Member(userid="zhao", name="Zhao", department_ids=(2,), status=1),
    ]
    with runtime.work(founded.tenant_id, actor=Actor.system("test")) as work:
        organisation.sync_directory(work, departments, members, read_at=runtime.clock.now())
    return founded.tenant_id


@pytest.fixture
def lin(runtime: Runtime, brand: UUID) -> UUID:
    """The staff id of Lin."""
    with runtime.work(brand, actor=Actor.system("test")) as work:
        staff = organisation.staff_by_userid(work, "lin")
        assert staff is not None
        return staff.id


@pytest.fixture
def zhao(runtime: Runtime, brand: UUID) -> UUID:
    """The staff id of Zhao."""
    with runtime.work(brand, actor=Actor.system("test")) as work:
        staff = organisation.staff_by_userid(work, "zhao")
        assert staff is not None
        return staff.id


@pytest.fixture
def asking(runtime: Runtime, brand: UUID) -> Iterator[Asking]:
    """The brand's API, asked with every right."""
    rights = frozenset(runtime.registry.permissions)
    with runtime.work(brand, actor=Actor.system("test")) as work:
        owner = organisation.user_lines(work)[0]
        _, key = organisation.add_token(
            work, user_id=owner.id, name="test", permissions=rights, by=Grantor(rights, rights)
        )
    with TestClient(create_app(runtime)) as client:
        yield Asking(runtime, brand, client, key)
