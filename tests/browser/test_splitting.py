"""One who is two is parted in the console, and merged again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.product import PICTURES, Visitor

pytestmark = pytest.mark.browser


def met(visitor: Visitor) -> str:
    """Somebody with a member number and a phone, brought in by the API; their id."""
    row = {"name": "分身", "phone": "13912340001", "member_number": "SPLIT-1"}
    return str(visitor.post("/ingest/customers", [row])["rows"][0]["id"])


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_accounts_of_someone_else_are_parted(visit: Visit, language: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    visitor = visit(language)
    page = visitor.sign_in()
    say: Callable[[str], str] = visitor.words.__getitem__
    page.goto(f"{visitor.at.console}/customers/{met(visitor)}")
    page.get_by_role("tab", name=say("who.tab")).click()
    page.get_by_role("button", name=say("split.ask")).click()
    dialog = page.get_by_role("dialog", name=say("split.title"))
    part = dialog.get_by_role("button", name=say("split.ok"))
    expect(part).to_be_disabled()
    dialog.get_by_role("checkbox").nth(0).check()
    dialog.get_by_role("checkbox").nth(1).check()
    expect(dialog.get_by_role("alert")).to_have_text(say("split.all"))
    expect(part).to_be_disabled()
    dialog.get_by_role("checkbox").nth(1).uncheck()
    page.screenshot(path=PICTURES / f"split.{language}.png")
    part.click()
    page.get_by_role("button", name=say("split.open")).click()
    page.get_by_role("tab", name=say("who.tab")).click()
    expect(page.get_by_role("button", name=say("split.ask"))).to_have_count(0)
    expect(page.get_by_text("SPLIT-1").filter(visible=True).first).to_be_visible()
