"""Names for arrays, as the models use them."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Real: TypeAlias = float | np.float64 | NDArray[np.float64]
"""A number, or an array of them that numpy spreads over the other arguments."""


def floats(value: Any) -> Floats:
    return np.asarray(value, dtype=np.float64)
