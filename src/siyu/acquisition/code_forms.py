"""Live codes as the console writes and reads them."""

from datetime import date, datetime, time
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field, PlainSerializer

from siyu.acquisition.drafts import CodeDraft
from siyu.acquisition.models import LiveCode
from siyu.acquisition.plans import plan_of
from siyu.acquisition.rules.duty import Assignment, Caps, Plan
from siyu.acquisition.rules.schedule import MIDNIGHT, Hours, Schedule, SpecialDate, WeekSlot


def _hour(given: object) -> object:
    return "00:00" if given == "24:00" else given


def _start(at: time) -> str:
    return f"{at:%H:%M}"


def _end(at: time) -> str:
    return "24:00" if at == MIDNIGHT else f"{at:%H:%M}"


Start = Annotated[time, PlainSerializer(_start, return_type=str)]
End = Annotated[time, BeforeValidator(_hour), PlainSerializer(_end, return_type=str)]
"""`HH:MM`; an end may be 24:00, and one at or before its start crosses midnight."""

StaffIds = tuple[UUID, ...]
Title = Annotated[str, Field(max_length=20)]
Words = Annotated[str, Field(min_length=1, max_length=40)]
Cap = Annotated[int, Field(ge=1, le=1_000_000)]


class SlotForm(BaseModel):
    """A shift of every week."""

    title: Title = ""
    weekday: int = Field(ge=1, le=7)
    start: Start
    end: End
    staff_ids: StaffIds = ()


class SpecialDateForm(BaseModel):
    """A shift of one date; without staff the schedule is closed."""

    date: date
    title: Title = ""
    start: Start
    end: End
    staff_ids: StaffIds = ()


class WeightForm(BaseModel):
    staff_id: UUID
    weight: int = Field(ge=1, le=100)


class CapForm(BaseModel):
    staff_id: UUID
    per_day: Cap | None = None
    total: Cap | None = None


class CodeForm(BaseModel):
    """A live code as people decide it; saving replaces it whole."""

    name: str = Field(max_length=100)
    node_id: UUID | None = None
    source_id: UUID | None = None
    paused: bool = False
    all_day_staff_ids: StaffIds
    slots: list[SlotForm] = Field(default=[], max_length=200)
    special_dates: list[SpecialDateForm] = Field(default=[], max_length=400)
    assignment: Literal["all", "round_robin", "weighted", "random", "least_loaded"] = "all"
    weights: list[WeightForm] = []
    cap_per_day: Cap | None = None
    cap_total: Cap | None = None
    caps: list[CapForm] = []
    backup_staff_ids: StaffIds = ()
    tag_ids: tuple[UUID, ...] = ()
    remark_pattern: str | None = Field(default=None, max_length=60)
    skip_verify: Literal["always", "never", "window"] = "always"
    skip_verify_from: Start | None = None
    skip_verify_to: End | None = None
    nickname_blocklist: list[Words] = Field(default=[], max_length=200)

    def draft(self) -> CodeDraft:
        """What the form asks for."""
        return CodeDraft(
            name=self.name,
            node_id=self.node_id,
            source_id=self.source_id,
            paused=self.paused,
            plan=self.plan(),
            tag_ids=_once(self.tag_ids),
            remark_pattern=self.remark_pattern,
            nickname_blocklist=tuple(self.nickname_blocklist),
        )

    def plan(self) -> Plan:
        """The schedule of the form."""
        return Plan(
            schedule=Schedule(
                special_dates=tuple(
                    SpecialDate(
                        day=one.date,
                        title=one.title,
                        starts=one.start,
                        ends=one.end,
                        staff_ids=_once(one.staff_ids),
                    )
                    for one in self.special_dates
                ),
                slots=tuple(
                    WeekSlot(
                        weekday=slot.weekday,
                        title=slot.title,
                        starts=slot.start,
                        ends=slot.end,
                        staff_ids=_once(slot.staff_ids),
                    )
                    for slot in self.slots
                ),
                all_day=_once(self.all_day_staff_ids),
                skip_verify=self._skip_verify(),
            ),
            backups=_once(self.backup_staff_ids),
            caps=Caps(self.cap_per_day, self.cap_total),
            own_caps={one.staff_id: Caps(one.per_day, one.total) for one in self.caps},
            assignment=Assignment(self.assignment),
            weights={one.staff_id: one.weight for one in self.weights},
        )

    def _skip_verify(self) -> bool | Hours:
        if self.skip_verify != "window":
            return self.skip_verify == "always"
        return Hours(starts=self.skip_verify_from or MIDNIGHT, ends=self.skip_verify_to or MIDNIGHT)


def _once(ids: tuple[UUID, ...]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(ids))


class CodeOut(CodeForm):
    """A live code, and how it stands with WeCom."""

    id: UUID
    state: str
    problem: str | None
    wecom_state: str
    qr_ready: bool
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None


def code_out(code: LiveCode, language: str) -> CodeOut:
    """A row as its form."""
    plan = plan_of(code)
    return CodeOut(
        id=code.id,
        name=code.name,
        node_id=code.node_id,
        source_id=code.source_id,
        paused=code.paused,
        slots=[
            SlotForm(
                title=slot.title,
                weekday=slot.weekday,
                start=slot.starts,
                end=slot.ends,
                staff_ids=slot.staff_ids,
            )
            for slot in plan.schedule.slots
        ],
        special_dates=[
            SpecialDateForm(
                date=one.day,
                title=one.title,
                start=one.starts,
                end=one.ends,
                staff_ids=one.staff_ids,
            )
            for one in plan.schedule.special_dates
        ],
        **_shares(plan),
        **_skips(plan.schedule.skip_verify),
        tag_ids=tuple(code.tag_ids),
        remark_pattern=code.remark_pattern,
        nickname_blocklist=code.nickname_blocklist,
        state=state_of(code),
        problem=problem_of(code, language),
        wecom_state=code.wecom_state,
        qr_ready=code.qr_media_type is not None,
        created_at=code.created_at,
        updated_at=code.updated_at,
        published_at=code.published_at,
    )


def _shares(plan: Plan) -> dict[str, Any]:
    """Who takes friends, and how many."""
    return {
        "all_day_staff_ids": plan.schedule.all_day,
        "backup_staff_ids": plan.backups,
        "assignment": str(plan.assignment),
        "weights": [WeightForm(staff_id=one, weight=of) for one, of in plan.weights.items()],
        "cap_per_day": plan.caps.per_day,
        "cap_total": plan.caps.total,
        "caps": [
            CapForm(staff_id=one, per_day=caps.per_day, total=caps.total)
            for one, caps in plan.own_caps.items()
        ],
    }


def _skips(hours: bool | Hours) -> dict[str, Any]:
    if isinstance(hours, bool):
        return {"skip_verify": "always" if hours else "never"}
    return {
        "skip_verify": "window",
        "skip_verify_from": hours.starts,
        "skip_verify_to": hours.ends,
    }


def state_of(code: LiveCode) -> str:
    """How a code stands: paused, failed, ready or publishing."""
    if code.paused:
        return "paused"
    if code.problem:
        return "failed"
    return "ready" if code.config_id else "publishing"


def problem_of(code: LiveCode, language: str) -> str | None:
    """Why WeCom does not hold what is wanted."""
    if not code.problem:
        return None
    return str(code.problem["zh" if language.startswith("zh") else "en"])
