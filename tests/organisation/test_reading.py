"""The directory read from WeCom: by the job, by a callback, and for someone not known yet."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from siyu.channels.wecom import service as wecom
from siyu.channels.wecom.receptions import Received
from siyu.organisation import service
from siyu.organisation.events import StaffJoined, StaffLeft
from siyu.organisation.jobs import CONTACT_CHANGES, SYNC_DIRECTORY
from siyu.platform.clock import FixedClock
from siyu.platform.jobs import JobRun
from siyu.platform.runtime import Runtime
from tests.organisation.conftest import PASSWORD, Brand
from tests.organisation.recorded import RecordedDirectory, serving


def member(userid: str, *departments: int, **more: Any) -> dict[str, Any]:
    return {
        "userid": userid, "name": userid.title(), "department": list(departments), "status": 1,
        **more,
    }  # fmt: skip


@pytest.fixture
def corp() -> RecordedDirectory:
    return RecordedDirectory(
        departments=[
            {"id": 1, "name": "Tea", "parentid": 0, "order": 1},
            {"id": 2, "name": "East", "parentid": 1, "order": 1},
            {"id": 3, "name": "Lake", "parentid": 2, "order": 1},
        ],
        members={"boss": member("boss", 1), "ann": member("ann", 2, 3, main_department=3)},
    )


@pytest.fixture
def shop(runtime: Runtime, corp: RecordedDirectory) -> Iterator[Brand]:
    """A brand connected to that WeCom, which has read nothing of it yet."""
    founded = service.found_tenant(runtime, name="Tea", owner_login="o", password=PASSWORD)
    shop = Brand(runtime, founded)
    with serving(corp) as address:
        with shop.work() as work:
            wecom.save_connection(
                work, corp_id="ww1", agent_id=1000002, secret="s3cret", base_url=address
            )
        yield shop


def run_job(shop: Brand) -> None:
    SYNC_DIRECTORY.run(JobRun(shop.runtime, shop.tenant_id, job_id=1))


def hear(shop: Brand, change: str, **fields: str) -> list[Any]:
    """Let a callback take effect; the events that came of it."""
    received = Received(
        inbound_id=uuid4(),
        tenant_id=shop.tenant_id,
        connection_id=uuid4(),
        event="change_contact",
        change=change,
        message={"ChangeType": change, **fields},
        received_at=shop.runtime.clock.now(),
    )
    assert CONTACT_CHANGES.prepare is not None
    found = CONTACT_CHANGES.prepare(shop.runtime, received)
    with shop.work() as work:
        CONTACT_CHANGES.handle(work, received, found)
        return list(work.events)


def staff(shop: Brand) -> dict[str, tuple[str, str]]:
    """Each one's state and node."""
    with shop.work() as work:
        found = service.staff_page(work).items
        nodes = service.node_refs(work, {one.node_id for one in found})
        return {one.userid: (one.state, nodes[one.node_id].name) for one in found}


def test_the_job_brings_in_departments_and_staff(shop: Brand) -> None:
    run_job(shop)
    assert staff(shop) == {"boss": ("active", "Tea"), "ann": ("active", "Lake")}


def test_the_job_run_again_ends_who_is_gone(shop: Brand, corp: RecordedDirectory) -> None:
    run_job(shop)
    del corp.members["ann"]
    run_job(shop)
    run_job(shop)
    assert staff(shop) == {"boss": ("active", "Tea"), "ann": ("left", "Lake")}


def test_a_tenant_without_wecom_has_no_directory(brand: Brand) -> None:
    run_job(brand)
    assert len(staff(brand)) == 6


def test_callbacks_are_taken_as_word_to_look_again(
    shop: Brand, corp: RecordedDirectory, clock: FixedClock
) -> None:
    run_job(shop)
    corp.members["bob"] = member("bob", 3)
    clock.forward(seconds=1)
    [joined] = hear(shop, "create_user", UserID="bob")
    assert isinstance(joined, StaffJoined)
    assert staff(shop)["bob"] == ("active", "Lake")
    assert hear(shop, "create_user", UserID="bob") == []
    assert hear(shop, "delete_user", UserID="bob") == []
    assert staff(shop)["bob"] == ("active", "Lake")
    del corp.members["bob"]
    assert hear(shop, "update_user", UserID="bob") == [
        StaffLeft(staff_id=joined.staff_id, node_id=joined.node_id)
    ]
    assert staff(shop)["bob"] == ("left", "Lake")


def test_a_changed_userid_is_followed(shop: Brand, corp: RecordedDirectory) -> None:
    run_job(shop)
    corp.members["ann.li"] = {**corp.members.pop("ann"), "userid": "ann.li"}
    assert hear(shop, "update_user", UserID="ann", NewUserID="ann.li") == []
    assert staff(shop) == {"boss": ("active", "Tea"), "ann.li": ("active", "Lake")}


def test_a_new_department_is_seen_at_once(shop: Brand, corp: RecordedDirectory) -> None:
    run_job(shop)
    corp.departments.append({"id": 4, "name": "Hill", "parentid": 2, "order": 2})
    hear(shop, "create_party", Id="4", Name="whatever")
    with shop.work() as work:
        assert [line.node.name for line in service.node_lines(work)] == [
            "Tea", "East", "Hill", "Lake",
        ]  # fmt: skip


def test_changes_of_tags_are_nothing_to_us(shop: Brand, corp: RecordedDirectory) -> None:
    assert hear(shop, "update_tag", TagId="1") == []
    assert corp.calls == []


def test_someone_not_known_yet_is_asked_for_once(shop: Brand, corp: RecordedDirectory) -> None:
    run_job(shop)
    corp.members["bob"] = member("bob", 3)
    corp.calls.clear()
    for _ in range(3):
        service.make_known(shop.runtime, shop.tenant_id, "bob")
    assert corp.calls.count("user/get") == 1
    assert staff(shop)["bob"] == ("active", "Lake")
    service.make_known(shop.runtime, shop.tenant_id, "nobody")
    assert "nobody" not in staff(shop)
