"""What it costs to know the caller, and how many people can sign in while others are served.

Each sign-in is another's, as at nine in the morning: those of one person would wait in a row for
the lock on that person. All come from one address, which changes nothing for them.
"""

import asyncio
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from statistics import quantiles
from time import perf_counter, process_time

import asyncpg
import httpx2

from app.auth.authenticator import Authenticator
from app.auth.tokens import AccessTokens
from app.core.settings import get_settings
from app.dao.session import Database
from app.wiring import load_principal, load_token_principal
from benchmarks.server import serving

_LOOKS = 3_000
_SIGN_INS = 300
_PEOPLE = 50
_PLACES = 8
_PROBE_PAUSE = 0.02
_REACH_CPU, _REACH_RATE, _REACH_P99 = 0.20, 40, 10
_VARIABLES = {
    "RATE_LIMIT_AUTH": "1000000/minute",
    "RATE_LIMIT_READ": "1000000/minute",
    "LOG_LEVEL": "ERROR",
}
_CUSTOMER = "customer@example.com"
_MORE_PEOPLE = """
    INSERT INTO "user"
    SELECT (jsonb_populate_record(one, jsonb_build_object(
        'id', uuidv7(), 'email', 'person-' || n || '@example.com'))).*
    FROM "user" one CROSS JOIN generate_series(0, $2) n WHERE email = $1
"""


@dataclass(frozen=True, slots=True)
class Costs:
    """CPU milliseconds to know a caller, sign-ins a second, and what others wait meanwhile.

    A caller is `remembered` for a second after being `looked_up`; `others_p99` is in milliseconds.
    """

    remembered: float
    looked_up: float
    sign_ins: float
    others_p99: float


async def _known(token: str) -> tuple[float, float]:
    settings = get_settings()
    database = Database(settings)
    loaders = partial(load_principal, database), partial(load_token_principal, database)
    authenticator = Authenticator(AccessTokens(settings), *loaders)
    costs = []
    try:
        for ask in (authenticator.principal, authenticator.anew):
            await ask(f"Bearer {token}")
            began = process_time()
            for _ in range(_LOOKS):
                await ask(f"Bearer {token}")
            costs.append((process_time() - began) / _LOOKS * 1_000)
    finally:
        await database.close()
    return costs[0], costs[1]


async def _fill() -> None:
    """Make people like the demo customer, who share its hash."""
    connection = await asyncpg.connect(get_settings().asyncpg_dsn)
    try:
        await connection.execute(_MORE_PEOPLE, _CUSTOMER, _PEOPLE - 1)
    finally:
        await connection.close()


async def _sign_in(client: httpx2.AsyncClient, address: str) -> str:
    form = {"grant_type": "password", "username": address, "password": "hostwright-demo"}
    answer = await client.post("/auth/token", data=form)
    token: str = answer.raise_for_status().json()["access_token"]
    return token


async def _signing_in(client: httpx2.AsyncClient, turns: list[int]) -> None:
    while turns:
        await _sign_in(client, f"person-{turns.pop() % _PEOPLE}@example.com")


async def _probing(client: httpx2.AsyncClient, token: str, waits: list[float]) -> None:
    headers = {"authorization": f"Bearer {token}"}
    while True:
        began = perf_counter()
        (await client.get("/services", headers=headers)).raise_for_status()
        waits.append((perf_counter() - began) * 1_000)
        await asyncio.sleep(_PROBE_PAUSE)


async def measure() -> Costs:
    """Sign in from several places at once, with somebody else reading beside them."""
    await _fill()
    async with (
        serving("app.main:create_app", _VARIABLES) as port,
        httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}/api/v1") as client,
    ):
        token = await _sign_in(client, _CUSTOMER)
        waits: list[float] = []
        turns = list(range(_SIGN_INS))
        others = asyncio.create_task(_probing(client, token, waits))
        began = perf_counter()
        await asyncio.gather(*(_signing_in(client, turns) for _ in range(_PLACES)))
        rate = _SIGN_INS / (perf_counter() - began)
        others.cancel()
        with suppress(asyncio.CancelledError):
            await others
    remembered, looked_up = await _known(token)
    return Costs(remembered, looked_up, rate, quantiles(waits, n=100)[98])


def report(costs: Costs) -> str:
    """Say what was measured, with its n and what is to be reached."""
    lines = [
        f"access: {_LOOKS} look-ups each way; {_SIGN_INS} sign-ins of {_PEOPLE}, {_PLACES} at once",
        f"  CPU, caller known for a second {costs.remembered:>8.3f} ms (to reach: {_REACH_CPU})",
        f"  CPU, caller looked up          {costs.looked_up:>8.3f} ms",
        f"  sign-ins a second              {costs.sign_ins:>8.1f}    (to reach: {_REACH_RATE})",
        f"  others' p99 meanwhile          {costs.others_p99:>8.1f} ms (to reach: {_REACH_P99})",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure and report."""
    sys.stdout.write(report(asyncio.run(measure())) + "\n")
