"""Figures of live codes, and of today."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from siyu.acquisition import queries
from siyu.acquisition.counting import LOST, WELCOMED
from siyu.acquisition.models import LiveCode, WelcomeRule
from siyu.acquisition.roster import tally, tenant_zone
from siyu.acquisition.rules.duty import Lack
from siyu.acquisition.rules.schedule import MIDNIGHT, instant_of
from siyu.acquisition.rules.welcome import Level
from siyu.channels.wecom import service as wecom
from siyu.channels.wecom.errors import NotConnected
from siyu.customers import service as customers
from siyu.customers.service import FriendAddLine, LostBy
from siyu.kit.instants import local_day
from siyu.messaging import service as messaging
from siyu.messaging.service import Count, Line, Purpose, WebhookOff
from siyu.platform.work import Work

LATEST = 20
MOST_CODES_AT_HOME = 100


@dataclass
class Tallied:
    """Friends that came, were welcomed, and were lost."""

    added: int = 0
    welcomed: int = 0
    deleted: int = 0


@dataclass(frozen=True, kw_only=True)
class CodeFigures:
    """One code over some days: every day of them, and everyone on its plan or in its ledger."""

    total: Tallied
    days: dict[date, Tallied]
    staff: dict[UUID, Tallied]
    added_today: dict[UUID, int]


@dataclass(frozen=True)
class Alert:
    """Something that does not mend itself; `words` are English, then 简体中文."""

    key: str
    level: str
    words: tuple[str, str]
    href: str
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Today:
    """What home shows. Yesterday is counted up to the same time of day."""

    day: date
    zone: ZoneInfo
    new_friends: int
    new_friends_yesterday: int
    lost: dict[LostBy, int]
    by_hour: list[int]
    welcomes: list[Count]
    on_duty: Sequence[LiveCode]
    alerts: list[Alert]
    latest: list[FriendAddLine]
    latest_codes: dict[str, LiveCode]
    latest_welcomes: dict[UUID, Line] = field(default_factory=dict)


def code_figures(work: Work, code_id: UUID, days: int) -> CodeFigures:
    """What came through a code in the last `days` days, today included. Raises NotFound."""
    code = work.get(LiveCode, code_id)
    today = local_day(work.now(), tenant_zone(work))
    since = today - timedelta(days=days - 1)
    by_day = {since + timedelta(days=i): Tallied() for i in range(days)}
    by_staff = {staff: Tallied() for staff in code.staff_ids}
    total = Tallied()
    for day, staff, count in work.session.execute(queries.added_by_day(work, code.id, since)):
        for tallied in (total, by_day.get(day), by_staff.setdefault(staff, Tallied())):
            if tallied:
                tallied.added += count
    for day, staff, what, count in work.session.execute(queries.ends_by_day(work, code.id, since)):
        for tallied in (total, by_day.get(day), by_staff.setdefault(staff, Tallied())):
            if tallied:
                tallied.welcomed += count if what == WELCOMED else 0
                tallied.deleted += count if what == LOST else 0
    counted = tally(work, code.id, list(by_staff), today)
    return CodeFigures(
        total=total,
        days=by_day,
        staff=by_staff,
        added_today={one.staff_id: one.added_today for one in counted},
    )


def today(work: Work) -> Today:
    """Today's friends, losses, welcomes, duty and alerts, as far as the actor sees."""
    place, now = tenant_zone(work), work.now()
    day = local_day(now, place)
    start = instant_of(day, MIDNIGHT, place)
    yesterday = instant_of(day - timedelta(days=1), MIDNIGHT, place)
    upto = now + timedelta(seconds=1)
    hours = Counter[int]()
    for passed, count in customers.adds_by_hour(work, start, upto).items():
        hours[(start + timedelta(hours=passed)).astimezone(place).hour] += count
    latest = customers.latest_adds(work, upto, LATEST)
    codes = codes_at_home(work)
    return Today(
        day=day,
        zone=place,
        new_friends=customers.adds_between(work, start, upto),
        new_friends_yesterday=customers.adds_between(work, yesterday, yesterday + (upto - start)),
        lost=customers.lost_between(work, start, upto),
        by_hour=[hours[hour] for hour in range(24)],
        welcomes=[
            one for one in messaging.outcomes(work, start, upto) if one.purpose is Purpose.WELCOME
        ],
        on_duty=codes,
        alerts=alerts(work, codes),
        latest=latest,
        latest_codes=_codes_by_state(work, {one.state for one in latest if one.state}),
        latest_welcomes=messaging.welcomes_of(work, [one.relation_id for one in latest]),
    )


