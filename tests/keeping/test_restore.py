"""A backup comes back as it was, or is refused with a sentence before anything is touched."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import make_url, text

from siyu.app import create_runtime
from siyu.channels.wecom.events import WecomConnected
from siyu.kit.errors import Problem
from siyu.platform import archive, listeners, schema
from siyu.platform.access import Actor
from siyu.platform.archive import BackupNewer, BackupThere, Manifest, NotABackup, WrongPassphrase
from siyu.platform.backup import KeyLost, NothingToBackUp, back_up, fingerprint
from siyu.platform.data_dir import RESTORING, HalfRestored, whole
from siyu.platform.database import connect
from siyu.platform.declarations import Listener, Recorded
from siyu.platform.restore import KeyMissing, NotEmpty, OtherKey, RecordNotEmpty, restore
from siyu.platform.runtime import Runtime
from siyu.platform.settings import Settings
from siyu.platform.work import Work
from tests.conftest import MONDAY_NOON
from tests.proofs import rounds

KEY = "00" * 32
TEST = Actor.system("test")


@pytest.fixture
def empty_url(server_url: str) -> Iterator[str]:
    """An empty database of its own."""
    name = f"siyu_restored_{uuid4().hex[:8]}"
    admin = connect(server_url).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(scope="module")
def whole_backup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small archive with members that are packed and one that is not."""
    file = tmp_path_factory.mktemp("whole") / "whole.siyu"
    with archive.written(file) as writing:
        writing.add("record/rows", [b"one\ttwo\n" * 40, b"three\n"])
        writing.add(archive.SANDBOX, [bytes(range(256))])
        writing.finish(
            Manifest(
                siyu="0", revision="0001", made_at=MONDAY_NOON, postgres="", key="", keys="apart"
            )
        )
    return file


@dataclass
class Told:
    """What a listener was told, in order."""

    events: list[Recorded]

    @property
    def listener(self) -> Listener:
        return Listener("restored-test", (WecomConnected,), self.hear)

    def hear(self, _work: Work, events: Sequence[Recorded]) -> None:
        self.events += events

    @property
    def ids(self) -> list[UUID]:
        return [getattr(one.event, "connection_id") for one in self.events]  # noqa: B009


def announce(runtime: Runtime, tenant_id: UUID) -> UUID:
    connection_id = uuid4()
    with runtime.work(tenant_id, actor=TEST) as work:
        work.emit(WecomConnected(connection_id=connection_id, agent_id=1))
    return connection_id


def backed_up(runtime: Runtime, file: Path, **more: object) -> Manifest:
    return back_up(runtime.settings, file.parent, file, version="0", **more)  # type: ignore[arg-type]


def test_the_log_keeps_its_order_and_listeners_their_place(
    runtime: Runtime, tenant_id: UUID, empty_url: str, tmp_path: Path
) -> None:
    told = Told([])
    read = [announce(runtime, tenant_id) for _ in range(3)]
    listeners.settle(runtime, told.listener)
    assert told.ids == read
    unread = [announce(runtime, tenant_id) for _ in range(3)]
    with runtime.engine.begin() as connection:
        swap = (
            "UPDATE events SET xid = xid + 1000000 * :later WHERE payload->>'connection_id' = :id"
        )
        for later, one in enumerate(reversed(unread), start=1):
            connection.execute(text(swap), {"id": str(one), "later": later})
    manifest = backed_up(runtime, tmp_path / "a.siyu")
    assert manifest.transactions == 3  # one rise, then two falls
    settings = runtime.settings.model_copy(update={"database_url": empty_url})
    restore(settings, tmp_path / "there", tmp_path / "a.siyu")
    restored = create_runtime(settings, clock=runtime.clock)
    told.events.clear()
    listeners.settle(restored, told.listener)
    assert told.ids == unread[::-1]
    new = announce(restored, tenant_id)
    listeners.settle(restored, told.listener)
    assert told.ids == [*unread[::-1], new]
    restored.engine.dispose()


def test_every_row_and_number_comes_back(
    runtime: Runtime, tenant_id: UUID, empty_url: str, tmp_path: Path
) -> None:
    announce(runtime, tenant_id)
    with runtime.work(tenant_id, actor=TEST) as work:
        number = work.enqueue("customers.sync", key="a")
    before = backed_up(runtime, tmp_path / "a.siyu")
    settings = runtime.settings.model_copy(update={"database_url": empty_url})
    restore(settings, tmp_path / "there", tmp_path / "a.siyu")
    again = create_runtime(settings, clock=runtime.clock)
    after = backed_up(again, tmp_path / "b.siyu")
    assert before.rows > 1
    assert after.tables == before.tables
    same = {name: member for name, member in before.members.items() if name.startswith("record/")}
    assert {name: after.members[name] for name in same} == same
    with again.work(tenant_id, actor=TEST) as work:
        assert work.enqueue("customers.sync", key="b") == (number or 0) + 1
    again.engine.dispose()


@pytest.mark.parametrize("seed", range(rounds(whole=2000, sample=200)))
def test_a_damaged_byte_is_refused_or_changes_nothing(whole_backup: Path, seed: int) -> None:
    """Some bytes of a zip say nothing, such as a member's date; all that say something are kept."""
    file, good = whole_backup.with_name(f"{seed}.siyu"), contents(whole_backup)
    damaged = bytearray(whole_backup.read_bytes())
    at = random.Random(seed).randrange(len(damaged))
    damaged[at] ^= random.Random(seed).randrange(1, 256)
    file.write_bytes(damaged)
    try:
        assert contents(file) == good
    except NotABackup:
        return


