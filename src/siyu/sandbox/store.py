"""State that survives a kill: rows in memory, written to SQLite before anything is answered.

Rows are frozen, so a change is always a `put`. One act is one transaction: `Store.act()` writes
all that was put or dropped, or restores the rows as they were when the act fails.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

Row = TypeVar("Row")

SCHEMA = """
CREATE TABLE IF NOT EXISTS rows (
    kind TEXT, id TEXT, body BLOB, PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blobs (id TEXT PRIMARY KEY, body BLOB);
"""
PUT_ROW = "INSERT OR REPLACE INTO rows (kind, id, body) VALUES (?, ?, ?)"
DROP_ROW = "DELETE FROM rows WHERE kind = ? AND id = ?"


class Table(Generic[Row]):
    """Rows of one kind by id, in the order first put; `indexes` name what `where` asks."""

    def __init__(
        self,
        store: "Store",
        kind: type[Row],
        key: Callable[[Row], str],
        **indexes: Callable[[Row], str],
    ) -> None:
        self.name = kind.__name__
        self.key = key
        self.adapter: TypeAdapter[Row] = TypeAdapter(kind)
        self._rows: dict[str, Row] = {}
        self._indexes = indexes
        self._found: dict[str, dict[str, dict[str, None]]] = {name: {} for name in indexes}
        self._store = store
        store.join(self)

    def get(self, id: str) -> Row | None:
        return self._rows.get(id)

    def __getitem__(self, id: str) -> Row:
        return self._rows[id]

    def __contains__(self, id: object) -> bool:
        return id in self._rows

    def __iter__(self) -> Iterator[Row]:
        return iter(list(self._rows.values()))

    def __len__(self) -> int:
        return len(self._rows)

    def where(self, index: str, value: str) -> list[Row]:
        """The rows whose index has this value."""
        return [self._rows[id] for id in self._found[index].get(value, {})]

    def put(self, row: Row) -> Row:
        id = self.key(row)
        self._store.changing(self, id, self._rows.get(id))
        self.place(id, row)
        return row

    def drop(self, id: str) -> None:
        self._store.changing(self, id, self._rows.get(id))
        self.place(id, None)

    def place(self, id: str, row: Row | None) -> None:
        """Set a row in memory alone: loading, undoing, and the lower half of `put`."""
        before = self._rows.get(id)
        for name, value in self._indexes.items():
            if before is not None:
                self._found[name][value(before)].pop(id, None)
            if row is not None:
                self._found[name].setdefault(value(row), {})[id] = None
        if row is None:
            self._rows.pop(id, None)
        else:
            self._rows[id] = row

    def stored(self, id: str) -> bytes | None:
        row = self._rows.get(id)
        return None if row is None else self.adapter.dump_json(row)


class Store:
    """All tables of one sandbox, and the SQLite file behind them (none = in memory)."""

    def __init__(self, file: str | None = None) -> None:
        self._tables: dict[str, Table[Any]] = {}
        self._before: dict[tuple[str, str], Any] = {}
        self._sqlite = sqlite3.connect(file or ":memory:", isolation_level=None)
        self._sqlite.execute("PRAGMA journal_mode = WAL")
        self._sqlite.execute("PRAGMA synchronous = NORMAL")
        self._sqlite.executescript(SCHEMA)

    def join(self, table: Table[Any]) -> None:
        self._tables[table.name] = table
        for id, body in self._sqlite.execute(
            "SELECT id, body FROM rows WHERE kind = ?", (table.name,)
        ):
            table.place(id, table.adapter.validate_json(body))

    def changing(self, table: Table[Any], id: str, before: Any) -> None:
        self._before.setdefault((table.name, id), before)

    @contextmanager
    def act(self) -> Iterator[None]:
        """Write what the body changed, all of it or nothing."""
        try:
            yield
        except BaseException:
            self._undo()
            raise
        self._write()

    def _undo(self) -> None:
        for (name, id), before in self._before.items():
            self._tables[name].place(id, before)
        self._before.clear()

    def _write(self) -> None:
        if not self._before:
            return
        puts, drops = [], []
        for name, id in self._before:
            body = self._tables[name].stored(id)
            if body is None:
                drops.append((name, id))
            else:
                puts.append((name, id, body))
        self._sqlite.execute("BEGIN IMMEDIATE")
        self._sqlite.executemany(PUT_ROW, puts)
        self._sqlite.executemany(DROP_ROW, drops)
        self._sqlite.execute("COMMIT")
        self._before.clear()

    def put_blob(self, id: str, body: bytes) -> None:
        """Keep a file's bytes on disk, not in memory."""
        self._sqlite.execute("INSERT OR REPLACE INTO blobs (id, body) VALUES (?, ?)", (id, body))

    def blob(self, id: str) -> bytes:
        found = self._sqlite.execute("SELECT body FROM blobs WHERE id = ?", (id,)).fetchone()
        return b"" if found is None else bytes(found[0])

    def close(self) -> None:
        self._sqlite.close()
