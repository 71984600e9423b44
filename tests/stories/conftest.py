"""Stories run on real time: other processes take part."""

from collections.abc import Iterator

import pytest

from siyu.app import create_runtime
from siyu.platform.runtime import Runtime
from siyu.platform.settings import Settings
from tests.conftest import emptied
from tests.stories.shop import Shop


@pytest.fixture
def real_runtime(settings: Settings) -> Iterator[Runtime]:
    """A runtime on the wall clock, over an empty database."""
    runtime = create_runtime(settings)
    yield runtime
    emptied(runtime)
    runtime.engine.dispose()


@pytest.fixture
def shop(real_runtime: Runtime) -> Iterator[Shop]:
    with Shop(real_runtime) as shop:
        yield shop
