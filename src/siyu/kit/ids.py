"""Names for rows."""

import os
from uuid import UUID, uuid4


def new_id() -> UUID:
    """A random id; order is kept by instants and the log, never by ids."""
    return uuid4()


def new_ids(count: int) -> list[UUID]:
    """Many names at once, for one request of randomness."""
    pool = os.urandom(16 * count)
    return [UUID(bytes=pool[at : at + 16], version=4) for at in range(0, 16 * count, 16)]
