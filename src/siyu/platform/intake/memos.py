"""What is kept of each batch, sealed: how to undo it, and what it refused and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from siyu.platform.declarations import Fate, RowAnswer
from siyu.platform.intake.shapes import Line
from siyu.platform.secrets import Secrets


@dataclass(frozen=True)
class Memo:
    """How to undo one row of a file."""

    row: int
    subject_id: UUID
    memo: dict[str, Any]


@dataclass(frozen=True)
class Refusal:
    """A row of a file, and a sentence that says what became of it."""

    row: int
    message: str


def memos_of(lines: Sequence[Line], answers: Sequence[RowAnswer]) -> list[Memo]:
    """One for each row that changed something."""
    return [
        Memo(line.number, answer.subject_id, dict(answer.undo))
        for line, answer in zip(lines, answers, strict=True)
        if answer.subject_id is not None and answer.undo is not None
    ]


def refusals_of(
    lines: Sequence[Line], answers: Sequence[RowAnswer], language: str
) -> list[Refusal]:
    """One for each row that was refused."""
    return [
        Refusal(line.number, answer.problem.sentence(language) if answer.problem else "")
        for line, answer in zip(lines, answers, strict=True)
        if answer.fate is Fate.REFUSED
    ]


def sealed(secrets: Secrets, things: Sequence[object]) -> bytes | None:
    return secrets.seal(msgspec.json.encode(things).decode()) if things else None


def opened_memos(secrets: Secrets, sealed: bytes | None) -> list[Memo]:
    return msgspec.json.decode(secrets.open(sealed), type=list[Memo]) if sealed else []


def opened_refusals(secrets: Secrets, sealed: bytes | None) -> list[Refusal]:
    return msgspec.json.decode(secrets.open(sealed), type=list[Refusal]) if sealed else []
