"""Late and lost answers, and a provider that is killed."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from pathlib import Path

import httpx2
import pytest

from tests.sandbox.merchant import API_KEY, WEBHOOK_SECRET, Merchant
from tests.sandbox.serving import DEADLINE, address_of, bound_socket

BACKEND = Path(__file__).parents[2]


async def test_a_lost_answer_is_found_by_reference(merchant: Merchant) -> None:
    await merchant.call("POST", "/v1/_faults", {"drop_answer": 1})
    with pytest.raises(httpx2.RemoteProtocolError):
        await merchant.created()
    (payment,) = (await merchant.get("/v1/payments?reference=inv-1"))["data"]
    assert await merchant.created() == payment


async def test_a_lost_refund_is_made_once(merchant: Merchant) -> None:
    payment = await merchant.paid(amount=100)
    await merchant.call("POST", "/v1/_faults", {"drop_answer": 2})
    for _ in range(2):
        with pytest.raises(httpx2.RemoteProtocolError):
            await merchant.refunded(payment, 60, "r1")
    assert (await merchant.refunded(payment, 60, "r1")).status_code == 201
    assert (await merchant.get("/v1/_books"))["refunded"] == {"RUB": 60}


async def test_a_late_answer_comes_after_the_work_is_done(merchant: Merchant) -> None:
    await merchant.call("POST", "/v1/_faults", {"delay_ms": 10_000})
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await merchant.created()
    await merchant.call("POST", "/v1/_faults", {})
    found = await merchant.get("/v1/payments?reference=inv-1")
    assert len(found["data"]) == 1


async def test_faults_are_bounded(merchant: Merchant) -> None:
    for order in ({"delay_ms": 10_001}, {"drop_answer": 101}, {"duplicate": 6}, {"burn": 1}):
        assert (await merchant.call("POST", "/v1/_faults", order)).status_code == 422
    assert await merchant.get("/v1/_faults") == {
        "delay_ms": 0,
        "drop_answer": 0,
        "duplicate": 0,
        "shuffle": False,
    }


async def test_a_killed_provider_goes_on_where_it_was(shop: Merchant, tmp_path: Path) -> None:
    opened = bound_socket()
    shop.provider = address_of(opened)
    opened.close()
    shop.answers = [500] * 3
    process = await started(shop, tmp_path)
    try:
        payment = await shop.created()
        await shop.decided(payment, "pay")
        await shop.hooked()
    finally:
        await ended(process, signal.SIGKILL)
    process = await started(shop, tmp_path)
    try:
        hooks = await shop.hooked(4)
        assert len({hook.body for hook in hooks}) == 1
        assert await shop.created() == payment
        assert (await shop.get("/v1/_books"))["captured"] == {"RUB": 149_050}
    finally:
        assert await ended(process, signal.SIGTERM) in {0, -signal.SIGTERM}


async def test_it_does_not_start_without_its_secrets(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sandbox.payments", "--port", "1", "--data", str(tmp_path)),
        cwd=BACKEND,
        env={"PATH": os.defpath},
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    assert process.returncode == 2
    assert b"SANDBOX_PAYMENTS_SECRET" in said


async def started(shop: Merchant, data: Path) -> Process:
    """Start a provider process and wait until it answers."""
    port = shop.provider.rsplit(":", 1)[1]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sandbox.payments", "--port", port, "--data", str(data)),
        *("--retry-seconds", "0.2"),
        cwd=BACKEND,
        env={
            "SANDBOX_PAYMENTS_SECRET": API_KEY,
            "SANDBOX_PAYMENTS_WEBHOOK_SECRET": WEBHOOK_SECRET,
        },
        stdout=asyncio.subprocess.DEVNULL,
    )
    async with asyncio.timeout(DEADLINE):
        while not await healthy(shop.client, shop.provider):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.02)
    return process


async def healthy(client: httpx2.AsyncClient, address: str) -> bool:
    try:
        return (await client.get(f"{address}/health")).is_success
    except httpx2.TransportError:
        return False


async def ended(process: Process, how: signal.Signals) -> int:
    process.send_signal(how)
    return await process.wait()
