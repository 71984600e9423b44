"""Two entries of one person: merged by hand, looked at, given back, and one of them erased."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.product import PICTURES, Visitor

pytestmark = pytest.mark.browser


def met(visitor: Visitor, name: str, phone: str, **more: str) -> str:
    """Somebody brought in by the API; their id."""
    row = {"name": name, "phone": phone, **more}
    return str(visitor.post("/ingest/customers", [row])["rows"][0]["id"])


def test_two_are_merged_and_parted_and_one_is_erased(visit: Visit) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    visitor = visit("en")
    say = visitor.words
    page = visitor.sign_in()
    kept = met(visitor, "欧阳留", "13911110001")
    gone = met(visitor, "欧阳去", "13911110002")
    who = f"{visitor.at.console}/customers/{kept}"
    page.goto(who)
    page.get_by_role("tab", name=say["who.tab"]).click()
    by_hand = page.locator(".ant-select", has_text=say["who.byHand"])
    by_hand.get_by_role("combobox").press_sequentially("欧阳去")
    page.locator(".ant-select-item-option:visible", has_text="欧阳去").click()
    both = page.get_by_role("dialog", name=say["same.drawer"])
    both.get_by_role("button", name=say["same.merge"], exact=True).click()
    page.screenshot(path=PICTURES / "merge.png")
    sure = page.locator(".ant-modal-confirm")
    sure.get_by_role("button", name=say["same.merge"], exact=True).click()
    # Who is gone is found where they went.
    page.goto(f"{visitor.at.console}/customers/{gone}")
    expect(page.get_by_text("欧阳留").filter(visible=True).first).to_be_visible()

    page.goto(who)
    page.get_by_role("tab", name=say["who.tab"]).click()
    expect(page.get_by_text("欧阳去").filter(visible=True).first).to_be_visible()
    page.get_by_role("button", name=say["who.undo"], exact=True).click()
    with page.expect_response("**/api/merges/*/undo") as answer:
        sure.get_by_role("button", name=say["who.undo"], exact=True).click()
    assert answer.value.ok, answer.value.text()
    expect(page.get_by_role("button", name=say["who.undo"], exact=True)).to_have_count(0)
    page.goto(f"{visitor.at.console}/customers/{gone}")
    expect(page.get_by_text("欧阳去").filter(visible=True).first).to_be_visible()

    met(visitor, "欧阳同号", "13911110002", member_number="M-1")
    page.get_by_role("tab", name=say["who.tab"]).click()
    page.get_by_role("button", name=say["who.erase"]).click()
    asked = page.get_by_role("dialog", name=say["who.eraseTitle"].format(name="欧阳去"))
    # Somebody else who has their number would keep it: that is said before.
    expect(asked.get_by_role("link", name="欧阳同号")).to_be_visible()
    erase = asked.get_by_role("button", name=say["who.eraseOk"], exact=True)
    expect(erase).to_be_disabled()
    asked.get_by_role("textbox").fill(say["who.eraseWord"])
    page.screenshot(path=PICTURES / "erase.png")
    erase.click()
    expect(page.get_by_text(say["who.erasedName"]).filter(visible=True).first).to_be_visible()
    for asked_for in ("欧阳去", "13911110002"):
        page.goto(f"{visitor.at.console}/customers?q={asked_for}")
        expect(page.get_by_text("欧阳去")).to_have_count(0)
        assert "欧阳去" not in [one["name"] for one in visitor.found(asked_for)]
    page.goto(f"{visitor.at.console}/customers?q=欧阳留")
    expect(page.get_by_text("欧阳留").filter(visible=True).first).to_be_visible()
