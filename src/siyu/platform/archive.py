"""A backup as one file: a zip, its members, and a manifest that says what each must be.

It is written under a temporary name and takes its own when all of it is on the disk. What opens
the sealed values may be inside under a passphrase (scrypt, AES-256-GCM).
"""

import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import scrypt, sha256
from pathlib import Path
from typing import IO, Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from siyu.kit.errors import Conflict, Invalid
from siyu.platform.data_dir import speaking

FORMAT = 1
MANIFEST, KEYS, SANDBOX = "manifest.json", "keys", "sandbox.db"
PIECE_BYTES = 1 << 20
SALT_BYTES, NONCE_BYTES = 16, 12
# What a damaged zip makes its reader raise: each flag and length may have become another.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
Keeping = Literal["inside", "sealed", "apart"]


class BackupThere(Conflict):
    """{file} is there already; give another name, a backup never overwrites one.

    {file} 已存在；请换一个文件名，备份不会覆盖已有文件。
    """


class NotABackup(Invalid):
    """{file} is not a whole backup of Siyu ({reason}); take another copy. Nothing was changed.

    {file} 不是完整的Siyu备份（{reason}）；请换一份副本。没有任何改动。
    """


class BackupNewer(Invalid):
    """{file} was made by Siyu {siyu} (tables {revision}), which is newer than this program;
    restore it with that version. Nothing was changed.

    {file} 由更新的Siyu {siyu}（表结构 {revision}）制作；请用该版本恢复。没有任何改动。
    """


class WrongPassphrase(Invalid):
    """The keys in {file} do not open with this passphrase; give the one it was made with
    by --passphrase-file. Nothing was changed.

    此口令打不开 {file} 里的密钥；请用 --passphrase-file 给出备份时的口令。没有任何改动。
    """


class TableCopy(msgspec.Struct, frozen=True):
    """The rows of a table, in PostgreSQL's text format, as the member `record/<table>`."""

    columns: tuple[str, ...]
    rows: int


class Member(msgspec.Struct, frozen=True):
    """What a member must be, unpacked."""

    size: int
    sha256: str


class Place(msgspec.Struct, frozen=True, array_like=True):
    """A place of the log as columns `…xid` and `…id` held it, and what it is in this archive."""

    xid: int
    id: int
    new_xid: int
    new_id: int


class Manifest(msgspec.Struct, kw_only=True):
    """What is in the file. `tables` stand in the order in which they go back.

    `transactions` is the highest transaction that the copied log names: the log is renumbered
    from 1, in its order, because another server's transactions count anew.
    """

    siyu: str
    revision: str
    made_at: datetime
    postgres: str
    key: str
    keys: Keeping
    format: int = FORMAT
    tables: dict[str, TableCopy] = {}
    sequences: dict[str, int] = {}
    places: tuple[Place, ...] = ()
    transactions: int = 0
    members: dict[str, Member] = {}

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


@dataclass
class Writing:
    """An archive that is being written."""

    packed: zipfile.ZipFile
    members: dict[str, Member] = field(default_factory=dict)

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        digest, size = sha256(), 0
        with self.packed.open(name, "w", force_zip64=True) as member:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                member.write(piece)
        self.members[name] = Member(size, digest.hexdigest())

    def finish(self, manifest: Manifest) -> None:
        manifest.members = self.members
        self.packed.writestr(MANIFEST, msgspec.json.encode(manifest))


@contextmanager
def written(file: Path) -> Iterator[Writing]:
    """A new archive; in its place and durable when this ends well, gone when not.

    Raises BackupThere, DataDirUnusable or DiskFull.
    """
    if file.exists():
        raise BackupThere(file=file)
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    with speaking(file.parent):
        try:
            with open(part, "xb", opener=_private) as raw:
                with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
                    yield Writing(packed)
                raw.flush()
                os.fsync(raw.fileno())
            os.link(part, file)
            _settle(file.parent)
        except FileExistsError as error:
            raise BackupThere(file=file) from error
        finally:
            part.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _settle(directory: Path) -> None:
    held = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def pieces_of(member: IO[bytes]) -> Iterator[bytes]:
    while piece := member.read(PIECE_BYTES):
        yield piece


@contextmanager
def verified(file: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """An archive whose every member is what its manifest says. Raises NotABackup, BackupNewer."""
    try:
        packed = zipfile.ZipFile(file)
    except (OSError, zipfile.BadZipFile) as error:
        raise NotABackup(file=file, reason=error) from error
    with packed:
        try:
            manifest = _manifest(file, packed)
            for name, member in manifest.members.items():
                _check(file, packed, name, member)
        except UNREADABLE as error:
            raise NotABackup(file=file, reason=error) from error
        yield packed, manifest


def _manifest(file: Path, packed: zipfile.ZipFile) -> Manifest:
    told = packed.read(MANIFEST)
    known = msgspec.json.decode(told, type=dict[str, object])
    if int(str(known.get("format", 0))) > FORMAT:
        siyu, revision = known.get("siyu", "?"), known.get("revision", "?")
        raise BackupNewer(file=file, siyu=siyu, revision=revision)
    return msgspec.json.decode(told, type=Manifest)


def _check(file: Path, packed: zipfile.ZipFile, name: str, member: Member) -> None:
    digest, size = sha256(), 0
    with packed.open(name) as held:
        for piece in pieces_of(held):
            digest.update(piece)
            size += len(piece)
    if Member(size, digest.hexdigest()) != member:
        raise NotABackup(file=file, reason=name)


def keys_written(keys: Mapping[str, str], passphrase: str) -> bytes:
    """Files by name; with a passphrase only that opens them."""
    plain = msgspec.json.encode(dict(keys))
    if not passphrase:
        return plain
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    return salt + nonce + AESGCM(_stretched(passphrase, salt)).encrypt(nonce, plain, None)


def keys_read(file: Path, held: bytes, keeping: Keeping, passphrase: str) -> dict[str, str]:
    """The files again. Raises WrongPassphrase."""
    plain = held
    if keeping == "sealed":
        salt, rest = held[:SALT_BYTES], held[SALT_BYTES:]
        sealer = AESGCM(_stretched(passphrase, salt))
        try:
            plain = sealer.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], None)
        except InvalidTag as error:
            raise WrongPassphrase(file=file) from error
    return msgspec.json.decode(plain, type=dict[str, str])


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return scrypt(passphrase.encode(), salt=salt, n=1 << 15, r=8, p=1, maxmem=1 << 26, dklen=32)
