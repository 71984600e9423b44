"""The week of a live code is painted, saved and read back."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def cell(page: Page, day: int, hour: int) -> Locator:
    return page.locator(f"#cell-{day}-{hour}")


def drag(page: Page, start: Locator, end: Locator) -> None:
    start.hover()
    page.mouse.down()
    end.hover()
    page.mouse.up()


def choose_staff(page: Page, within: Locator, name: str) -> None:
    within.get_by_role("combobox").click()
    page.keyboard.type(name)
    page.locator(".ant-select-item-option:visible", has_text=name).first.click()
    page.keyboard.press("Escape")


def test_a_painted_night_shift_is_saved_as_one_slot_and_comes_back(visit: Visit) -> None:
    visitor = visit("en")
    say = visitor.words
    page = visitor.sign_in()
    staff = page.request.get(f"{visitor.at.console}/api/staff?limit=1").json()["items"][0]
    page.goto(f"{visitor.at.console}/live-codes/new")
    page.get_by_label(say["edit.name"], exact=True).fill("Night counter")
    page.get_by_role("button", name=say["week.addGroup"]).click()
    choose_staff(page, page.locator(".brush"), staff["name"])
    drag(page, cell(page, 5, 22), cell(page, 5, 23))
    drag(page, cell(page, 6, 0), cell(page, 6, 1))
    expect(page.locator(".bar")).to_have_count(2)
    page.get_by_role("button", name=say["do.save"]).click()
    page.wait_for_url("**/live-codes/*-*")
    expect(page.get_by_role("dialog")).to_contain_text("Night counter")

    code_id = page.url.rsplit("/", 1)[-1]
    code = page.request.get(f"{visitor.at.console}/api/live-codes/{code_id}").json()
    assert [(one["weekday"], one["start"][:5], one["end"][:5]) for one in code["slots"]] == [
        (5, "22:00", "02:00")
    ]
    assert code["slots"][0]["staff_ids"] == [staff["id"]]
    page.goto(f"{visitor.at.console}/live-codes/{code_id}/edit")
    expect(page.locator(".bar")).to_have_count(2)


def test_a_code_without_anyone_to_answer_is_not_saved(visit: Visit) -> None:
    visitor = visit("en")
    page = visitor.sign_in()
    page.goto(f"{visitor.at.console}/live-codes/new")
    page.get_by_role("button", name=visitor.words["do.save"]).click()
    expect(page.get_by_role("alert")).to_contain_text(visitor.words["fault.nobody"])
    assert page.url.endswith("/live-codes/new")


def test_slots_that_overlap_are_named_and_stop_the_save(visit: Visit) -> None:
    visitor = visit("en")
    say = visitor.words
    page = visitor.sign_in()
    page.goto(f"{visitor.at.console}/live-codes/new")
    page.get_by_role("button", name=say["week.addGroup"]).click()
    drag(page, cell(page, 1, 9), cell(page, 1, 12))
    page.get_by_text("Exact times").click()
    page.get_by_role("button", name=say["slot.add"]).click()
    expect(page.get_by_text(say["week.overlap"])).to_be_visible()
    expect(page.get_by_text("Mon 09:00–13:00")).to_be_visible()
