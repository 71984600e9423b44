"""Puts a backup back: into an empty directory, and an empty database if one is named.

Everything is verified before anything is touched. Until the last step the directory carries a
mark, so that a restore that was killed is begun again and never taken for a whole one.
"""

import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg import connect
from psycopg.errors import UndefinedColumn
from psycopg.sql import SQL, Identifier, Literal

from siyu.kit.errors import Conflict, Invalid
from siyu.platform import archive, database, embedded, schema, snapshot
from siyu.platform.archive import KEYS, SANDBOX, BackupNewer, Manifest, NotABackup, TableCopy
from siyu.platform.backup import KEY_FILE, fingerprint
from siyu.platform.data_dir import RESTORING, hold, speaking
from siyu.platform.settings import Settings
from siyu.platform.snapshot import Record, conninfo, place_columns


class NotEmpty(Conflict):
    """{data_dir} holds something ({found}); restore into an empty directory. Nothing was changed.

    {data_dir} 里已有内容（{found}）；请恢复到空目录。没有任何改动。
    """


class RecordNotEmpty(Conflict):
    """The database in SIYU_DATABASE_URL has rows ({table}); restore into an empty one.
    Nothing was changed.

    SIYU_DATABASE_URL 指定的数据库里已有数据（{table}）；请恢复到空库。没有任何改动。
    """


class KeyMissing(Invalid):
    """{file} does not hold the secret key {key}, without which names, phones, e-mails and the
    secrets of WeCom cannot be opened; set SIYU_SECRET_KEY to it and restore again.
    Nothing was changed.

    {file} 不含主密钥 {key}；没有它，姓名、电话、邮箱与企业微信密钥都打不开。
    请把它设为 SIYU_SECRET_KEY 后再恢复。没有任何改动。
    """


class OtherKey(Invalid):
    """SIYU_SECRET_KEY is the key {given}, but {file} was sealed under {key}; give that one.
    Nothing was changed.

    SIYU_SECRET_KEY 是密钥 {given}，而 {file} 用的是 {key}；请换成后者。没有任何改动。
    """


LOCK = "restore.lock"
# Transactions that write nothing, so that the server counts past those that the log names.
COUNT_ON = """
DO $$ BEGIN
  WHILE pg_current_xact_id()::text::bigint <= {} LOOP COMMIT; END LOOP;
END $$
"""
# WeCom went on meanwhile: what compares with it at night runs at the next start.
DUE = "UPDATE schedules SET due_at = least(due_at, %s)"
MOVE = """
UPDATE {table} AS kept SET {xid} = place.new_xid, {id} = place.new_id
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
  AS place (xid, id, new_xid, new_id)
WHERE kept.{xid} = place.xid AND kept.{id} = place.id
"""


def restore(settings: Settings, data_dir: Path, file: Path, *, passphrase: str = "") -> Manifest:
    """Put `file` back; gives what was in it.

    Raises NotABackup, BackupNewer, WrongPassphrase, KeyMissing, OtherKey, NotEmpty,
    RecordNotEmpty, DataDirTaken, DataDirUnusable or DiskFull.
    """
    with archive.verified(file) as (packed, manifest):
        if not schema.knows(manifest.revision):
            raise BackupNewer(file=file, siyu=manifest.siyu, revision=manifest.revision)
        kept = _keys(settings, file, packed, manifest, passphrase)
        with _marked(data_dir), _empty_record(settings, data_dir, manifest) as url:
            _files(packed, data_dir, kept)
            _record(packed, manifest, url, file)
    return manifest


def _keys(
    settings: Settings, file: Path, packed: zipfile.ZipFile, manifest: Manifest, passphrase: str
) -> dict[str, str]:
    """The files with keys, and the certainty that what is sealed can be opened."""
    kept: dict[str, str] = {}
    if manifest.keys != "apart":
        kept = archive.keys_read(file, packed.read(KEYS), manifest.keys, passphrase)
    key = settings.secret_key or kept.get(KEY_FILE, "").strip()
    if not key:
        raise KeyMissing(file=file, key=manifest.key)
    if fingerprint(key) != manifest.key:
        raise OtherKey(file=file, key=manifest.key, given=fingerprint(key))
    return kept


