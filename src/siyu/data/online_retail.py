"""The Online Retail year: loaded into the first brand, and checked against what is published."""

from collections.abc import Iterator
from uuid import UUID

from siyu.commerce import service as commerce
from siyu.commerce.service import Check
from siyu.data.places import opened, password
from siyu.kit.money import worded
from siyu.organisation import service as organisation
from siyu.platform.access import Actor
from siyu.platform.runtime import Runtime
from siyu.platform.settings import Settings

ACTOR = Actor.system("data")
CURRENCY = "GBP"
WORDS = {
    True: (
        "{rows:,} 行：收下 {taken:,}，并入 {merged:,}，未收下 {refused:,}",
        "整体平移 {weeks} 周",
        ("一致", "不一致", "公布值"),
    ),
    False: (
        "{rows:,} rows: {taken:,} taken, {merged:,} merged, {refused:,} refused",
        "moved by {weeks} whole weeks",
        ("agrees", "DIFFERS", "published"),
    ),
}


def loaded(settings: Settings, language: str, *, true_dates: bool) -> Iterator[str]:
    """Load the retail year, or what is left of it, and say how it compares, line by line."""
    rows, moved, (agrees, differs, published) = WORDS[language.startswith("zh")]
    with opened(settings) as runtime:
        tenant_id = _brand(runtime)
        commerce.load_year(runtime, tenant_id, true_dates=true_dates)
        with runtime.work(tenant_id, actor=ACTOR) as work:
            state = commerce.year_state(work)
            checks = commerce.year_checks(work)
    refused = sum(state.refused.values())
    yield rows.format(rows=state.rows, taken=state.taken, merged=state.merged, refused=refused)
    yield from (f"  {reason} {count:,}" for reason, count in state.refused.items())
    yield moved.format(weeks=state.shift_weeks)
    for check in checks:
        word = agrees if check.agrees else differs
        told = f"{published} {_said(check, check.published)}"
        yield f"{check.name:<18} {_said(check, check.computed):>18}  {word}  ({told})"


def _said(check: Check, value: int) -> str:
    return worded(value, CURRENCY) if check.is_money else f"{value:,}"


def _brand(runtime: Runtime) -> UUID:
    known = runtime.tenants()
    if known:
        return known[0].id
    founded = organisation.found_tenant(
        runtime, name="Online Retail", owner_login="owner", password=password(), currency=CURRENCY
    )
    return founded.tenant_id
