"""The bench runner: which figures run, what a line says, what fails."""

import json
from collections.abc import Iterator
from types import ModuleType

import pytest

from benchmarks import run
from benchmarks.figure import Figure

RATE = Figure(name="log.append", value=9000, unit="1/s", data="500 a batch", bar="≥0.4", ratio=0.5)


def module(*figures: Figure, error: Exception | None = None) -> ModuleType:
    made = ModuleType("made")

    def measured() -> Iterator[Figure]:
        yield from figures
        if error:
            raise error

    vars(made).update(NAMES=tuple(figure.name for figure in figures), figures=measured)
    return made


def test_a_line_tells_the_figure_its_bar_and_the_machine(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run.main([], [module(RATE)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told.pop("machine")) == {"cpu", "cores", "memory_gib", "os", "python"}
    assert told == {
        "name": "log.append",
        "value": 9000,
        "unit": "1/s",
        "data": "500 a batch",
        "bar": "≥0.4",
        "ratio": 0.5,
        "met": True,
    }


@pytest.mark.parametrize(
    ("bar", "value", "ratio", "met"),
    [
        ("≥1,000", 1000, None, True),
        ("≥1,000", 999, None, False),
        ("≤250", 251, None, False),
        ("≥0.4", 5000, 0.39, False),
        ("", 5, None, None),
    ],
)
def test_a_bar_binds_the_ratio_where_there_is_one(
    bar: str, value: float, ratio: float | None, met: bool | None
) -> None:
    figure = Figure(name="a.b", value=value, unit="1/s", data="", bar=bar, ratio=ratio)
    assert figure.met is met


def test_prefixes_choose(capsys: pytest.CaptureFixture[str]) -> None:
    other = Figure(name="callback.rate", value=1, unit="1/s", data="")
    assert run.main(["log."], [module(other, error=AssertionError()), module(other, RATE)]) == 0
    assert [json.loads(line)["name"] for line in capsys.readouterr().out.splitlines()] == [
        "log.append"
    ]


def test_a_prefix_that_names_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["warehouze."], [module(RATE)]) == 2
    assert capsys.readouterr().err == "No figure begins with warehouze.\n"


def test_a_missed_bar_and_a_failed_benchmark_end_with_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    slow = Figure(name="a.b", value=9, unit="s", data="", bar="≤8")
    assert run.main([], [module(slow)]) == 1
    assert run.main([], [module(RATE, error=RuntimeError("no disk")), module(RATE)]) == 1
    told = capsys.readouterr()
    assert "no disk" in told.err
    assert told.out.count("log.append") == 2


def test_every_benchmark_names_its_figures() -> None:
    for found in run.modules():
        assert found.NAMES
        assert all(name.count(".") == 1 for name in found.NAMES)
