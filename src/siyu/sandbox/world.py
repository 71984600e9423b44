"""The state of one WeCom: its tables, its clock, its settings, and who is told of changes."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from random import Random
from typing import Any, Final

from pydantic import TypeAdapter

from siyu.kit.instants import zone
from siyu.sandbox.clock import SandboxClock
from siyu.sandbox.faults import Faults
from siyu.sandbox.options import Options
from siyu.sandbox.policy import Gate, Policy
from siyu.sandbox.rows import (
    AppMessage,
    Delivery,
    Department,
    GroupChat,
    GroupMessage,
    Happening,
    LoginCode,
    MassSend,
    MassTarget,
    MassTask,
    Media,
    Member,
    Message,
    Person,
    Relation,
    Request,
    Setting,
    Tag,
    TagGroup,
    Way,
    WelcomeCode,
)
from siyu.sandbox.store import Store, Table

LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
POLICY: Final = TypeAdapter(Policy)


def spelled(digest: bytes, length: int) -> str:
    """A digest in letters and digits."""
    number = int.from_bytes(digest, "big")
    letters = []
    for _ in range(length):
        number, rest = divmod(number, len(LETTERS))
        letters.append(LETTERS[rest])
    return "".join(letters)


class World:
    """Everything the sandbox knows. Change it inside `with world.act():`, one act a call."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.clock = SandboxClock(options.clock, zone(options.zone))
        self.gate = Gate()
        self.faults = Faults(options.seed)
        self.unmodelled: dict[str, int] = {}
        self.base_url = ""
        self.changes: list[dict[str, Any]] = []
        self._moment: int | None = None
        self._tables(Store(str(options.state) if options.state else None))
        self.policy: Policy = POLICY.validate_python(self.setting("policy", {}))

    def _tables(self, store: Store) -> None:
        self.store = store
        self.settings = Table(store, Setting, lambda row: row.name)
        self.departments = Table(store, Department, lambda row: str(row.id))
        self.members = Table(store, Member, lambda row: row.userid.lower())
        self.people = Table(store, Person, lambda row: row.external_userid)
        self.relations = Table(
            store,
            Relation,
            lambda row: row.id,
            userid=lambda row: row.userid,
            external_userid=lambda row: row.external_userid,
        )
        self.requests = Table(store, Request, lambda row: f"{row.userid} {row.external_userid}")
        self.tag_groups = Table(store, TagGroup, lambda row: row.id)
        self.tags = Table(store, Tag, lambda row: row.id, group_id=lambda row: row.group_id)
        self.ways = Table(store, Way, lambda row: row.config_id)
        self.codes = Table(store, WelcomeCode, lambda row: row.code)
        self.messages = Table(store, Message, lambda row: row.id, chat=lambda row: row.chat)
        self.group_messages = Table(store, GroupMessage, lambda row: row.id)
        self.app_messages = Table(store, AppMessage, lambda row: row.msgid)
        self.media = Table(store, Media, lambda row: row.media_id)
        self.groups = Table(store, GroupChat, lambda row: row.chat_id)
        self.mass = Table(store, MassSend, lambda row: row.msgid)
        self.tasks = Table(
            store, MassTask, lambda row: f"{row.msgid} {row.userid}", msgid=lambda row: row.msgid
        )
        self.targets = Table(
            store,
            MassTarget,
            lambda row: f"{row.msgid} {row.userid} {row.target}",
            part=lambda row: f"{row.msgid} {row.userid}",
            target=lambda row: row.target,
        )
        self.deliveries = Table(store, Delivery, lambda row: row.id, state=lambda row: row.state)
        self.happenings = Table(store, Happening, lambda row: row.id, day=lambda row: row.day)
        self.logins = Table(store, LoginCode, lambda row: row.code)

    @contextmanager
    def act(self) -> Iterator[None]:
        """One act: all of its changes are durable when it ends, or none happened."""
        told = len(self.changes)
        try:
            with self.store.act():
                yield
        except BaseException:
            del self.changes[told:]
            raise

    def tell(self, kind: str, **what: Any) -> None:
        """Let the pages that watch know that something changed."""
        self.changes.append({"kind": kind, "at": self.now(), **what})

    # Settings

    def setting(self, name: str, default: Any = None) -> Any:
        row = self.settings.get(name)
        return default if row is None else row.value

    def keep(self, name: str, value: Any) -> None:
        self.settings.put(Setting(name=name, value=value))

    def set_policy(self, given: dict[str, Any]) -> Policy:
        """Merge what is given into the policy. Raises pydantic's ValidationError."""
        merged = POLICY.dump_python(self.policy, mode="json") | given
        self.policy = POLICY.validate_python(merged)
        self.keep("policy", POLICY.dump_python(self.policy, mode="json"))
        return self.policy

    # Time, names, chance

    def now(self) -> int:
        """Shown time in whole seconds."""
        return int(self.clock.shown()) if self._moment is None else self._moment

    def real(self) -> float:
        return self.clock.real()

    @contextmanager
    def moment(self, at: int) -> Iterator[None]:
        """Let what happens inside carry this shown instant (a late tick of the play)."""
        self._moment = at
        try:
            yield
        finally:
            self._moment = None

    def serial(self) -> int:
        """The next number; the same acts in the same order give the same numbers."""
        number = int(self.setting("serial", 0)) + 1
        self.keep("serial", number)
        return number

    def ordered_id(self) -> str:
        """An id that sorts in the order of making."""
        return f"{self.serial():012d}"

    def mint(self, prefix: str, length: int = 30) -> str:
        """A new id in WeCom's shape, the same in every world of this seed."""
        return prefix + self.spell(f"{prefix} {self.serial()}", length)

    def spell(self, text: str, length: int) -> str:
        """Letters that only this seed gives for this text."""
        return spelled(hashlib.sha256(f"{self.options.seed} {text}".encode()).digest(), length)

    def chance(self, text: str) -> Random:
        """A source of chance that only this seed and text decide."""
        return Random(f"{self.options.seed} {text}")

    # Look-ups

    def member(self, userid: str) -> Member | None:
        """A member of staff; ids match without regard to case."""
        return self.members.get(userid.lower())

    def relation(self, userid: str, external_userid: str) -> Relation | None:
        """A relation that stands for the APIs."""
        member = self.member(userid)
        found = member and self.relations.get(f"{member.userid} {external_userid}")
        return found if found and found.stands else None

    def customers_of(self, userid: str) -> list[Relation]:
        return [row for row in self.relations.where("userid", userid) if row.stands]

    def followers_of(self, external_userid: str) -> list[Relation]:
        """The relations of a customer with staff who are still there."""
        found = self.relations.where("external_userid", external_userid)
        return [row for row in found if row.stands and row.userid.lower() in self.members]

    def subtree(self, department: int) -> set[int]:
        """A department and all below it."""
        found = {department}
        while True:
            more = {row.id for row in self.departments if row.parentid in found} - found
            if not more:
                return found
            found |= more

    def note(self, kind: str, relation: Relation | None = None, **more: Any) -> None:
        """Write a line into the sandbox's own record."""
        if relation is not None:
            more = {
                "userid": relation.userid,
                "external_userid": relation.external_userid,
                "state": relation.state,
            } | more
        now = self.now()
        row = Happening(id=self.ordered_id(), kind=kind, day=self.clock.day(now), at=now)
        self.happenings.put(replace(row, **more))
