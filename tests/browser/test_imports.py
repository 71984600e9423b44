"""A member list from a till of long ago comes in through the page, and goes again."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.product import PICTURES

pytestmark = pytest.mark.browser

HEADINGS = "会员姓名,手机,性别,备注\n"
GOOD = [f"导入{place},1390000{place:04},女,老客" for place in range(1, 41)]
BAD = ["号码错,1234,女,", "性别错,13900009001,不详,", "无号码,,男,"]
AGAIN = ["导入1,13900000001,女,重复"]


def test_a_list_in_gbk_is_tried_taken_and_undone(visit: Visit, tmp_path: Path) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    visitor = visit()
    say = visitor.words
    file = tmp_path / "会员.csv"
    file.write_text(HEADINGS + "\n".join(GOOD + BAD + AGAIN), encoding="gbk")
    page = visitor.sign_in()
    page.goto(f"{visitor.at.console}/imports/new")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name=say["imports.upload"], exact=True).click()

    drawer = page.get_by_role("dialog", name="会员.csv", exact=True)
    expect(drawer).to_contain_text("GBK")
    expect(drawer).to_contain_text("13900000001")
    drawer.get_by_role("button", name=say["imports.check"], exact=True).click()
    expect(drawer).to_contain_text(say["imports.trial"])
    counted = drawer.locator(".ant-statistic-content-value")
    expect(counted).to_have_text(["40", "1", "3"])
    page.screenshot(path=PICTURES / "import-trial.png")

    drawer.get_by_role("button", name=say["imports.run"], exact=True).click()
    expect(drawer).to_contain_text(say["imports.result"])
    expect(counted).to_have_text(["40", "1", "3"])
    with page.expect_download() as coming:
        drawer.get_by_role("link", name=say["imports.fetchRefused"]).click()
    refused = Path(coming.value.path()).read_text(encoding="gbk")
    assert [line.split(",")[0] for line in refused.splitlines()[1:]] == [
        "号码错",
        "性别错",
        "无号码",
    ]

    page.goto(f"{visitor.at.console}/customers?q=导入40")
    expect(page.get_by_text("导入40").filter(visible=True).first).to_be_visible()
    page.go_back()
    drawer.get_by_role("button", name=say["imports.undo"]).click()
    page.locator(".ant-modal-confirm").get_by_role("button", name=say["imports.undo"]).click()
    back = say["imports.undone"].format(back=40, kept=0)
    expect(drawer).to_contain_text(back)
    page.goto(f"{visitor.at.console}/customers?q=导入40")
    expect(page.get_by_text("导入40")).to_have_count(0)
    assert visitor.found("导入40") == []
