"""Our source keeps its shape; each rule is shown a breach."""

import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.architecture import shape

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "siyu"
FILES = sorted(path for path in SOURCE.rglob("*.py") if "pages" not in path.parts)
# The numbers only fall.
MOST_WAIVERS = {"noqa": 12, "type: ignore": 10}


def test_every_file_is_in_shape() -> None:
    assert [breach for path in FILES for breach in shape.breaches(path, SOURCE)] == []


def test_functions_are_short() -> None:
    assert shape.median_function(FILES) <= shape.MAX_MEDIAN


@pytest.mark.parametrize(
    ("name", "source", "told"),
    [
        ("shops/helpers.py", "", "shops/helpers.py: name it for what it holds"),
        ("shops/__init__.py", "", "shops/__init__.py: a package says what it is"),
        ("shops/rules.py", "\n" * 401, "shops/rules.py: over 400 lines; split it by noun"),
        ("shops/rules.py", "def f():\n" + "    1\n" * 60, "shops/rules.py:1: f is over 60 lines"),
        (
            "shops/service.py",
            "class ShopManager: ...",
            "shops/service.py:1: ShopManager: name the class for what it is",
        ),
        (
            "shops/errors.py",
            "class ShopShut(Conflict): ...",
            "shops/errors.py:1: ShopShut needs a docstring; it is its message",
        ),
        (
            "shops/service.py",
            "work.session.commit()",
            "shops/service.py:1: only platform.work ends a transaction",
        ),
        (
            "shops/service.py",
            "datetime.datetime.now(UTC)",
            "shops/service.py:1: datetime.now is not the clock",
        ),
        ("shops/service.py", "time.time()", "shops/service.py:1: time.time is not the clock"),
        ("shops/models.py", "func.now()", "shops/models.py:1: func.now is not the clock"),
        (
            "shops/queries.py",
            "text(f'WHERE {x} < now() - 1')",
            "shops/queries.py:1: SQL asks another clock than ours",
        ),
        (
            "shops/queries.py",
            "text('DEFAULT CURRENT_TIMESTAMP')",
            "shops/queries.py:1: SQL asks another clock than ours",
        ),
    ],
)
def test_a_breach_is_named(tmp_path: Path, name: str, source: str, told: str) -> None:
    path = tmp_path / name
    path.parent.mkdir()
    path.write_text(source)
    assert list(shape.breaches(path, tmp_path)) == [told]


@pytest.mark.parametrize(
    "source",
    [
        "'''Compared by the clock, never by now() of the database.'''",
        "class DataDirTaken(Conflict): ...",
        "work.now(); time.monotonic(); datetime.fromisoformat(x)",
    ],
)
def test_what_is_well_shaped_passes(tmp_path: Path, source: str) -> None:
    (tmp_path / "service.py").write_text(source)
    assert list(shape.breaches(tmp_path / "service.py", tmp_path)) == []


def test_the_clock_may_ask_the_time(tmp_path: Path) -> None:
    path = tmp_path / "platform" / "clock.py"
    path.parent.mkdir()
    path.write_text("datetime.now(UTC)")
    assert list(shape.breaches(path, tmp_path)) == []


def test_the_median_is_of_functions_not_files(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def f():\n" + "    1\n" * 30)
    (tmp_path / "b.py").write_text("def g(): 1\ndef h(): 1\n")
    assert shape.median_function([tmp_path / "a.py", tmp_path / "b.py"]) == 1


def waivers(text: str) -> Counter[str]:
    """How often a lint (noqa) or a type (type: ignore) is waived."""
    return Counter({kind: text.count(f"# {kind}") for kind in MOST_WAIVERS})


def test_waivers_only_fall() -> None:
    counted = sum((waivers(path.read_text()) for path in FILES), Counter[str]())
    assert {
        kind: counted[kind] for kind in MOST_WAIVERS if counted[kind] > MOST_WAIVERS[kind]
    } == {}


def test_a_waiver_is_counted() -> None:
    hidden = "x = eval('1')  # " + "noqa: S307 read from our own file\n"
    assert waivers(hidden)["noqa"] == 1


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", *patterns], cwd=ROOT, capture_output=True, text=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


# Put together here, so that this file has no such line either.
INDEX = "-".join(("index", "url"))
RESOLVED = ": ".join(('"resolved"', '"http'))
INDEX_LINES = (INDEX, "find-links", "--hash", "registry=", RESOLVED, "@ http")


def index_lines(text: str) -> list[str]:
    """Lines of a lock or settings file that name where packages come from."""
    return [line for line in text.splitlines() if any(mark in line for mark in INDEX_LINES)]


def test_no_lock_file_names_an_index() -> None:
    names = ("*requirements*.txt", "*package-lock.json", "*.npmrc", "*pip.conf", "*pyproject.toml")
    found = [
        (path.name, line) for path in tracked(*names) for line in index_lines(path.read_text())
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        f"--{INDEX} https://example.org/simple",
        f'      {RESOLVED}s://example.org/react.tgz",',
        "registry=https://example.org",
        "siyu @ https://example.org/siyu.whl",
    ],
)
def test_a_line_that_names_an_index_is_found(line: str) -> None:
    assert index_lines(f"first\n{line}\n") == [line]
