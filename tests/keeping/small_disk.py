"""A disk of a few megabytes, which can be filled and freed."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

FILLER = "filler"


class SmallDisk:
    """What is under `place` is all it holds."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def fill(self) -> None:
        """To the last byte."""
        with (self.place / FILLER).open("ab", buffering=0) as filler:
            for piece in (1 << 20, 1 << 12, 1):
                try:
                    while True:
                        filler.write(bytes(piece))
                except OSError:
                    continue

    def free(self) -> None:
        (self.place / FILLER).unlink()


@contextmanager
def small_disk(megabytes: int) -> Iterator[SmallDisk]:
    """Mounts one; where that is not allowed, the test is skipped and says so."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk to fill")
    with TemporaryDirectory(prefix="siyu-small-") as place:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", place]
        if subprocess.run(mount, capture_output=True).returncode:
            pytest.skip("no small disk can be mounted here")
        try:
            yield SmallDisk(Path(place))
        finally:
            subprocess.run(["umount", "-l", place], check=True)
