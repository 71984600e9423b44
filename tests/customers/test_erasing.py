"""A person asks to be forgotten: nothing says who they were, and what was counted stays."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from siyu.customers import consents, erasing, exporting, lists, merging, people
from siyu.customers.errors import AlreadyErased
from siyu.customers.events import ConsentSource, LostBy, TagSource
from siyu.customers.friends import Added, Lost, add, lose
from siyu.customers.lists import Asked
from siyu.customers.meeting import Account, Newcomer, meet_all
from siyu.customers.models import Customer, Relation
from siyu.customers.people import Profile
from siyu.customers.service import tag
from siyu.platform import kept_answers, projection
from siyu.platform.access import Actor
from siyu.platform.audit import AuditEntry
from siyu.platform.database import Base
from siyu.platform.kept_answers import Answered
from siyu.platform.runtime import Runtime
from tests.conftest import MONDAY_NOON
from tests.customers import canary
from tests.customers.canary import EXTERNAL, UNQUOTED, VALUES
from tests.customers.crowd import some_tags
from tests.warehouse_process import warehouse_process

TEST = Actor.system("test")


@pytest.fixture
def who(runtime: Runtime, brand: UUID, lin: UUID) -> UUID:
    """The canary, committed."""
    with runtime.work(brand, actor=TEST) as work:
        return canary.live(work, lin)


def erase(runtime: Runtime, brand: UUID, who: UUID) -> None:
    registry = runtime.registry
    with runtime.work(brand, actor=TEST) as work:
        erasing.erase(work, registry.holdings, registry.traces, who)


def counts(runtime: Runtime) -> dict[str, int]:
    """Rows of each table that counts something."""
    left_out = {"identities", "wecom_writes", "erased_accounts", "suggestions", "audit_entries",
                "kept_answers", "procrastinate_jobs", "chat_messages"}  # fmt: skip
    with runtime.engine.connect() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
            if name not in left_out
        }


def test_every_value_is_found_before_and_none_after(
    runtime: Runtime, brand: UUID, who: UUID
) -> None:
    with runtime.work(brand, actor=TEST) as work:
        work.audit("quoted", "list", "x", after={"q": VALUES["name"], "who": f"a {EXTERNAL} b"})
        work.enqueue("customers.sync", phone_list=[VALUES["phone"]])
        request = kept_answers.asked("again", b"")
        kept_answers.keep(work, request, Answered(200, None, f'{{"name": "{VALUES["name"]}"}}'))
    before = counts(runtime)
    assert {kind for _, kind in canary.sightings(runtime)} == set(VALUES)
    assert {table for table, _ in canary.sightings(runtime)} == {
        "customers", "identities", "relations", "deliveries", "wecom_inbound", "audit_entries",
        "procrastinate_jobs", "kept_answers", "chat_messages",
    }  # fmt: skip
    erase(runtime, brand, who)
    assert canary.sightings(runtime) == set()
    after = counts(runtime)
    assert after.pop("events") == before.pop("events") + 3
    assert after.pop("consents") == before.pop("consents") + 2
    assert after == before


def test_nothing_was_ever_written_in_plain(
    runtime: Runtime, brand: UUID, lin: UUID, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with runtime.work(brand, actor=TEST) as work:
        who = canary.live(work, lin, UNQUOTED)
    erase(runtime, brand, who)
    with runtime.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        folder = Path(str(connection.scalar(text("SHOW data_directory"))))
    assert canary.written_in(folder) == set()
    assert canary.written_in(tmp_path) == set()
    said = "".join(capfd.readouterr())
    assert [value for value in UNQUOTED.values() if value in said] == []


def test_the_warehouse_has_nothing_to_forget(
    runtime: Runtime, brand: UUID, who: UUID, tmp_path_factory: pytest.TempPathFactory
) -> None:
    erase(runtime, brand, who)
    with warehouse_process(tmp_path_factory.mktemp("warehouse")) as process:
        door = process.door("siyu")
        carried = projection.project(runtime.engine, door)
        told = str(door.query("SELECT * FROM events"))
        door.close()
    assert carried > 3
    assert [value for value in VALUES.values() if value in told] == []


def test_the_shell_stays_and_says_so(runtime: Runtime, brand: UUID, who: UUID, lin: UUID) -> None:
    with runtime.work(brand, actor=TEST) as work:
        tag(work, who, some_tags(work)[:1], source=TagSource.HAND)
    erase(runtime, brand, who)
    with runtime.work(brand, actor=TEST) as work:
        page = lists.one(work, who)
        assert (page.name, page.avatar, page.identities) == ("", "", [])
        assert page.erased_at == work.now()
        assert len(page.tags) == 1
        assert [one.staff_id for one in page.relations] == [lin]
        assert lists.page(work, Asked()).items == []
        words = [(one.purpose, one.granted, one.source) for one in consents.held(work, who)]
        assert words == [
            ("chat_archive", False, ConsentSource.ERASURE),
            ("service", False, ConsentSource.ERASURE),
        ]
        entries = work.session.scalars(
            work.scope(AuditEntry).where(AuditEntry.subject_id == str(who))
        ).all()
        assert [(one.what, one.before, one.after) for one in entries] == [
            ("customer_erased", None, None)
        ]


def test_whoever_was_merged_in_is_erased_too(runtime: Runtime, brand: UUID, who: UUID) -> None:
    with runtime.work(brand, actor=TEST) as work:
        (other,) = meet_all(work, [Newcomer((Account("mall_id", "m2"),), "mall", "别人")])
        assert other.customer_id is not None
        merging.merge(work, runtime.registry.holdings, other.customer_id, who)
    erase(runtime, brand, who)
    assert canary.sightings(runtime) == set()
    with runtime.work(brand, actor=TEST) as work:
        shells = work.session.scalars(work.scope(Customer)).all()
        assert {one.id for one in shells if one.erased_at} == {other.customer_id, who}


def test_erased_is_the_end_of_it(runtime: Runtime, brand: UUID, who: UUID) -> None:
    with runtime.work(brand, actor=TEST) as work:
        (other,) = meet_all(work, [Newcomer((Account("mall_id", "m2"),), "mall")])
        row = merging.merge(work, runtime.registry.holdings, who, other.customer_id)  # type: ignore[arg-type]
    erase(runtime, brand, who)
    with runtime.work(brand, actor=TEST) as work:
        with pytest.raises(AlreadyErased):
            merging.undo(work, runtime.registry.holdings, row.id)
        with pytest.raises(AlreadyErased):
            exporting.export(work, runtime.registry, who, language="en")
        with pytest.raises(AlreadyErased):
            erasing.erase(work, runtime.registry.holdings, runtime.registry.traces, who)


def test_a_file_does_not_bring_them_back(runtime: Runtime, brand: UUID, who: UUID) -> None:
    erase(runtime, brand, who)
    newcomer = Newcomer((Account("mall_id", VALUES["mall_id"]),), "import", VALUES["name"])
    with runtime.work(brand, actor=TEST) as work:
        (met,) = meet_all(work, [newcomer])
        assert met.problem is not None
        assert met.problem.code == "PersonErased"
        assert erasing.readmit(work, who) == 8
        (again,) = meet_all(work, [newcomer])
    assert again.new
    assert again.customer_id != who


def test_a_friend_who_comes_back_is_somebody_new(
    runtime: Runtime, brand: UUID, who: UUID, lin: UUID
) -> None:
    erase(runtime, brand, who)
    with runtime.work(brand, actor=TEST) as work:
        assert people.was_erased(work, EXTERNAL)
        back = add(work, Added(Profile(EXTERNAL, name=VALUES["name"]), lin, MONDAY_NOON))
        assert back.customer_id != who
        assert not people.was_erased(work, EXTERNAL)
        shell = work.get(Customer, who)
        assert (shell.name, shell.name_marks) == (None, [])
        lose(work, Lost(EXTERNAL, lin, MONDAY_NOON, LostBy.CUSTOMER))
        mine = work.scope(Relation).where(Relation.customer_id == who)
        assert work.session.scalars(mine).one().customer_deleted_at is None


def test_one_person_is_exported_whole(runtime: Runtime, brand: UUID, who: UUID) -> None:
    with runtime.work(brand, actor=TEST) as work:
        told = exporting.export(work, runtime.registry, who, language="en")
        work.session.flush()
        entry = work.session.scalars(
            work.scope(AuditEntry).where(AuditEntry.what == "person_exported")
        ).one()
    written = str(told)
    assert [kind for kind, value in VALUES.items() if value not in written] == []
    assert told["holdings"]["identities"][0]["evidence"] == "mall"
    assert [one["kind"] for one in told["timeline"]].count("FriendAdded") == 1
    assert entry.subject_id == str(who)
    assert entry.after is not None
    assert entry.after["relations"] == 1
