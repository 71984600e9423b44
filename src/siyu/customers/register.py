"""The people a batch of newcomers touches: read at once, changed in memory, written by COPY."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import islice
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, select, text, update

from siyu.customers import evidence, people, suggestions
from siyu.customers.evidence import Key, Likeness, Side
from siyu.customers.models import Customer, Identity
from siyu.kit.ids import new_ids
from siyu.platform.declarations import Event
from siyu.platform.work import Work

# A value of a hundred thousand people is read no further than it takes to see that it is shared.
HOLDERS = text(
    "SELECT held.kind, held.mark, held.customer_id, held.weight"
    " FROM unnest(CAST(CAST(:marks AS text) AS bytea[])) AS asked (mark) CROSS JOIN LATERAL"
    " (SELECT kind, mark, customer_id, weight FROM identities"
    "  WHERE tenant_id = :tenant AND mark = asked.mark LIMIT 12) AS held"
)
ERASED = text(
    "SELECT kind, mark FROM erased_accounts WHERE tenant_id = :tenant"
    " AND mark = ANY(CAST(CAST(:marks AS text) AS bytea[]))"
)
COPY_PEOPLE = "COPY customers (id, tenant_id, name, name_marks, gender, met_at) FROM STDIN"
COPY_ACCOUNTS = (
    "COPY identities (id, tenant_id, customer_id, kind, sealed, mark, tail, evidence, weight,"
    " seen_at) FROM STDIN"
)
NOTHING = "\\N"
IDS_AT_ONCE = 500
LINES_AT_ONCE = 200


@dataclass(eq=False, slots=True)
class Person:
    """Someone a batch touches. `new` until the newcomer who made them is done."""

    id: UUID
    key: str
    met_at: datetime | None = None
    accounts: dict[Key, int] = field(default_factory=dict)
    name: str = ""
    gender: int = 0
    new: bool = False

    @property
    def side(self) -> Side:
        return Side(self.accounts, evidence.plain(self.name))


class _Account(msgspec.Struct):
    """An account that a batch adds."""

    id: UUID
    person: Person
    key: Key
    value: str
    source: str
    weight: int


@dataclass
class Register:
    """What is known of the accounts of a batch, and what the batch adds."""

    work: Work
    now: datetime
    people: dict[UUID, Person]
    by_account: dict[Key, list[Person]]
    erased: set[Key]
    _made: list[Person] = field(default_factory=list)
    _named: list[Person] = field(default_factory=list)
    _gendered: list[Person] = field(default_factory=list)
    _accounts: list[_Account] = field(default_factory=list)
    _pairs: list[tuple[UUID, UUID, Likeness]] = field(default_factory=list)
    _quarantined: set[Key] = field(default_factory=set)
    _ids: list[UUID] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._tenant, self._now = str(self.work.tenant_id), str(self.now)

    @classmethod
    def read(cls, work: Work, keys: Sequence[Key]) -> "Register":
        """The register of all who have one of these accounts."""
        marks = sorted({mark.hex() for _, mark in keys})
        # Written out here: the driver takes a good while to render so long an array.
        asked = {"tenant": work.tenant_id, "marks": f"{{{','.join(map(_quoted, marks))}}}"}
        held = work.session.execute(HOLDERS, asked).all()
        erased = {(row.kind, row.mark) for row in work.session.execute(ERASED, asked)}
        people = _people(work, {row.customer_id for row in held})
        register = cls(work, work.now(), people, {}, erased)
        for row in held:
            person = people[row.customer_id]
            register._hold((row.kind, row.mark), person)
        return register

    def holders(self, keys: Iterable[Key]) -> list[Person]:
        """Everyone with one of these accounts, each once."""
        found = [person for key in keys for person in self.by_account.get(key, ())]
        return found if len(found) < 2 else list({id(one): one for one in found}.values())

    def _hold(self, key: Key, person: Person) -> None:
        holders = self.by_account.setdefault(key, [])
        if person not in holders:
            holders.append(person)

    def shared(self, keys: Iterable[Key]) -> set[Key]:
        """Those of these accounts that too many people share."""
        return {key for key in keys if evidence.is_shared(len(self.by_account.get(key, ())))}

    def new(self, met_at: datetime) -> Person:
        id = self._id()
        person = Person(id, str(id), met_at, new=True)
        self._made.append(person)
        return person

    def fill(self, person: Person, name: str, gender: int) -> tuple[str, ...]:
        """What the person lacks of name and gender; what they have stays theirs."""
        filled: tuple[str, ...] = ()
        if name and not person.name:
            person.name = name
            self._named.append(person)
            filled += ("name",)
        if gender and not person.gender:
            person.gender = gender
            self._gendered.append(person)
            filled += ("gender",)
        return filled

    def add(self, person: Person, key: Key, value: str, *, source: str) -> UUID:
        """Give a person an account, sealed; its id."""
        id, weight = self._id(), evidence.weight(key[0], source)
        self._accounts.append(_Account(id, person, key, value, source, weight))
        person.accounts[key] = weight
        self._hold(key, person)
        return id

    def _id(self) -> UUID:
        if not self._ids:
            self._ids = new_ids(IDS_AT_ONCE)
        return self._ids.pop()

    def compare(self, person: Person, keys: Sequence[Key]) -> None:
        """Suggest whoever else has one of these values and is alike enough."""
        shared = self.shared(keys)
        self._quarantined |= shared
        for other in self.holders(key for key in keys if key not in shared):
            if other is not person:
                likeness = evidence.compare(person.side, other.side, shared)
                if likeness.score >= evidence.SUGGEST:
                    self.suggest(person, other, likeness)

    def suggest(self, one: Person, other: Person, likeness: Likeness) -> None:
        self._pairs.append((one.id, other.id, likeness))

    def emit(self, event: Event, *, at: datetime | None = None) -> None:
        self.work.emit(event, at=at or self.now)

    def write(self) -> None:
        """Put everything into the record."""
        cursor = self.work.session.connection().connection.cursor()
        for statement, lines in ((COPY_PEOPLE, self._people()), (COPY_ACCOUNTS, self._held())):
            first = "".join(islice(lines, LINES_AT_ONCE))
            if first:
                with cursor.copy(statement) as copy:
                    copy.write(first)
                    # The server writes what it has while we render the next.
                    while more := "".join(islice(lines, LINES_AT_ONCE)):
                        copy.write(more)
        self._fill()
        suggestions.note(self.work, self._pairs)
        suggestions.quarantine(self.work, self._quarantined)

    def _people(self) -> Iterator[str]:
        secrets, tenant = self.work.secrets, self._tenant
        names = secrets.seal_all([one.name for one in self._made])
        for one, sealed in zip(self._made, names, strict=True):
            name = _bytes(sealed) if one.name else NOTHING
            marks = ",".join(map(str, people.name_marks(self.work, one.name)))
            met_at = self._now if one.met_at is self.now else one.met_at
            yield f"{one.key}\t{tenant}\t{name}\t{{{marks}}}\t{one.gender}\t{met_at}\n"

    def _held(self) -> Iterator[str]:
        secrets, tenant, now = self.work.secrets, self._tenant, self._now
        values = secrets.seal_all([one.value for one in self._accounts])
        for one, sealed in zip(self._accounts, values, strict=True):
            kind, mark = one.key
            is_phone = kind == "phone"
            tail = _bytes(secrets.blind("phone_tail", one.value[-4:])) if is_phone else NOTHING
            yield (
                f"{one.id.hex}\t{tenant}\t{one.person.key}\t{_plain(kind)}\t{_bytes(sealed)}"
                f"\t{_bytes(mark)}\t{tail}\t{_plain(one.source)}\t{one.weight}\t{now}\n"
            )

    def _fill(self) -> None:
        """Write what people who were there already got."""
        seal = self.work.secrets.seal
        names = [
            {
                "who": one.id,
                "name": seal(one.name),
                "name_marks": people.name_marks(self.work, one.name),
            }
            for one in self._named
            if one.met_at is None
        ]
        genders = [
            {"who": one.id, "gender": one.gender} for one in self._gendered if one.met_at is None
        ]
        mine = update(Customer).where(Customer.id == bindparam("who"))
        for rows in (names, genders):
            if rows:
                self.work.session.connection().execute(mine, rows)


def _people(work: Work, ids: set[UUID]) -> dict[UUID, Person]:
    known = {id: Person(id, str(id)) for id in ids}
    mine = select(Identity.customer_id, Identity.kind, Identity.mark, Identity.weight)
    for row in work.session.execute(
        mine.where(Identity.tenant_id == work.tenant_id, Identity.customer_id.in_(ids))
    ):
        held = known[row.customer_id].accounts
        held[row.kind, row.mark] = max(row.weight, held.get((row.kind, row.mark), 0))
    named = select(Customer.id, Customer.name, Customer.gender)
    for id, name, gender in work.session.execute(
        named.where(Customer.tenant_id == work.tenant_id, Customer.id.in_(ids))
    ):
        known[id].name = work.secrets.open(name) if name else ""
        known[id].gender = gender
    return known


def _bytes(value: bytes) -> str:
    """Bytes as COPY reads them."""
    return f"\\\\x{value.hex()}"


def _quoted(mark: str) -> str:
    """A mark in hex as an element of an array that PostgreSQL reads."""
    return f'"\\\\x{mark}"'


ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@lru_cache(maxsize=1024)
def _plain(value: str) -> str:
    return value.translate(ESCAPES)
