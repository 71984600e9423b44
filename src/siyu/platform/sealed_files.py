"""Files that hold personal values: sealed piece by piece as they are written, opened as read.

A file is pieces of `PIECE` plain bytes, each sealed for its number, so it can be read from any
place without opening what comes before.
"""

import io
import os
from pathlib import Path
from typing import BinaryIO, cast

from siyu.platform.data_dir import speaking
from siyu.platform.secrets import Secrets

PIECE = 64 * 1024
SEALED_PIECE = PIECE + 29


class SealedWriter(io.RawIOBase):
    """Writes a new file that only this installation can read. Raises DiskFull."""

    def __init__(self, path: Path, secrets: Secrets) -> None:
        self._secrets, self._path = secrets, path
        self._waiting, self._pieces = bytearray(), 0
        with speaking(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(cast(bytes, data))
        self._waiting += piece
        while len(self._waiting) >= PIECE:
            self._keep(bytes(self._waiting[:PIECE]))
            del self._waiting[:PIECE]
        return len(piece)

    def _keep(self, plain: bytes) -> None:
        with speaking(self._path.parent):
            self._file.write(self._secrets.seal_bytes(plain, str(self._pieces).encode()))
        self._pieces += 1

    def tell(self) -> int:
        return self._pieces * PIECE + len(self._waiting)

    def close(self) -> None:
        """Write what is left, durably."""
        if self.closed:
            return
        super().close()
        if self._waiting:
            self._keep(bytes(self._waiting))
        with speaking(self._path.parent):
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()


class SealedReader(io.RawIOBase):
    """Reads what SealedWriter wrote, from any place. Raises ValueError if it was damaged."""

    def __init__(self, path: Path, secrets: Secrets) -> None:
        self._file, self._secrets = path.open("rb"), secrets
        self._at, self._number, self._plain = 0, -1, b""
        whole, rest = divmod(path.stat().st_size, SEALED_PIECE)
        self.size = whole * PIECE + max(rest - (SEALED_PIECE - PIECE), 0)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(start + offset, 0)
        return self._at

    def readinto(self, buffer: object) -> int:
        room = memoryview(cast(bytearray, buffer)).cast("B")
        number, skipped = divmod(self._at, PIECE)
        self._open(number)
        found = self._plain[skipped : skipped + len(room)]
        room[: len(found)] = found
        self._at += len(found)
        return len(found)

    def _open(self, number: int) -> None:
        if number == self._number:
            return
        self._file.seek(number * SEALED_PIECE)
        sealed = self._file.read(SEALED_PIECE)
        self._plain = self._secrets.open_bytes(sealed, str(number).encode()) if sealed else b""
        self._number = number

    def close(self) -> None:
        super().close()
        self._file.close()


def opened(path: Path, secrets: Secrets) -> BinaryIO:
    """The file at `path`, to read. Raises FileNotFoundError, ValueError if it was damaged."""
    return cast(BinaryIO, io.BufferedReader(SealedReader(path, secrets), PIECE))
