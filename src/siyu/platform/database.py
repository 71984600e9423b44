"""Tables, and the connection to the record (PostgreSQL)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from psycopg.errors import DiskFull
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    TypeDecorator,
    Uuid,
    any_,
    create_engine,
    literal,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table of the record."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: DateTime(timezone=True)}


class TenantModel(Base):
    """A row that belongs to one tenant; `work.add` fills both columns.

    A class may define `within(cls, reach)`, the condition that keeps a manager to their subtree
    and a clerk to their own customers. One that is written by the million and has another index
    that begins with `tenant_id` declares the column anew, without an index of its own.
    """

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(index=True)


class Many(tuple[UUID, ...]):
    """Ids that many statements are asked of: written as text once."""

    @cached_property
    def text(self) -> str:
        return _written(self)


class Ids(TypeDecorator[Sequence[UUID]]):
    """Many ids as one parameter, written as text: one for each takes the driver longer than the
    search. It has the type of the array from the start, so that the server reads it once; a text
    that is cast is read anew for each row it is compared with.
    """

    impl = ARRAY(Uuid)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Sequence[UUID] | None], str]:
        return lambda ids: written(ids or ())


def among(column: Any, ids: Iterable[UUID]) -> ColumnElement[bool]:
    """The condition that a column is one of many ids."""
    told = ids if isinstance(ids, Many) else list(ids)
    found: ColumnElement[bool] = column == any_(literal(told, Ids()))
    return found


def written(ids: Iterable[UUID]) -> str:
    """Ids as PostgreSQL reads an array of them."""
    return ids.text if isinstance(ids, Many) else _written(ids)


def _written(ids: Iterable[UUID]) -> str:
    return f"{{{','.join([id.hex for id in ids])}}}"


def refuses_for_room(error: BaseException) -> bool:
    """Whether PostgreSQL said that its disk is full."""
    return getattr(getattr(error, "orig", error), "sqlstate", None) == DiskFull.sqlstate


def connect(url: str, *, pool: int = 10) -> Engine:
    """The engine for a PostgreSQL `url`; connections are checked before use."""
    return create_engine(
        url,
        pool_size=pool,
        max_overflow=pool,
        pool_pre_ping=True,
        connect_args={"application_name": "siyu", "options": "-c timezone=UTC"},
    )
