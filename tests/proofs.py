"""Long proofs: whole under `./dev prove` (SIYU_PROVE=1), else a seeded sample; and their tables."""

import os
import random
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
WHOLE = os.environ.get("SIYU_PROVE") == "1"
SEED = 20261116


def sampled(cases: Sequence[T], most: int) -> list[T]:
    """All cases of a proof, or `most` of them, the same ones each time, in their order."""
    if WHOLE or len(cases) <= most:
        return list(cases)
    chosen = random.Random(SEED).sample(range(len(cases)), most)
    return [cases[index] for index in sorted(chosen)]


def rounds(whole: int, sample: int) -> int:
    """How often a random proof is repeated."""
    return whole if WHOLE else sample


def table(name: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """The table of a proof in Markdown; `./dev prove` prints all of them at its end."""
    lines = [columns, ["---"] * len(columns), *rows]
    text = "".join(f"| {' | '.join(str(cell) for cell in line)} |\n" for line in lines)
    kept = os.environ.get("SIYU_PROOFS")
    if kept:
        (Path(kept) / f"{name}.md").write_text(text)
    return text
