"""A brand with a store and two advisers."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from siyu.organisation import service as organisation
from siyu.organisation.service import Department, Member
from siyu.platform.access import Actor
from siyu.platform.runtime import Runtime


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
