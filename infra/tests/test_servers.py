import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import redis

from infra.local import postgres as postgres_module
from infra.local import unprivileged
from infra.local.servers import Home, embedded_postgres, embedded_valkey
from infra.local.supervisor import Supervisor
from infra.local.unprivileged import Leaving


def by_namespace(*reach: Path) -> Leaving:
    assert all(one.exists() for one in reach)
    way = unprivileged._by_namespace(unprivileged._stranger())
    return way or pytest.skip("user namespaces are refused on this machine")


def by_account(*reach: Path) -> Leaving:
    return unprivileged._by_account(unprivileged._stranger(), reach)


async def start_and_stop(home: Home) -> None:
    postgres, valkey = embedded_postgres(home, throw_away=True), embedded_valkey(home)
    assert await asyncio.to_thread(postgres.initialise)
    assert not postgres.initialise()
    supervisor = Supervisor(home.logs, home.notes, print)
    await supervisor.start([postgres.program(), valkey.program()])
    try:
        await postgres.create_database()
        await postgres.create_database()
        with redis.Redis.from_url(valkey.url()) as client:
            assert client.ping()
        stranger = redis.Redis.from_url(f"redis://127.0.0.1:{valkey.port}")
        with stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()
    finally:
        await supervisor.stop()
    assert not (home.path / "postgres" / "postmaster.pid").exists()
    assert not list(home.notes.iterdir())


async def test_both_servers_start_answer_and_leave_nothing(tmp_path: Path) -> None:
    await start_and_stop(Home(tmp_path))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to leave root")
@pytest.mark.parametrize("way", [by_namespace, by_account])
async def test_each_way_of_leaving_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: Callable[..., Leaving]
) -> None:
    monkeypatch.setattr(postgres_module, "leave_root", way)
    tmp_path.parent.chmod(0o700)
    await start_and_stop(Home(tmp_path))
