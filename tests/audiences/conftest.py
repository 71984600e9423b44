from collections.abc import Iterator

import pytest

from tests.audiences.store import Store
from tests.audiences.store import store as made


@pytest.fixture(scope="package")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with made(tmp_path_factory.mktemp("warehouse")) as one:
        yield one
