"""Live codes, welcome rules and home over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response

from siyu.acquisition import errors, service, views
from siyu.acquisition.code_forms import CodeForm, CodeOut, code_out
from siyu.acquisition.schemas import (
    CheckAsked,
    CheckOut,
    CodesOut,
    DutyOut,
    RuleForm,
    RuleOut,
    RulesOut,
    StatisticsOut,
    TodayOut,
    rule_out,
)
from siyu.kit.errors import NotFound
from siyu.kit.pages import BadCursor
from siyu.organisation.errors import HeldByHeadquarters, LockedByHeadquarters
from siyu.platform.http import DoWork, Language, needs, problems

router = APIRouter(tags=["acquisition"])
READ, WRITE = needs("live_codes.read"), needs("live_codes.write")
RULES_READ, RULES_WRITE = needs("welcome.read"), needs("welcome.write")
PRIVATE = {"cache-control": "private, max-age=60"}
CODE_PROBLEMS = problems(
    NotFound,
    errors.NameMissing,
    errors.SlotsOverlap,
    errors.NobodyNamed,
    errors.TooManyStaff,
    errors.StaffUnknown,
    errors.TagUnknown,
    errors.BadMessage,
    errors.BeyondYourStores,
)
RULE_PROBLEMS = problems(
    NotFound,
    errors.NameMissing,
    errors.ScopeMissing,
    errors.LiveCodeUnknown,
    errors.StaffUnknown,
    errors.BadMessage,
    errors.BeyondYourStores,
)


@router.get("/acquisition/today", dependencies=[needs("acquisition.read")])
def today(work: DoWork, language: Language) -> TodayOut:
    """Today's new friends, losses, welcomes, who is on duty, and what needs a person."""
    return views.today_out(work, service.today(work), language)


@router.get("/live-codes", dependencies=[READ], responses=problems(BadCursor))
def list_codes(
    work: DoWork,
    language: Language,
    q: str = "",
    state: Literal["publishing", "ready", "failed", "paused"] | None = None,
    node: UUID | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> CodesOut:
    """Live codes, the newest first, with who is on duty."""
    page = service.code_page(work, q=q, state=state, node_id=node, cursor=cursor, limit=limit)
    items = views.code_lines(work, page.items, language)
    return CodesOut(items=items, next_cursor=page.next_cursor)


@router.post("/live-codes", dependencies=[WRITE], status_code=201, responses=CODE_PROBLEMS)
def create_code(form: CodeForm, work: DoWork, language: Language) -> CodeOut:
    """Make a live code; its QR is ready moments later."""
    return code_out(service.create_code(work, form.draft()), language)


@router.get("/live-codes/{live_code_id}", dependencies=[READ], responses=problems(NotFound))
def read_code(live_code_id: UUID, work: DoWork, language: Language) -> CodeOut:
    """One live code, whole."""
    return code_out(service.live_code(work, live_code_id), language)


@router.put("/live-codes/{live_code_id}", dependencies=[WRITE], responses=CODE_PROBLEMS)
def change_code(live_code_id: UUID, form: CodeForm, work: DoWork, language: Language) -> CodeOut:
    """Replace a live code; its QR stays the same picture."""
    return code_out(service.change_code(work, live_code_id, form.draft()), language)


@router.get("/live-codes/{live_code_id}/duty", dependencies=[READ], responses=problems(NotFound))
def read_duty(live_code_id: UUID, work: DoWork, language: Language) -> DutyOut:
    """Who is on duty now and next, and who was dropped and why."""
    code = service.live_code(work, live_code_id)
    return views.duty_out(work, code, service.roster(work, live_code_id), language)


@router.get(
    "/live-codes/{live_code_id}/statistics", dependencies=[READ], responses=problems(NotFound)
)
def read_statistics(
    live_code_id: UUID, work: DoWork, days: Annotated[int, Query(ge=1, le=366)] = 30
) -> StatisticsOut:
    """Friends added, welcomed and lost: in all, by day, by member of staff."""
    return views.statistics_out(work, service.code_figures(work, live_code_id, days))


@router.get(
    "/live-codes/{live_code_id}/qr.png",
    dependencies=[READ],
    responses=problems(NotFound, errors.QrNotReady),
    response_class=Response,
)
def read_picture(live_code_id: UUID, work: DoWork) -> Response:
    """The QR picture as WeCom made it."""
    picture, media_type = service.picture(work, live_code_id)
    return Response(picture, media_type=media_type, headers=PRIVATE)


@router.get(
    "/live-codes/{live_code_id}/qr.svg",
    dependencies=[READ],
    responses=problems(NotFound, errors.QrNotReady),
    response_class=Response,
)
def read_print(live_code_id: UUID, work: DoWork) -> Response:
    """The QR picture with its name, to print."""
    picture, media_type = service.picture(work, live_code_id)
    drawn = views.svg_of(picture, media_type, service.live_code(work, live_code_id).name)
    return Response(drawn, media_type="image/svg+xml", headers=PRIVATE)


@router.get("/welcome-rules", dependencies=[RULES_READ])
def list_rules(work: DoWork) -> RulesOut:
    """Welcome rules, as people arranged them."""
    found = service.shown_rules(work)
    marks = service.rule_marks(work, [one.id for one in found])
    return RulesOut(items=[rule_out(one, marks.get(one.id)) for one in found], next_cursor=None)


@router.post("/welcome-rules", dependencies=[RULES_WRITE], status_code=201, responses=RULE_PROBLEMS)
def add_rule(form: RuleForm, work: DoWork) -> RuleOut:
    """A new welcome rule."""
    return rule_out(service.add_rule(work, form.draft()))


@router.post("/welcome-rules/check", dependencies=[RULES_READ])
def check_rule(asked: CheckAsked, language: Language) -> CheckOut:
    """What a welcome states and lacks, how it reads, and what WeCom would refuse."""
    return views.check_out(asked, language)


@router.put(
    "/welcome-rules/{welcome_rule_id}",
    dependencies=[RULES_WRITE],
    responses=RULE_PROBLEMS | problems(LockedByHeadquarters),
)
def change_rule(welcome_rule_id: UUID, form: RuleForm, work: DoWork) -> RuleOut:
    """Replace a welcome rule; of a copy only what headquarters left open."""
    rule = service.change_rule(work, welcome_rule_id, form.draft())
    return rule_out(rule, service.rule_marks(work, [rule.id]).get(rule.id))


@router.delete(
    "/welcome-rules/{welcome_rule_id}",
    dependencies=[RULES_WRITE],
    status_code=204,
    responses=problems(NotFound, errors.BeyondYourStores, HeldByHeadquarters),
)
def remove_rule(welcome_rule_id: UUID, work: DoWork) -> None:
    """Take a welcome rule away."""
    service.remove_rule(work, welcome_rule_id)
