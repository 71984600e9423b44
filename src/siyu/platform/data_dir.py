"""The one directory that holds what this machine keeps, and who holds it."""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from siyu.kit.errors import Conflict, Problem

ROOM_BYTES = 1 << 20
RESTORING = "restoring"
"""Marks a directory whose restore has not ended."""


class DataDirTaken(Conflict):
    """Siyu runs on {data_dir} already (process {pid}); stop it first,
    or give another directory with --data.

    Siyu 已在使用 {data_dir}（进程 {pid}）；请先停止它，或用 --data 另选目录。
    """


class DataDirUnusable(Problem):
    """{data_dir} cannot be written ({reason}); make it writable,
    or give another directory with --data.

    {data_dir} 不可写（{reason}）；请改好权限，或用 --data 另选目录。
    """


class DiskFull(Problem):
    """The disk under {data_dir} is full; free some space, or give another directory with --data.

    {data_dir} 所在磁盘已满；请腾出空间，或用 --data 另选目录。
    """

    status = 507


class RecordFull(Problem):
    """The disk of the database is full; nothing was changed. Free some space: everything goes on
    by itself, and WeCom sends again what was not taken.

    数据库所在磁盘已满，没有任何改动。请腾出空间：之后会自动恢复，企业微信会重发未收下的回调。
    """

    status = 507


class HalfRestored(Conflict):
    """The restore into {data_dir} did not end; run `siyu restore` again,
    it begins anew in the same directory.

    恢复到 {data_dir} 尚未完成；请再次运行 `siyu restore`，它会在同一目录重新开始。
    """


def whole(data_dir: Path) -> Path:
    """The directory, unless a restore into it did not end. Raises HalfRestored."""
    if (data_dir / RESTORING).exists():
        raise HalfRestored(data_dir=data_dir)
    return data_dir


def is_full(data_dir: Path) -> bool:
    """Whether the disk under the directory has no room left for a server to work in."""
    try:
        return shutil.disk_usage(data_dir).free < ROOM_BYTES
    except OSError:
        return False


@dataclass(frozen=True)
class Hold:
    """This process holds a part of the data directory until it ends or lets go."""

    file: IO[str]

    def let_go(self) -> None:
        self.file.close()


def hold(data_dir: Path, part: str) -> Hold:
    """Take `part` of the directory, which is made if need be. The kernel lets go when we die.

    Raises DataDirTaken, DataDirUnusable or DiskFull.
    """
    with speaking(data_dir):
        data_dir.mkdir(parents=True, exist_ok=True)
        file = (data_dir / f"{part}.lock").open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            with file:
                file.seek(0)
                raise DataDirTaken(data_dir=data_dir, pid=file.read().strip() or "?") from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        return Hold(file)


@contextmanager
def speaking(data_dir: Path) -> Iterator[None]:
    """Turn what the system says about the directory into a sentence with its mend."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(data_dir=data_dir) from error
        raise DataDirUnusable(data_dir=data_dir, reason=os.strerror(error.errno or 0)) from error