@contextmanager
def _marked(data_dir: Path) -> Iterator[None]:
    """An empty directory, ours until the end. Raises NotEmpty."""
    with speaking(data_dir):
        mark = data_dir / RESTORING
        if data_dir.exists():
            found = sorted({one.name for one in data_dir.iterdir()} - {LOCK})
            if found and not mark.exists():
                raise NotEmpty(data_dir=data_dir, found=found[0])
        held = hold(data_dir, "restore")
        try:
            mark.touch()
            _clear(data_dir, {RESTORING, LOCK})
            yield
            os.sync()
            mark.unlink()
            (data_dir / LOCK).unlink()
        finally:
            held.let_go()


def _clear(data_dir: Path, but: set[str]) -> None:
    """Remove what an earlier, killed restore left."""
    for left in data_dir.iterdir():
        if left.name in but:
            continue
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
        else:
            left.unlink()


def _files(packed: zipfile.ZipFile, data_dir: Path, kept: dict[str, str]) -> None:
    for name, text in kept.items():
        path = data_dir / Path(name).name
        path.touch(mode=0o600)
        path.write_text(text)
    if SANDBOX in packed.namelist():
        with packed.open(SANDBOX) as held, (data_dir / SANDBOX).open("wb") as target:
            shutil.copyfileobj(held, target)


@contextmanager
def _empty_record(settings: Settings, data_dir: Path, manifest: Manifest) -> Iterator[str]:
    if settings.database_url:
        _refuse_rows(settings.database_url, manifest)
        yield settings.database_url
        return
    with embedded.reached(data_dir) as url:
        yield url


def _refuse_rows(url: str, manifest: Manifest) -> None:
    """Raises RecordNotEmpty."""
    with connect(conninfo(url)) as record:
        for table in snapshot.tables(record).keys() & manifest.tables.keys():
            asked = SQL("SELECT FROM {} LIMIT 1").format(Identifier(table))
            if record.execute(asked).fetchone() is not None:
                raise RecordNotEmpty(table=table)


def _record(packed: zipfile.ZipFile, manifest: Manifest, url: str, file: Path) -> None:
    """Tables as they were then, the rows, then the tables as they are now."""
    engine = database.connect(url)
    schema.upgrade(engine, to=manifest.revision)
    with connect(conninfo(url), autocommit=True) as record:
        record.execute("SET synchronous_commit = off")
        record.execute(SQL(COUNT_ON).format(Literal(manifest.transactions)))
    with connect(conninfo(url)) as record:
        _empty(record, manifest)
        for table, held in manifest.tables.items():
            _load(packed, record, file, table, held)
        _count_on(record, manifest)
        _move_places(record, manifest)
        record.execute(DUE, (manifest.made_at,))
    schema.upgrade(engine)
    engine.dispose()
    with connect(conninfo(url), autocommit=True) as record:
        record.execute("ANALYZE")


def _empty(record: Record, manifest: Manifest) -> None:
    """Remove what the migrations themselves put in."""
    names = SQL(", ").join(Identifier(table) for table in manifest.tables)
    record.execute(SQL("TRUNCATE {}").format(names))


def _load(packed: zipfile.ZipFile, record: Record, file: Path, table: str, held: TableCopy) -> None:
    """Rows as they were; the queue's own triggers would tell of them as new."""
    name = Identifier(table)
    columns = SQL(", ").join(map(Identifier, held.columns))
    record.execute(SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(name))
    with record.cursor() as cursor, packed.open(f"record/{table}") as member:
        try:
            with cursor.copy(SQL("COPY {} ({}) FROM STDIN").format(name, columns)) as copy:
                for piece in archive.pieces_of(member):
                    copy.write(piece)
        except UndefinedColumn as error:
            raise NotABackup(file=file, reason=error.diag.message_primary) from error
        if cursor.rowcount != held.rows:
            raise NotABackup(file=file, reason=table)
    record.execute(SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(name))


def _count_on(record: Record, manifest: Manifest) -> None:
    for name, value in manifest.sequences.items():
        record.execute("SELECT setval(%s::regclass, %s)", (f'"{name}"', value))


def _move_places(record: Record, manifest: Manifest) -> None:
    moved = list(zip(*((p.xid, p.id, p.new_xid, p.new_id) for p in manifest.places), strict=True))
    if not moved:
        return
    columns = {name: held.columns for name, held in manifest.tables.items()}
    for table, xid, id in place_columns(columns):
        statement = SQL(MOVE).format(
            table=Identifier(table), xid=Identifier(xid), id=Identifier(id)
        )
        record.execute(statement, [list(column) for column in moved])