def codes_at_home(work: Work) -> Sequence[LiveCode]:
    """The codes that are in use; those nobody answers first."""
    used = work.scope(LiveCode).where(~LiveCode.paused, LiveCode.duty_state.is_not(None))
    nobody_first = (LiveCode.duty_state != "nobody", LiveCode.name, LiveCode.id)
    return work.session.scalars(used.order_by(*nobody_first).limit(MOST_CODES_AT_HOME)).all()


def _codes_by_state(work: Work, states: set[str]) -> dict[str, LiveCode]:
    asked = work.scope(LiveCode).where(LiveCode.wecom_state.in_(states))
    return {code.wecom_state: code for code in work.session.scalars(asked)}


def alerts(work: Work, codes: Sequence[LiveCode]) -> list[Alert]:
    """What needs a person: WeCom not connected, codes without anyone or refused, no default."""
    found = [*_of_the_whole(work), *map(_webhook, messaging.webhooks_given_up(work))]
    for code in codes:
        if code.duty_state == "nobody" and code.duty_reason and code.duty_since:
            found.append(_nobody(code, code.duty_reason, code.duty_since))
        if code.problem:
            found.append(_refused(code, code.problem))
    return found


def _nobody(code: LiveCode, reason: str, since: datetime) -> Alert:
    lack = Lack(reason)
    english = f"Nobody answers “{code.name}”: {lack.en}. New friends still reach its last list."
    chinese = f"「{code.name}」无人接待：{lack.zh}。新好友仍会加到上一班员工。"
    return Alert(f"nobody:{code.id}", "error", (english, chinese), f"/live-codes/{code.id}", since)


def _refused(code: LiveCode, problem: dict[str, str]) -> Alert:
    english = f"“{code.name}” is not up to date in WeCom: {problem['en']}"
    chinese = f"「{code.name}」未能更新到企业微信：{problem['zh']}"
    return Alert(
        f"problem:{code.id}",
        "warning",
        (english, chinese),
        f"/live-codes/{code.id}",
        code.updated_at,
    )


def _webhook(off: WebhookOff) -> Alert:
    english = f"A webhook was switched off: {off.reason.en}. Receiver: {off.url}"
    chinese = f"一个 Webhook 已停用：{off.reason.zh}。接收端：{off.url}"
    place = f"/webhooks/{off.endpoint_id}"
    return Alert(f"webhook:{off.endpoint_id}", "error", (english, chinese), place, off.since)


def _of_the_whole(work: Work) -> list[Alert]:
    found = []
    try:
        wecom.connection(work)
    except NotConnected:
        words = ("WeCom is not connected; nothing comes in.", "尚未连接企业微信，收不到任何消息。")
        found.append(Alert("not_connected", "error", words, "/wecom", work.now()))
    default = queries.rules_in_order(work).where(
        WelcomeRule.active, WelcomeRule.level == Level.DEFAULT
    )
    if work.session.scalars(default.limit(1)).first() is None:
        words = (
            "There is no default welcome; friends that fit no other rule get none.",
            "没有默认欢迎语；不符合其他规则的新好友不会收到欢迎语。",
        )
        found.append(Alert("no_default_welcome", "warning", words, "/welcome-rules", work.now()))
    return found
