"""A brand with a customer, Mei, who agreed to being archived."""

from uuid import UUID

import pytest

from siyu.platform.runtime import Runtime
from tests.customers.asking import Asking
from tests.customers.chats.archive import agree, met
from tests.customers.conftest import asking, brand, lin, zhao

__all__ = ["asking", "brand", "lin", "zhao"]


@pytest.fixture
def mei(runtime: Runtime, brand: UUID, lin: UUID, asking: Asking) -> UUID:
    """A customer who agreed."""
    who = met(runtime, brand)
    agree(asking)
    return who
