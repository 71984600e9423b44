"""Names for rows."""

import os
import time
from uuid import UUID

VERSION_AND_VARIANT = (7 << 76) | (2 << 62)
RANDOM_BITS = ((1 << 80) - 1) & ~((15 << 76) | (3 << 62))


def new_id() -> UUID:
    """A name nobody has (UUID version 7, RFC 9562 section 5.7).

    It begins with the millisecond, so that rows made together lie together in an index. That is
    for speed alone: order is kept by instants and the log, never by ids.
    """
    return new_ids(1)[0]


def new_ids(count: int) -> list[UUID]:
    """Many names at once, for one request of randomness; of one millisecond, in no order."""
    stamp = (time.time_ns() // 1_000_000 << 80) | VERSION_AND_VARIANT
    pool, number = os.urandom(10 * count), int.from_bytes
    return [
        UUID(int=stamp | number(pool[at : at + 10]) & RANDOM_BITS)
        for at in range(0, 10 * count, 10)
    ]
