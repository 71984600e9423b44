"""A brand defines a field, an adviser fills it and a lunar birthday, and the list shows both."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.product import PICTURES, Visitor
from tests.proofs import sampled

pytestmark = pytest.mark.browser
SIZES = {"desk": (1440, 900), "phone": (390, 844)}


def kept(page: Page, name: str, visitor: Visitor) -> None:
    """Pictures at both sizes; nothing sticks out sideways."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth")
        page.screenshot(path=PICTURES / f"profile-{name}-{visitor.language}-{size}.png")
    page.set_viewport_size({"width": 1440, "height": 900})


def pick(page: Page, form: Locator, label: str, option: str) -> None:
    """Choose by keyboard."""
    form.get_by_role("combobox", name=label).click()
    page.keyboard.type(option)
    page.keyboard.press("Enter")


def define(page: Page, visitor: Visitor, title: str, key: str) -> None:
    words = visitor.words
    page.goto(f"{visitor.at.console}/custom-fields")
    page.get_by_role("button", name=words["fields.new"]).click()
    form = page.get_by_role("dialog")
    form.get_by_label(words["fields.title_zh"]).fill(title)
    form.get_by_label(words["fields.title_en"]).fill(title)
    form.get_by_label(words["fields.key"]).fill(key)
    form.get_by_label(words["fields.kind"]).click()
    page.locator(".ant-select-item-option").filter(has_text=words["kind.one"]).click()
    form.get_by_role("combobox", name=words["fields.choices"]).click()
    page.keyboard.type("38,39,")
    kept(page, "define", visitor)
    form.get_by_role("button", name=words["do.save"]).click()
    expect(page.get_by_text(title, exact=True)).to_be_visible()
    kept(page, "fields", visitor)


@pytest.mark.prove
@pytest.mark.parametrize("language", sampled(["zh-CN", "en"], 1))
def test_a_field_and_a_lunar_birthday_reach_the_list(visit: Visit, language: str) -> None:
    visitor = visit(language)
    words, page = visitor.words, visitor.sign_in()
    # Another one in each language: it is the same person, and a second choice would take it back.
    moved = words["moved.expertise" if language == "zh-CN" else "moved.price"]
    title, key = f"Shoes {language[:2]}", f"shoes_{language[:2]}"
    define(page, visitor, title, key)

    page.goto(f"{visitor.at.console}/customers")
    page.locator("tbody tr[data-row-key]").first.click()
    drawer = page.locator(".ant-drawer")
    drawer.get_by_role("button", name=words["profile.edit"]).click()
    name = words["profile.birthday"]
    drawer.locator(".ant-segmented-item", has_text=words["profile.lunar"]).first.click()
    drawer.get_by_label(f"{name}: {words['profile.year']}").fill("1990")
    pick(page, drawer, f"{name}: {words['profile.month']}", "八" if language == "zh-CN" else "8")
    pick(page, drawer, f"{name}: {words['profile.day']}", "十五" if language == "zh-CN" else "15")
    pick(page, drawer, words["profile.movedBy"], moved)
    drawer.locator(".ant-drawer-title").click()
    pick(page, drawer, title, "39")
    drawer.get_by_role("combobox", name=title).scroll_into_view_if_needed()
    kept(page, "edit", visitor)
    drawer.get_by_role("button", name=re.compile(words["do.save"])).click()
    born = "农历1990年八月十五" if language == "zh-CN" else "lunar 1990-08-15"
    expect(drawer.get_by_text(born)).to_be_visible()
    kept(page, "shown", visitor)

    columns = f"birthday,next_birthday,moved_by,custom_{key}"
    page.goto(f"{visitor.at.console}/customers?columns={columns}&custom={key}%253D39")
    row = page.locator("tbody tr[data-row-key]").first
    for text in (born, "-09-", moved, "39"):
        expect(row).to_contain_text(text)
    expect(page.locator("tbody tr[data-row-key]")).to_have_count(1)
    kept(page, "list", visitor)
    page.get_by_role("button", name=re.compile(re.escape(words["filter.more"][:3]))).first.click()
    filters = page.locator(".ant-drawer")
    filters.get_by_text(words["filter.custom"]).scroll_into_view_if_needed()
    kept(page, "filters", visitor)
