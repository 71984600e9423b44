"""What the API shows of duty, figures and welcome rules."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from siyu.acquisition.code_forms import End, Start
from siyu.acquisition.drafts import RuleDraft, links_of
from siyu.acquisition.models import WelcomeRule
from siyu.acquisition.rules.aims import Aim
from siyu.acquisition.rules.message import Link
from siyu.acquisition.rules.schedule import MIDNIGHT, Hours
from siyu.acquisition.rules.welcome import Level
from siyu.organisation.service import CopyMark
from siyu.platform.http import Ref

Weekday = Annotated[int, Field(ge=1, le=7)]


class DutyBrief(BaseModel):
    """Who is on a code; `state` is on_duty, backup, nobody, or null until it was reckoned."""

    state: str | None
    staff: list[Ref]
    until: datetime | None


class CodeLine(BaseModel):
    """A live code in a list."""

    id: UUID
    name: str
    node: Ref | None
    state: str
    problem: str | None
    duty: DutyBrief
    added_today: int
    added_total: int


class CodesOut(BaseModel):
    items: list[CodeLine]
    next_cursor: str | None


class StaffOnDuty(Ref):
    added_today: int
    cap_per_day: int | None
    added_total: int
    cap_total: int | None


class StaffAway(Ref):
    reason: str
    reason_words: str


class DutySpan(BaseModel):
    """Who is on a code from one instant to another, by which rung, and who was dropped."""

    state: str
    by: str | None
    title: str | None
    staff: list[StaffOnDuty]
    dropped: list[StaffAway]
    reason: str | None
    reason_words: str | None
    from_: datetime | None = Field(serialization_alias="from")
    until: datetime | None


class DutyOut(BaseModel):
    """Now, and the next time that other people come on."""

    now: DutySpan
    next: DutySpan | None


class Tally(BaseModel):
    added: int
    deleted: int
    welcomed: int


class DayTally(Tally):
    day: date


class StaffTally(Tally):
    id: UUID
    name: str
    added_today: int


class StatisticsOut(BaseModel):
    """Friends of a code: all, by day (every day), by member of staff."""

    total: Tally
    days: list[DayTally]
    staff: list[StaffTally]


class WelcomeCount(BaseModel):
    outcome: str
    reason: str
    words: str
    count: int


class CodeOnDuty(DutyBrief):
    live_code: Ref


class AlertOut(BaseModel):
    key: str
    level: str
    text: str
    href: str
    since: datetime


class WelcomeBrief(BaseModel):
    outcome: str
    words: str


class NewFriend(BaseModel):
    customer: Ref
    staff: Ref
    live_code: Ref | None
    happened_at: datetime
    again: bool
    welcome: WelcomeBrief | None


class TodayOut(BaseModel):
    """Home."""

    day: date
    zone: str
    new_friends: int
    new_friends_yesterday: int
    deleted_by_customer: int
    deleted_by_staff: int
    by_hour: list[int]
    welcomes: list[WelcomeCount]
    on_duty: list[CodeOnDuty]
    alerts: list[AlertOut]
    latest: list[NewFriend]


class LinkForm(BaseModel):
    title: str = Field(max_length=500)
    url: str = Field(max_length=4000)
    description: str = Field(default="", max_length=2000)
    picture_url: str = Field(default="", max_length=4000)

    def link(self) -> Link:
        return Link(**self.model_dump())


class RuleForm(BaseModel):
    """A welcome rule as people decide it; saving replaces it whole."""

    name: str = Field(max_length=100)
    level: Literal["default", "channel", "periodic", "special"]
    active: bool = True
    position: int = Field(default=0, ge=0, le=1_000_000)
    live_code_ids: tuple[UUID, ...] = ()
    node_ids: tuple[UUID, ...] = ()
    staff_ids: tuple[UUID, ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    weekdays: list[Weekday] = []
    time_from: Start | None = None
    time_to: End | None = None
    text: str = Field(max_length=10_000)
    links: list[LinkForm] = []
    marks: dict[Aim, str] = {}

    def draft(self) -> RuleDraft:
        """What the form asks for."""
        hours = None
        if self.time_from is not None or self.time_to is not None:
            hours = Hours(starts=self.time_from or MIDNIGHT, ends=self.time_to or MIDNIGHT)
        return RuleDraft(
            name=self.name,
            level=Level(self.level),
            text=self.text,
            active=self.active,
            position=self.position,
            live_code_ids=self.live_code_ids,
            node_ids=self.node_ids,
            staff_ids=self.staff_ids,
            first_day=self.date_from,
            last_day=self.date_to,
            weekdays=frozenset(self.weekdays),
            hours=hours,
            links=tuple(one.link() for one in self.links),
            marks=self.marks,
        )


class PublishedOut(BaseModel, from_attributes=True):
    """Where a copy comes from, and what the store may set itself."""

    publication_id: UUID
    hq: str
    version: int
    newest: int
    open_parts: list[str]
    own_parts: list[str]
    recalled_at: datetime | None


class RuleOut(RuleForm):
    id: UUID
    sent_count: int
    updated_at: datetime
    published: PublishedOut | None = None


class RulesOut(BaseModel):
    items: list[RuleOut]
    next_cursor: str | None


def rule_out(rule: WelcomeRule, mark: CopyMark | None = None) -> RuleOut:
    """A row as its form, and what it is a copy of."""
    return RuleOut(
        published=PublishedOut.model_validate(mark) if mark else None,
        id=rule.id,
        name=rule.name,
        level=rule.level,
        active=rule.active,
        position=rule.position,
        live_code_ids=tuple(rule.live_code_ids),
        node_ids=tuple(rule.node_ids),
        staff_ids=tuple(rule.staff_ids),
        date_from=rule.first_day,
        date_to=rule.last_day,
        weekdays=rule.weekdays,
        time_from=rule.starts,
        time_to=rule.ends,
        text=rule.text,
        links=[
            LinkForm(
                title=link.title,
                url=link.url,
                description=link.description,
                picture_url=link.picture_url,
            )
            for link in links_of(rule)
        ],
        marks={Aim(aim): words for aim, words in rule.marks.items()},
        sent_count=rule.sent_count,
        updated_at=rule.updated_at,
    )


class CheckAsked(BaseModel):
    text: str = Field(max_length=10_000)
    links: list[LinkForm] = []
    marks: dict[Aim, str] = {}


class AimOut(BaseModel):
    aim: str
    met: bool
    evidence: str | None
    offset: int | None
    advice: str | None


class VariableOut(BaseModel):
    name: str
    title: str
    example: str


class FaultOut(BaseModel):
    code: str
    place: str
    message: str


class CheckOut(BaseModel):
    """What a welcome states and lacks, how it reads, and what WeCom would refuse."""

    aims: list[AimOut]
    preview: str
    variables: list[VariableOut]
    unknown: list[str]
    faults: list[FaultOut]
