"""What it costs to know the caller, and how many people can sign in while others are served.

Each sign-in is another's, as at nine in the morning: those of one person would wait in a row for
the lock on that person. All come from one address, which changes nothing for them.
"""

import asyncio
import sys
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from statistics import quantiles
from time import process_time
from typing import Any

from app.auth.authenticator import Authenticator
from app.auth.tokens import AccessTokens
from app.core.settings import get_settings
from app.dao.session import Database
from app.wiring import load_principal, load_token_principal
from benchmarks.load import SIGN_IN, get, note_waits, post, requests_per_second, sign_in
from benchmarks.people import CUSTOMER, form_of, people
from benchmarks.server import serving

_LOOKS = 3_000
_SIGN_INS = 600
_PEOPLE = 50
_PLACES = 8
_PACE = 41  # a little more than is to be reached
_PROBE_PAUSE = 0.02
_REACH_CPU, _REACH_RATE, _REACH_P99 = 0.20, 40, 10
_VARIABLES = {
    **{f"RATE_LIMIT_{kind}": "1000000/minute" for kind in ("AUTH", "READ", "WRITE")},
    "LOG_LEVEL": "ERROR",
}


@dataclass(frozen=True, slots=True)
class Costs:
    """CPU milliseconds to know a caller, sign-ins a second, and what others wait meanwhile.

    A caller is `remembered` for a second after being `looked_up`. `fastest` is as many sign-ins as
    come through, `paced` so many as are to be reached; what others wait is in milliseconds.
    """

    remembered: float
    looked_up: float
    fastest: "SignIns"
    paced: "SignIns"


@dataclass(frozen=True, slots=True)
class SignIns:
    """How many a second there were, and the 99th percentile of what others waited meanwhile."""

    rate: float
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


async def measure() -> Costs:
    """Sign in from several places at once, with somebody else reading beside them."""
    named = await people(get_settings().asyncpg_dsn, _PEOPLE)
    forms = [post(SIGN_IN, form_of(named[turn % _PEOPLE])) for turn in range(_SIGN_INS)]
    async with serving("app.main:create_app", _VARIABLES) as port:
        token = await sign_in(port, form_of(CUSTOMER))
        await requests_per_second(port, forms[:_PEOPLE], _PLACES)
        fastest = await _beside(port, token, requests_per_second(port, forms, _PLACES))
        paced = await _beside(port, token, requests_per_second(port, forms, _PLACES, _PACE))
    remembered, looked_up = await _known(token)
    return Costs(remembered, looked_up, fastest, paced)


async def _beside(port: int, token: str, sign_ins: Coroutine[Any, Any, float]) -> SignIns:
    """Read a list again and again while people sign in."""
    waits: list[float] = []
    reading = note_waits(port, get("/api/v1/services", token), _PROBE_PAUSE, waits)
    others = asyncio.create_task(reading)
    rate = await sign_ins
    others.cancel()
    with suppress(asyncio.CancelledError):
        await others
    return SignIns(rate, quantiles(waits, n=100)[98])


def report(costs: Costs) -> str:
    """Say what was measured, with its n and what is to be reached."""
    most, paced = costs.fastest, costs.paced
    lines = [
        f"access: {_LOOKS} look-ups each way; {_SIGN_INS} sign-ins of {_PEOPLE}, {_PLACES} at once",
        f"  CPU, caller known for a second {costs.remembered:>8.3f} ms (to reach: {_REACH_CPU})",
        f"  CPU, caller looked up          {costs.looked_up:>8.3f} ms",
        f"  sign-ins a second at most      {most.rate:>8.1f}    (to reach: {_REACH_RATE})",
        f"  others' p99 meanwhile          {most.others_p99:>8.1f} ms",
        f"  sign-ins a second, paced       {paced.rate:>8.1f}",
        f"  others' p99 meanwhile          {paced.others_p99:>8.1f} ms (to reach: {_REACH_P99})",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure and report."""
    sys.stdout.write(report(asyncio.run(measure())) + "\n")
