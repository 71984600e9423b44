"""The tokens that the guide signs are believed, and its numbers are those of the code."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from siyu.customers.service import Account
from siyu.insight.tracking import naming, rules, tokens
from siyu.insight.tracking.outcomes import HitOutcome, NameKind
from siyu.insight.tracking.pace import A_MINUTE
from siyu.platform.clock import real_now

GUIDES = Path(__file__).parents[2] / "docs" / "guides"
PAGES = ["track-sites.md", "track-sites.zh.md"]
KEY, SECRET, ACCOUNT = "k7w2m9x4", "s" * 43, "会员-1001"


def program(page: str, language: str, needle: str) -> str:
    """The program of a guide that has this in it."""
    blocks: list[str] = re.findall(rf"```{language}\n(.*?)```", (GUIDES / page).read_text(), re.S)
    return next(one for one in blocks if needle in one)


def in_python(page: str) -> str:
    names: dict[str, Any] = {}
    exec(program(page, "python", "def token"), names)
    return str(names["token"](KEY, SECRET, "member_number", ACCOUNT))


def in_node(page: str) -> str:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node here")
    asked = ", ".join(map(json.dumps, (KEY, SECRET, "member_number", ACCOUNT)))
    script = program(page, "js", "function token") + f"\nprocess.stdout.write(token({asked}))"
    done = subprocess.run([node, "-e", script], capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("sign", [in_python, in_node])
def test_the_token_of_the_guide_is_believed(page: str, sign: Any) -> None:
    token = sign(page)
    believed = tokens.account(token, key=KEY, secret=SECRET, now=real_now())
    assert believed == Account("member_number", ACCOUNT)
    wrong = tokens.account(token, key=KEY, secret="t" * 43, now=real_now())
    assert wrong is HitOutcome.SIGNATURE_WRONG


def test_the_guide_tells_the_bounds_and_names_of_the_code() -> None:
    for page in PAGES:
        text = (GUIDES / page).read_text().replace(",", "")
        for number in (*A_MINUTE.values(), naming.MOST[NameKind.PAGE]):
            assert f"{number}" in text, page
        for name in (*rules.ADS, *(f"utm_{one}" for one in rules.UTM)):
            assert f"`{name}`" in text, (page, name)
