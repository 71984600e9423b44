"""A brand in pounds."""

import pytest

from siyu.platform.runtime import Runtime
from tests.commerce.shop import Shop, founded


@pytest.fixture
def shop(runtime: Runtime) -> Shop:
    return founded(runtime)
