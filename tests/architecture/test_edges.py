"""Ranks, doors, purity and the sandbox's distance, over the real import graph and over breaches."""

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import grimp
import pytest

from tests.architecture import edges

ROOT = Path(__file__).parents[2]


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(
        "siyu", include_external_packages=True, exclude_type_checking_imports=True, cache_dir=None
    )


def drawn(*imports: tuple[str, str]) -> grimp.ImportGraph:
    """A graph of these imports alone."""
    made = grimp.ImportGraph()
    for importer, imported in imports:
        made.add_import(importer=importer, imported=imported)
    return made


def lint(where: Path, contract: Path) -> subprocess.CompletedProcess[str]:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", program, "--no-cache", "--config", str(contract)]
    return subprocess.run(
        command, cwd=where, env={"PYTHONPATH": "."}, capture_output=True, text=True
    )


def stubbed(where: Path, imports: Iterable[tuple[str, str]], extra: tuple[str, ...] = ()) -> Path:
    """A tree of empty packages under our contract, with these imports."""
    contract = where / "pyproject.toml"
    shutil.copy(ROOT / "pyproject.toml", contract)
    ranks = tomllib.loads(contract.read_text())["tool"]["importlinter"]["contracts"][0]["layers"]
    names = [name.strip(" ()") for rank in ranks for name in rank.split("|")]
    for name in ("", *names, *extra):
        (where / "siyu" / name).mkdir(parents=True, exist_ok=True)
        (where / "siyu" / name / "__init__.py").touch()
    for importer, imported in imports:
        (where / "siyu" / importer / "__init__.py").write_text(f"import siyu.{imported}\n")
    return contract


def test_imports_go_down_the_ranks() -> None:
    told = lint(ROOT / "src", ROOT / "pyproject.toml")
    assert told.returncode == 0, told.stdout + told.stderr


def test_legal_imports_pass_the_contract(tmp_path: Path) -> None:
    contract = stubbed(tmp_path, [("app", "customers"), ("acquisition", "messaging")])
    told = lint(tmp_path, contract)
    assert told.returncode == 0, told.stdout + told.stderr


@pytest.mark.parametrize(
    ("imports", "extra"),
    [
        ([("kit", "platform")], ()),
        ([("customers", "messaging")], ()),
        ([("acquisition", "commerce")], ()),
        ([("platform", "app")], ()),
        ([], ("marketing",)),
    ],
    ids=["kit looks up", "a domain calls up", "siblings", "platform knows app", "no rank"],
)
def test_the_contract_sees_a_breach(
    tmp_path: Path, imports: list[tuple[str, str]], extra: tuple[str, ...]
) -> None:
    assert lint(tmp_path, stubbed(tmp_path, imports, extra)).returncode == 1


def test_a_rank_in_brackets_has_no_package_yet_and_the_others_have() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    ranks = contracts["contracts"][0]["layers"]
    names = {name.strip() for rank in ranks for name in rank.split("|")}
    present = {path.stem for path in (ROOT / "src" / "siyu").iterdir() if is_code(path)}
    assert {name for name in names if not name.startswith("(")} == present


def is_code(path: Path) -> bool:
    return path.name != "__init__.py" and (path.suffix == ".py" or (path / "__init__.py").exists())


@pytest.mark.parametrize(
    "check", [edges.intrusions, edges.senders, edges.sandbox_ties, edges.impurities]
)
def test_the_house_keeps(check: Callable[[grimp.ImportGraph], list[str]]) -> None:
    assert check(graph()) == []


@pytest.mark.parametrize(
    ("check", "importer", "imported", "told"),
    [
        (
            edges.intrusions,
            "siyu.messaging.service",
            "siyu.customers.models",
            "siyu.messaging.service reaches into siyu.customers.models",
        ),
        (
            edges.intrusions,
            "siyu.sandbox.callbacks",
            "siyu.channels.wecom.connector",
            "siyu.sandbox.callbacks reaches into siyu.channels.wecom.connector",
        ),
        (
            edges.intrusions,
            "siyu.customers.jobs",
            "siyu.channels.wecom.sending",
            "siyu.customers.jobs reaches into siyu.channels.wecom.sending",
        ),
        (
            edges.senders,
            "siyu.acquisition.service",
            "siyu.channels.wecom.sending",
            "siyu.acquisition.service sends by itself; hand it to messaging",
        ),
        (
            edges.sandbox_ties,
            "siyu.sandbox.world",
            "siyu.platform.clock",
            "siyu.sandbox.world ties the sandbox to siyu.platform.clock",
        ),
        (
            edges.sandbox_ties,
            "siyu.customers.service",
            "siyu.sandbox.world",
            "siyu.customers.service leans on the sandbox",
        ),
        (
            edges.impurities,
            "siyu.acquisition.rules.duty",
            "sqlalchemy",
            "siyu.acquisition.rules.duty → sqlalchemy: siyu.acquisition.rules.duty is pure",
        ),
    ],
)
def test_a_breach_is_named(
    check: Callable[[grimp.ImportGraph], list[str]], importer: str, imported: str, told: str
) -> None:
    assert check(drawn((importer, imported))) == [told]


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("siyu.messaging.service", "siyu.customers.service"),
        ("siyu.messaging.exits", "siyu.channels.wecom.sending"),
        ("siyu.sandbox.world", "siyu.channels.wecom.protocol"),
        ("siyu.app", "siyu.customers.domain"),
        ("siyu.customers.service", "siyu.customers.models"),
        ("siyu.customers.service", "siyu.platform.work"),
    ],
)
def test_a_door_stands_open(importer: str, imported: str) -> None:
    made = drawn((importer, imported))
    assert [*edges.intrusions(made), *edges.senders(made), *edges.sandbox_ties(made)] == []


def test_purity_is_seen_through_others() -> None:
    far = drawn(("siyu.x.rules", "siyu.x.models"), ("siyu.x.models", "sqlalchemy"))
    assert edges.impurities(far) == [
        "siyu.x.rules → siyu.x.models → sqlalchemy: siyu.x.rules is pure"
    ]
