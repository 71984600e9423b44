"""The generated table: every endpoint of the sandbox through every case."""

from collections.abc import Iterator

import pytest

from tests.contract.sandbox_table import CASES, GOOD, Stage, outcomes
from tests.sandbox.running import Running


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with Running(seed=7) as sandbox:
        yield Stage(sandbox)


def test_the_table_leaves_no_endpoint_out(stage: Stage) -> None:
    assert set(stage.table) == set(GOOD)


@pytest.mark.parametrize("path", GOOD)
def test_every_case_is_answered_as_the_table_says(stage: Stage, path: str) -> None:
    found = list(outcomes(stage, path))
    assert [one for one in found if one.got != one.expected] == []
    assert {one.case for one in found} <= set(CASES)
    assert {"good call", "wrong method", "quota spent"} <= {one.case for one in found}
