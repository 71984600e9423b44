"""Names for rows."""

from uuid import UUID, uuid4


def new_id() -> UUID:
    """A random id; order is kept by instants and the log, never by ids."""
    return uuid4()
