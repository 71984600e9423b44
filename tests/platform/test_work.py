"""The unit of work: one tenant, one commit, nothing outside while it is open."""

from threading import Thread
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from siyu.kit.errors import NotFound
from siyu.platform.access import Actor
from siyu.platform.audit import AuditEntry
from siyu.platform.runtime import Runtime
from siyu.platform.work import CallInsideWork, Work, no_work_open

TEST = Actor.system("test")


def test_a_call_outside_is_refused_while_a_work_is_open(runtime: Runtime, tenant_id: UUID) -> None:
    no_work_open()
    with runtime.work(tenant_id, actor=TEST), pytest.raises(CallInsideWork):
        no_work_open()
    no_work_open()


def test_a_work_of_another_thread_does_not_count(runtime: Runtime, tenant_id: UUID) -> None:
    refused: list[bool] = []

    def call() -> None:
        no_work_open()
        refused.append(False)

    with runtime.work(tenant_id, actor=TEST):
        thread = Thread(target=call)
        thread.start()
        thread.join()
    assert refused == [False]


def test_another_tenant_finds_nothing(runtime: Runtime, tenant_id: UUID) -> None:
    with runtime.work(tenant_id, actor=TEST) as work:
        work.audit("tried", "door", "1")
        entry = work.session.scalars(work.scope(AuditEntry)).one()
    with runtime.work(uuid4(), actor=TEST) as other:
        assert other.session.scalars(other.scope(AuditEntry)).all() == []
        with pytest.raises(NotFound):
            other.get(AuditEntry, entry.id)


def test_the_audit_trail_names_secrets_without_showing_them(work: Work) -> None:
    work.audit(
        "changed",
        "connection",
        "1",
        before={"secret": "old", "name": "a"},
        after={"secret": "new", "name": "b", "deep": {"aes_key": "k"}, "at": None},
    )
    entry = work.session.scalars(select(AuditEntry)).one()
    assert entry.before == {"secret": "•••", "name": "a"}
    assert entry.after == {"secret": "•••", "name": "b", "deep": {"aes_key": "•••"}, "at": None}
