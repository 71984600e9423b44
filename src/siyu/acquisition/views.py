"""Rows and decisions as the API shows them, with the names of all they mention."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from xml.sax.saxutils import escape

from siyu.acquisition import service
from siyu.acquisition.code_forms import problem_of, state_of
from siyu.acquisition.figures import CodeFigures, Tallied, Today
from siyu.acquisition.models import LiveCode
from siyu.acquisition.roster import Roster
from siyu.acquisition.rules import message
from siyu.acquisition.rules.aims import ADVICE, three_aims
from siyu.acquisition.rules.duty import Away, Duty, Nobody, OnDuty, caps_of
from siyu.acquisition.rules.schedule import Rung
from siyu.acquisition.schemas import (
    AimOut,
    AlertOut,
    CheckAsked,
    CheckOut,
    CodeLine,
    CodeOnDuty,
    DayTally,
    DutyBrief,
    DutyOut,
    DutySpan,
    FaultOut,
    NewFriend,
    StaffAway,
    StaffOnDuty,
    StaffTally,
    StatisticsOut,
    Tally,
    TodayOut,
    VariableOut,
    WelcomeBrief,
    WelcomeCount,
)
from siyu.customers import service as customers
from siyu.customers.service import FriendAddLine, LostBy
from siyu.messaging.service import Line
from siyu.organisation import service as organisation
from siyu.platform.http import Ref
from siyu.platform.work import Work

UNNAMED = "…"
SAMPLES = {
    "customer": ("Customer's name", "客户昵称", "May", "小梅"),
    "adviser": ("Adviser's name", "顾问姓名", "Lin", "小林"),
    "store": ("Store", "门店", "Jing'an store", "静安店"),
}
"""Each variable: title and example, English and 简体中文."""


def code_lines(work: Work, codes: Sequence[LiveCode], language: str) -> list[CodeLine]:
    """Live codes as a list shows them."""
    names = staff_names(work, (id for code in codes for id in code.duty_staff_ids))
    nodes = organisation.node_refs(work, {code.node_id for code in codes if code.node_id})
    today = service.added_today(work, [code.id for code in codes])
    return [
        CodeLine(
            id=code.id,
            name=code.name,
            node=_ref(code.node_id, {id: node.name for id, node in nodes.items()}),
            state=state_of(code),
            problem=problem_of(code, language),
            duty=duty_brief(code, names),
            added_today=today.get(code.id, 0),
            added_total=code.added_total,
        )
        for code in codes
    ]


def duty_brief(code: LiveCode, names: Mapping[UUID, str]) -> DutyBrief:
    return DutyBrief(
        state=code.duty_state,
        staff=[Ref(id=id, name=names.get(id, UNNAMED)) for id in code.duty_staff_ids],
        until=code.duty_until,
    )


def staff_names(work: Work, ids: Iterable[UUID]) -> dict[UUID, str]:
    return {id: one.name for id, one in organisation.staff_refs(work, set(ids)).items()}


def _ref(id: UUID | None, names: Mapping[UUID, str]) -> Ref | None:
    return Ref(id=id, name=names.get(id, UNNAMED)) if id else None


@dataclass(frozen=True)
class Words:
    """What a reader is told things by."""

    names: Mapping[UUID, str]
    language: str


def duty_out(work: Work, code: LiveCode, roster: Roster, language: str) -> DutyOut:
    """Who is on duty now, and who is next."""
    words = Words(staff_names(work, code.staff_ids), language)
    following = roster.next()
    until = following[0] if following else None
    now = _span(roster, roster.duty, words, (code.duty_since, until))
    if following is None:
        return DutyOut(now=now, next=None)
    return DutyOut(now=now, next=_span(roster, following[1], words, (following[0], None)))


def _span(
    roster: Roster, duty: Duty, words: Words, span: tuple[datetime | None, datetime | None]
) -> DutySpan:
    on_duty = duty if isinstance(duty, OnDuty) else None
    lack = duty.reason if isinstance(duty, Nobody) else None
    return DutySpan(
        state=_state(duty),
        by=str(on_duty.rung) if on_duty else None,
        title=(duty.shift.title or None) if duty.shift else None,
        staff=[_on_duty(roster, id, words) for id in (on_duty.staff_ids if on_duty else ())],
        dropped=[_away(id, away, words) for id, away in duty.dropped.items()],
        reason=str(lack) if lack else None,
        reason_words=lack.said(words.language) if lack else None,
        from_=span[0],
        until=span[1],
    )


def _state(duty: Duty) -> str:
    if isinstance(duty, Nobody):
        return "nobody"
    return "backup" if duty.rung is Rung.BACKUP else "on_duty"


def _on_duty(roster: Roster, id: UUID, words: Words) -> StaffOnDuty:
    caps, standing = caps_of(roster.plan, id), roster.standings[id]
    return StaffOnDuty(
        id=id,
        name=words.names.get(id, UNNAMED),
        added_today=standing.added_today,
        cap_per_day=caps.per_day,
        added_total=standing.added_total,
        cap_total=caps.total,
    )


def _away(id: UUID, away: Away, words: Words) -> StaffAway:
    name = words.names.get(id, UNNAMED)
    return StaffAway(id=id, name=name, reason=str(away), reason_words=away.said(words.language))


def statistics_out(work: Work, figures: CodeFigures) -> StatisticsOut:
    names = staff_names(work, figures.staff)
    return StatisticsOut(
        total=Tally(**_tally(figures.total)),
        days=[DayTally(day=day, **_tally(one)) for day, one in figures.days.items()],
        staff=[
            StaffTally(
                id=id,
                name=names.get(id, UNNAMED),
                added_today=figures.added_today.get(id, 0),
                **_tally(one),
            )
            for id, one in figures.staff.items()
        ],
    )


def _tally(one: Tallied) -> dict[str, int]:
    return {"added": one.added, "deleted": one.deleted, "welcomed": one.welcomed}


def today_out(work: Work, today: Today, language: str) -> TodayOut:
    """Home, in a language."""
    zh = language.startswith("zh")
    people = [one.staff_id for one in today.latest]
    names = staff_names(work, [*people, *(id for c in today.on_duty for id in c.duty_staff_ids)])
    known = customers.customer_names(work, [one.customer_id for one in today.latest])
    return TodayOut(
        day=today.day,
        zone=str(today.zone),
        new_friends=today.new_friends,
        new_friends_yesterday=today.new_friends_yesterday,
        deleted_by_customer=today.lost.get(LostBy.CUSTOMER, 0),
        deleted_by_staff=today.lost.get(LostBy.STAFF, 0),
        by_hour=today.by_hour,
        welcomes=[
            WelcomeCount(
                outcome=str(one.outcome),
                reason=str(one.reason),
                words=one.reason.said(language),
                count=one.count,
            )
            for one in today.welcomes
        ],
        on_duty=[
            CodeOnDuty(
                live_code=Ref(id=code.id, name=code.name), **duty_brief(code, names).model_dump()
            )
            for code in today.on_duty
        ],
        alerts=[
            AlertOut(
                key=one.key, level=one.level, text=one.words[zh], href=one.href, since=one.since
            )
            for one in today.alerts
        ],
        latest=[_friend(today, one, names, known, language) for one in today.latest],
    )


def _friend(
    today: Today,
    one: FriendAddLine,
    names: Mapping[UUID, str],
    known: Mapping[UUID, str],
    language: str,
) -> NewFriend:
    code = today.latest_codes.get(one.state or "")
    welcome = today.latest_welcomes.get(one.relation_id)
    return NewFriend(
        customer=Ref(id=one.customer_id, name=known.get(one.customer_id) or UNNAMED),
        staff=Ref(id=one.staff_id, name=names.get(one.staff_id, UNNAMED)),
        live_code=Ref(id=code.id, name=code.name) if code else None,
        happened_at=one.added_at,
        again=one.n > 1,
        welcome=_welcome(welcome, language) if welcome else None,
    )


def _welcome(line: Line, language: str) -> WelcomeBrief:
    return WelcomeBrief(outcome=str(line.outcome), words=line.reason.said(language))


def check_out(asked: CheckAsked, language: str) -> CheckOut:
    """What a welcome states and lacks, and how it reads."""
    zh = language.startswith("zh")
    names = [name for name, _, _ in message.variables_in(asked.text)]
    found = message.faults(asked.text, [one.link() for one in asked.links])
    return CheckOut(
        aims=[
            AimOut(
                aim=str(one.aim),
                met=one.met,
                evidence=one.evidence,
                offset=one.offset,
                advice=None if one.met else ADVICE[one.aim][zh],
            )
            for one in three_aims(asked.text, asked.marks)
        ],
        preview=message.fill(asked.text, {name: one[2 + zh] for name, one in SAMPLES.items()}),
        variables=[
            VariableOut(name=name, title=one[zh], example=one[2 + zh])
            for name, one in SAMPLES.items()
        ],
        unknown=[name for name in dict.fromkeys(names) if name not in SAMPLES],
        faults=[FaultOut(code=one.code, place=one.place, message=one.words[zh]) for one in found],
    )


def svg_of(picture: bytes, media_type: str, name: str) -> str:
    """The picture of a code on a page to print, with its name below."""
    inside = base64.b64encode(picture).decode()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 440" width="400" height="440">'
        '<rect width="400" height="440" fill="#fff"/>'
        f'<image x="20" y="20" width="360" height="360" href="data:{media_type};base64,{inside}"/>'
        '<text x="200" y="415" font-family="sans-serif" font-size="20" text-anchor="middle">'
        f"{escape(name)}</text></svg>"
    )
