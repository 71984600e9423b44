"""Many are tagged at once by keyboard and mouse, watched, given back, and taken away as a file."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.product import PICTURES

pytestmark = pytest.mark.browser


def test_a_list_is_tagged_given_back_and_exported(visit: Visit) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    visitor = visit()
    say = visitor.words
    page = visitor.sign_in()
    family = "司马"
    rows = [{"name": f"{family}{place}", "phone": f"1379000{place:04}"} for place in range(12)]
    visitor.post("/ingest/customers", rows)
    page.goto(f"{visitor.at.console}/customers?q={family}")
    expect(page.locator("tr[data-row-key]")).to_have_count(12)
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.get_by_role("button", name=say["bulk.everyone"]).click()
    page.get_by_role("button", name=say["bulk.tag"], exact=True).click()
    dialog = page.get_by_role("dialog", name=say["bulk.tagTitle"])
    dialog.get_by_role("combobox").first.click()
    page.locator(".ant-select-item-option:visible").first.click()
    page.keyboard.press("Escape")
    expect(dialog).to_contain_text("12")
    page.screenshot(path=PICTURES / "bulk.png")
    dialog.get_by_role("button", name=say["bulk.start"], exact=True).click()
    expect(page.get_by_text(say["bulk.ended"].format(done=12, total=12))).to_be_visible()
    page.get_by_role("link", name=say["bulk.details"]).click()

    drawer = page.get_by_role("dialog").filter(has_text=family)
    expect(drawer.locator("tr[data-row-key]")).to_have_count(12)
    drawer.get_by_role("button", name=say["batches.undo"], exact=True).click()
    sure = page.locator(".ant-modal-confirm")
    sure.get_by_role("button", name=say["batches.undo"], exact=True).click()
    expect(page.get_by_text(say["batches.undoes"])).to_be_visible()
    expect(page.get_by_text(say["bulk.ended"].format(done=12, total=12))).to_be_visible()

    page.goto(f"{visitor.at.console}/customers?q={family}")
    page.get_by_role("button", name=say["exports.export"], exact=True).click()
    page.get_by_role("button", name=say["exports.make"], exact=True).click()
    page.wait_for_url("**/exports")
    with page.expect_download() as coming:
        page.get_by_role("link", name=say["exports.fetch"]).first.click()
    lines = Path(coming.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 13
    assert sum(family in line for line in lines) == 12
