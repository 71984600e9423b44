"""One command keeps everything that cannot be made again: record, keys, the demo's WeCom.

The warehouse is not in it: it is a projection of the log and fills itself after a restore.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from siyu.kit.errors import Conflict, NotFound
from siyu.platform import archive, embedded, schema, snapshot
from siyu.platform.archive import KEYS, SANDBOX, Keeping, Manifest, Writing
from siyu.platform.clock import real_now
from siyu.platform.secrets import Secrets
from siyu.platform.settings import Settings
from siyu.platform.snapshot import Record

KEY_FILE, KEPT_FILE = "secret.key", "kept.json"


class NothingToBackUp(NotFound):
    """There is no shop of Siyu in {data_dir}; name its directory by --data,
    or its server by SIYU_DATABASE_URL.

    {data_dir} 里没有Siyu的数据；请用 --data 指定目录，或用 SIYU_DATABASE_URL 指定服务器。
    """


class KeyLost(Conflict):
    """The secret key that seals names, phones and secrets is neither in {file} nor in
    SIYU_SECRET_KEY; put it back first, a backup without any way to open them helps nobody.

    封存姓名、电话与密钥的主密钥既不在 {file}，也不在 SIYU_SECRET_KEY；请先放回它。
    """


def back_up(
    settings: Settings,
    data_dir: Path,
    file: Path,
    *,
    version: str,
    passphrase: str = "",
    with_key: bool = True,
) -> Manifest:
    """Write the present state to `file`; the shop may run meanwhile.

    Raises NothingToBackUp, KeyLost, BackupThere, DataDirUnusable or DiskFull.
    """
    kept, key = _kept(settings, data_dir), _key(settings, data_dir)
    with (
        _reached(settings, data_dir) as url,
        archive.written(file) as writing,
        snapshot.taken(url, data_dir / SANDBOX) as (record, world),
    ):
        manifest = Manifest(
            siyu=version,
            revision=_revision(record),
            made_at=real_now(),
            postgres=str(record.info.server_version),
            key=fingerprint(key),
            keys=_keeping(kept, passphrase, with_key=with_key),
        )
        _add_keys(writing, manifest, kept, passphrase)
        if world is not None:
            _add_sandbox(writing, world, file.parent)
        _add_record(writing, record, manifest)
        writing.finish(manifest)
    return manifest


def fingerprint(key: str) -> str:
    """What tells one secret key from another and gives none away."""
    return Secrets(bytes.fromhex(key)).sign("backup")[:16]


def _key(settings: Settings, data_dir: Path) -> str:
    path = data_dir / KEY_FILE
    if settings.secret_key:
        return settings.secret_key
    if not path.exists():
        if not settings.database_url and not (data_dir / "postgres").exists():
            raise NothingToBackUp(data_dir=data_dir)
        raise KeyLost(file=path)
    return path.read_text().strip()


def _kept(settings: Settings, data_dir: Path) -> dict[str, str]:
    """The files with keys; a key that was given from outside stays outside."""
    names = (KEPT_FILE,) if settings.secret_key else (KEPT_FILE, KEY_FILE)
    return {name: (data_dir / name).read_text() for name in names if (data_dir / name).exists()}


def _keeping(kept: dict[str, str], passphrase: str, *, with_key: bool) -> Keeping:
    if not with_key or KEY_FILE not in kept:
        return "apart"
    return "sealed" if passphrase else "inside"


def _add_keys(writing: Writing, manifest: Manifest, kept: dict[str, str], passphrase: str) -> None:
    if manifest.keys != "apart":
        writing.add(KEYS, [archive.keys_written(kept, passphrase)])


def _add_sandbox(writing: Writing, world: sqlite3.Connection, beside: Path) -> None:
    with TemporaryDirectory(dir=beside, prefix=".siyu-backup-") as place:
        copy = Path(place) / SANDBOX
        with closing(sqlite3.connect(copy)) as target:
            world.backup(target)
        with copy.open("rb") as held:
            writing.add(SANDBOX, archive.pieces_of(held))


def _add_record(writing: Writing, record: Record, manifest: Manifest) -> None:
    columns = snapshot.tables(record)
    for table, names in columns.items():
        rows = snapshot.Rows(record, table, names)
        writing.add(f"record/{table}", rows)
        manifest.tables[table] = rows.copy
    manifest.sequences = snapshot.sequences(record)
    manifest.places = snapshot.places(record, columns)
    manifest.transactions = snapshot.transactions(record)


def _revision(record: Record) -> str:
    found = record.execute(schema.REVISION).fetchone()
    return str(found[0]) if found else ""


@contextmanager
def _reached(settings: Settings, data_dir: Path) -> Iterator[str]:
    if settings.database_url:
        yield settings.database_url
        return
    if not (data_dir / "postgres").exists():
        raise NothingToBackUp(data_dir=data_dir)
    with embedded.reached(data_dir) as url:
        yield url
