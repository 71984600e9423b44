"""What a benchmark yields."""

import operator
from dataclasses import dataclass

COMPARED = {"≥": operator.ge, "≤": operator.le}


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured number. `bar` is such as `≥1000`; it binds `ratio` where there is one.

    `data` says what was measured on: rows, seconds, processes, seed.
    """

    name: str
    value: float
    unit: str
    data: str
    bar: str = ""
    ratio: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the bar is met; None without a bar. Raises KeyError for one not of our form."""
        if not self.bar:
            return None
        asked = self.value if self.ratio is None else self.ratio
        return bool(COMPARED[self.bar[0]](asked, float(self.bar[1:].replace(",", ""))))