def contents(file: Path) -> dict[str, bytes]:
    with archive.verified(file) as (packed, manifest):
        return {name: packed.read(name) for name in (archive.MANIFEST, *manifest.members)}


def test_half_a_file_is_refused(runtime: Runtime, empty_url: str, tmp_path: Path) -> None:
    file = tmp_path / "a.siyu"
    backed_up(runtime, file)
    file.write_bytes(file.read_bytes()[:-100])
    assert isinstance(refusal(runtime, empty_url, file), NotABackup)


@pytest.mark.parametrize("newer", [{"format": 2}, {"revision": "9999"}])
def test_a_newer_backup_is_refused(
    runtime: Runtime, empty_url: str, tmp_path: Path, newer: dict[str, object]
) -> None:
    file = tmp_path / "a.siyu"
    given = Manifest(
        siyu="9", revision="0001", made_at=runtime.clock.now(), postgres="", key="", keys="apart"
    )
    for name, value in newer.items():
        setattr(given, name, value)
    with archive.written(file) as writing:
        writing.finish(given)
    refused = refusal(runtime, empty_url, file)
    assert isinstance(refused, BackupNewer)
    assert "9" in refused.sentence("en")


def test_a_key_from_outside_stays_outside_and_is_asked_for(
    runtime: Runtime, empty_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.siyu"
    assert backed_up(runtime, file).keys == "apart"
    refused = refusal(runtime, empty_url, file, secret_key="")
    assert isinstance(refused, KeyMissing)
    assert fingerprint(KEY) in refused.sentence("en")
    assert isinstance(refusal(runtime, empty_url, file, secret_key="11" * 32), OtherKey)


def test_a_kept_key_is_sealed_by_a_passphrase(
    runtime: Runtime, empty_url: str, tmp_path: Path
) -> None:
    file, unset = tmp_path / "a.siyu", {"secret_key": "", "database_url": empty_url}
    kept = runtime.settings.model_copy(update={"secret_key": ""})
    with pytest.raises(KeyLost):
        back_up(kept, tmp_path, file, version="0")
    (tmp_path / "secret.key").write_text(KEY)
    assert back_up(kept, tmp_path, file, version="0", passphrase="tea").keys == "sealed"
    assert KEY.encode() not in file.read_bytes()
    assert isinstance(refusal(runtime, empty_url, file, secret_key=""), WrongPassphrase)
    there = tmp_path / "there"
    restore(kept.model_copy(update=unset), there, file, passphrase="tea")
    assert (there / "secret.key").read_text() == KEY
    assert (there / "secret.key").stat().st_mode & 0o777 == 0o600
    assert not (there / RESTORING).exists()


def test_nothing_is_overwritten(runtime: Runtime, empty_url: str, tmp_path: Path) -> None:
    file, there = tmp_path / "a.siyu", tmp_path / "there"
    backed_up(runtime, file)
    before = file.read_bytes()
    with pytest.raises(BackupThere):
        backed_up(runtime, file)
    assert file.read_bytes() == before
    there.mkdir()
    (there / "notes.txt").write_text("mine")
    refused = refusal(runtime, empty_url, file)
    assert isinstance(refused, NotEmpty)
    assert [one.name for one in there.iterdir()] == ["notes.txt"]


def test_a_database_with_rows_is_refused(runtime: Runtime, tmp_path: Path, tenant_id: UUID) -> None:
    file = tmp_path / "a.siyu"
    backed_up(runtime, file)
    announce(runtime, tenant_id)
    with pytest.raises(RecordNotEmpty):
        restore(runtime.settings, tmp_path / "there", file)


def test_a_restore_that_was_killed_is_known_and_begun_again(
    runtime: Runtime, empty_url: str, tmp_path: Path
) -> None:
    file, there = tmp_path / "a.siyu", tmp_path / "there"
    backed_up(runtime, file)
    (there / "postgres").mkdir(parents=True)
    (there / RESTORING).touch()
    with pytest.raises(HalfRestored):
        whole(there)
    restore(runtime.settings.model_copy(update={"database_url": empty_url}), there, file)
    assert list(whole(there).iterdir()) == []


def test_where_nothing_is_nothing_is_backed_up(tmp_path: Path) -> None:
    with pytest.raises(NothingToBackUp):
        back_up(Settings(data_dir=tmp_path), tmp_path, tmp_path / "a.siyu", version="0")
    assert list(tmp_path.iterdir()) == []


def refusal(runtime: Runtime, url: str, file: Path, **settings: object) -> Problem:
    """Why a restore is refused; nothing was touched."""
    given = runtime.settings.model_copy(update={"database_url": url, **settings})
    there = file.parent / "there"
    before = sorted(there.iterdir()) if there.exists() else None
    with pytest.raises(Problem) as refused:
        restore(given, there, file)
    assert (sorted(there.iterdir()) if there.exists() else None) == before
    engine = connect(url)
    with engine.connect() as connection:
        known = text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        assert connection.scalar(known) == 0
    engine.dispose()
    return refused.value


def test_a_schema_of_the_future_is_not_touched(empty_url: str) -> None:
    engine = connect(empty_url)
    schema.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(schema.SchemaNewer) as refused:
        schema.upgrade(engine)
    assert "9999" in refused.value.sentence("zh-CN")
    engine.dispose()
