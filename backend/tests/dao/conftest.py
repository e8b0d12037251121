"""Places to keep things in; the S3 server is started once, by the first test that asks."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.dao.stores import Place
from tests.fakes.s3 import S3Server, s3_server


class Lazily:
    """Starts the server when it is first asked for."""

    def __init__(self, folder: Path, stack: AsyncExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._server: S3Server | None = None

    async def __call__(self) -> S3Server:
        if self._server is None:
            self._server = await self._stack.enter_async_context(s3_server(self._folder))
        return self._server


@pytest.fixture(scope="session")
async def s3(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lazily]:
    async with AsyncExitStack() as stack:
        yield Lazily(tmp_path_factory.mktemp("s3"), stack)


@pytest.fixture
def place(tmp_path: Path, s3: Lazily) -> Place:
    return Place(tmp_path, s3)
