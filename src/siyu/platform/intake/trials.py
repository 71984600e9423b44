"""What a dry run found: how many rows would become what, why not, and the first of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from siyu.platform.declarations import Fate, RowAnswer
from siyu.platform.intake.shapes import Line
from siyu.platform.secrets import Secrets

MOST_REASONS = 50
MOST_EXAMPLES = 3


@dataclass
class Example:
    """A row of the file, and what it would be told."""

    row: int
    message: str


@dataclass
class Reason:
    """Why rows would be refused; `message` is what the first of them was told."""

    code: str
    place: str
    message: str
    rows: int = 0
    examples: list[Example] = field(default_factory=list)


@dataclass
class Trial:
    """The counts of a dry run. Reasons beyond the first fifty are counted only."""

    taken: int = 0
    merged: int = 0
    refused: int = 0
    reasons: list[Reason] = field(default_factory=list)

    def count(self, lines: Sequence[Line], answers: Sequence[RowAnswer], language: str) -> None:
        """Add a batch."""
        for line, answer in zip(lines, answers, strict=True):
            match answer.fate:
                case Fate.TAKEN:
                    self.taken += 1
                case Fate.MERGED:
                    self.merged += 1
                case Fate.REFUSED:
                    self.refused += 1
                    self._refuse(line, answer, language)

    def _refuse(self, line: Line, answer: RowAnswer, language: str) -> None:
        problem = answer.problem
        code, place = (problem.code, str(problem.data.get("field", ""))) if problem else ("", "")
        message = problem.sentence(language) if problem else ""
        reason = next((one for one in self.reasons if (one.code, one.place) == (code, place)), None)
        if reason is None:
            if len(self.reasons) == MOST_REASONS:
                return
            reason = Reason(code, place, message)
            self.reasons.append(reason)
        reason.rows += 1
        if len(reason.examples) < MOST_EXAMPLES:
            reason.examples.append(Example(line.number, message))

    @property
    def rows(self) -> int:
        return self.taken + self.merged + self.refused


def sealed(secrets: Secrets, trial: Trial) -> bytes:
    """A trial as it is kept: it quotes the file."""
    return secrets.seal(msgspec.json.encode(trial).decode())


def opened(secrets: Secrets, sealed: bytes | None) -> Trial | None:
    return msgspec.json.decode(secrets.open(sealed), type=Trial) if sealed else None
