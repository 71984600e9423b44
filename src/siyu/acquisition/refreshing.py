"""What a live code wants of WeCom, reckoned again at each edge of its schedule and each change."""

from datetime import datetime
from uuid import UUID

from siyu.acquisition import queries
from siyu.acquisition.events import DutyChanged, NobodyOnDuty
from siyu.acquisition.models import LiveCode
from siyu.acquisition.roster import Roster, rosters
from siyu.acquisition.rules.duty import MOST_STAFF, Assignment, Nobody, OnDuty
from siyu.acquisition.rules.schedule import Rung, next_change, skips_verify
from siyu.messaging import service as messaging
from siyu.organisation import service as organisation
from siyu.platform.work import Work

BATCH = 50
ON_DUTY, BACKUP, NOBODY = "on_duty", "backup", "nobody"


def refresh_due(work: Work) -> int:
    """Reckon the codes that are due, at most 50; how many there were."""
    codes = work.session.scalars(queries.due(work, BATCH)).all()
    for code, roster in zip(codes, rosters(work, codes) if codes else (), strict=True):
        refresh(work, code, roster)
    return len(codes)


def refresh(work: Work, code: LiveCode, roster: Roster) -> None:
    """Write down who is on duty and what WeCom should hold; tell what changed.

    With nobody on duty the list of WeCom stays what it is, for it takes no empty one: the state
    says nobody, and the managers are told.
    """
    code.dirty = False
    code.next_change_at = next_change(roster.plan.schedule, roster.at, roster.zone)
    code.wanted_skip_verify = skips_verify(roster.plan.schedule, roster.at, roster.zone)
    following = roster.next()
    code.duty_until = following[0] if following else None
    match roster.duty:
        case OnDuty() as duty:
            _staffed(work, code, roster, duty)
        case Nobody() as duty:
            _unstaffed(work, code, roster, duty)
    code.stale = differs(code)


def differs(code: LiveCode) -> bool:
    """Whether WeCom holds something else than what is wanted."""
    if not code.wanted_userids:
        return False
    wanted = sorted(code.wanted_userids), code.wanted_skip_verify
    return code.config_id is None or (sorted(code.live_userids), code.live_skip_verify) != wanted


def _staffed(work: Work, code: LiveCode, roster: Roster, duty: OnDuty) -> None:
    before = code.duty_state, code.duty_by, _rota(code, roster)
    state = BACKUP if duty.rung is Rung.BACKUP else ON_DUTY
    _since(code, state, roster.at)
    code.duty_by, code.duty_reason = duty.rung, None
    code.duty_staff_ids = list(duty.staff_ids)
    code.wanted_userids = sorted(roster.staff[id].userid for id in duty.staff_ids)[:MOST_STAFF]
    if before != (code.duty_state, code.duty_by, _rota(code, roster)):
        changed = DutyChanged(live_code_id=code.id, by=duty.rung, count=len(duty.staff_ids))
        work.emit(changed)


def _rota(code: LiveCode, roster: Roster) -> tuple[object, ...]:
    """Those on duty, where a change of them is news: the others take turns with each friend."""
    whole = roster.plan.assignment is Assignment.ALL
    return tuple(sorted(code.duty_staff_ids)) if whole else ()


def _unstaffed(work: Work, code: LiveCode, roster: Roster, duty: Nobody) -> None:
    is_news = (code.duty_state, code.duty_reason) != (NOBODY, duty.reason)
    _since(code, NOBODY, roster.at)
    code.duty_by, code.duty_reason, code.duty_staff_ids = None, duty.reason, []
    if not code.wanted_userids:
        listed = (roster.staff[id] for id in code.staff_ids if id in roster.staff)
        active = [one.userid for one in listed if one.active]
        code.wanted_userids = sorted(active)[:MOST_STAFF]
    if is_news:
        work.emit(NobodyOnDuty(live_code_id=code.id, reason=duty.reason))
        _tell_managers(work, code, duty, roster.at)


def _since(code: LiveCode, state: str, at: datetime) -> None:
    if code.duty_state != state or code.duty_since is None:
        code.duty_state, code.duty_since = state, at


def _tell_managers(work: Work, code: LiveCode, duty: Nobody, at: datetime) -> None:
    node_id = code.node_id or headquarters(work)
    managers = sorted(organisation.managers_of(work, node_id)) if node_id else []
    if not managers:
        return
    text = (
        f"活码「{code.name}」现在无人接待：{duty.reason.said('zh-CN')}。\n"
        f"Nobody answers the live code “{code.name}”: {duty.reason.said('en')}."
    )
    messaging.claim_app_message(work, f"nobody:{code.id}:{at.isoformat()}", managers, text)


def headquarters(work: Work) -> UUID | None:
    """The root of the tree."""
    roots = (line.node.id for line in organisation.node_lines(work) if line.node.kind == "hq")
    return next(roots, None)
