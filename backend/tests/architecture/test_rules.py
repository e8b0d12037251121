from functools import cache
from pathlib import Path, PurePosixPath

import pytest

from tests.architecture import rules
from tests.architecture.facades import unasked
from tests.architecture.rules import RULES, Rule, Source

_APP = Path(__file__).parents[2] / "app"

PLANTED: list[tuple[Rule, str, str]] = [
    (rules.one_commit, "features/billing/service.py", "await session.commit()"),
    (rules.sql_only_in_dao, "features/billing/service.py", "from sqlalchemy import select"),
    (rules.sql_only_in_dao, "web/sse.py", "from sqlalchemy import text"),
    (rules.jobs_only_through_enqueue, "features/orders/service.py", "pay.delay(1)"),
    (rules.http_only_in_web, "features/users/service.py", "from fastapi import HTTPException"),
    (rules.http_only_in_web, "features/users/endpoints.py", "from fastapi import APIRouter"),
    (rules.one_clock, "features/orders/service.py", "datetime.now(UTC)"),
    (rules.no_float_in_money, "features/billing/service.py", "rate = 0.2"),
    (rules.no_float_in_money, "core/money.py", "def f(x: float): ..."),
    (rules.commands_are_lists, "features/nodes/service.py", "subprocess.run(x, shell=True)"),
    (rules.commands_are_lists, "features/nodes/service.py", "subprocess.run('ls -l')"),
    (rules.room_names, "features/billing/utils.py", ""),
    (rules.room_names, "features/billing/common/x.py", ""),
    (
        rules.features_through_their_facade,
        "features/orders/service.py",
        "from app.features.billing.dao import InvoiceDAO",
    ),
    (
        rules.features_through_their_facade,
        "features/orders/service.py",
        "from app.features.billing import models",
    ),
    (rules.one_json, "web/sse.py", "import json"),
    (rules.settings_from_one_place, "features/users/service.py", "os.environ['X']"),
    (rules.one_http_client, "features/billing/providers/x.py", "import httpx2"),
    (rules.one_http_client, "features/nodes/service.py", "from aiohttp import ClientSession"),
    (rules.one_http_client, "web/client.py", "from urllib import request"),
    (rules.one_http_client, "dao/remote.py", "import http.client"),
    (rules.one_smtp_client, "features/users/providers/sms.py", "await aiosmtplib.send(mail)"),
    (rules.one_smtp_client, "features/tickets/service.py", "from aiosmtplib import SMTP"),
    (rules.one_smtp_client, "features/tickets/service.py", "import smtplib"),
    (
        rules.conflicts_through_upsert,
        "features/tickets/dao.py",
        "insert(Ticket).on_conflict_do_nothing()",
    ),
    (
        rules.conflicts_through_upsert,
        "features/tickets/dao.py",
        "from app.dao.write import JsonCommand\ndef f(): insert(T).on_conflict_do_update(set_={})",
    ),
    (rules.host_names_by_the_library, "features/users/service.py", "x.encode('idna')"),
    (rules.host_names_by_the_library, "features/users/service.py", "codecs.decode(x, 'punycode')"),
    (rules.host_names_by_the_library, "core/email.py", "import idna"),
    (rules.tables_from_below, "features/users/dao/staff.py", "from sqlalchemy import table"),
    (rules.tables_from_below, "features/accounts/dao.py", "text('SELECT id FROM service')"),
    (rules.tables_from_below, "features/roles/dao.py", "text('SELECT 1 FROM role, \"user\"')"),
    (rules.tables_from_below, "features/orders/dao.py", "text(f'UPDATE node SET x = {y}')"),
    (rules.tables_from_below, "features/reports/dao.py", "text('DELETE FROM notification')"),
    (rules.tables_from_below, "events/dao.py", "text('SELECT FROM event JOIN invoice ON true')"),
]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("features/orders/dao.py", "text('SELECT FROM invoice JOIN \"order\" ON true')"),
        ("features/monitoring/dao/checks.py", "text('SELECT FROM service')"),
        ("events/dao.py", "text('DELETE FROM job')"),
        ("features/users/service.py", "'Read from service to service'"),
        ("features/users/service.py", '"""SELECT FROM service"""'),
    ],
)
def test_what_stands_below_may_be_read(path: str, text: str) -> None:
    assert list(rules.tables_from_below(Source(PurePosixPath(path), text))) == []


@cache
def _sources() -> list[Source]:
    return [
        Source(PurePosixPath(path.relative_to(_APP).as_posix()), path.read_text())
        for path in sorted(_APP.rglob("*.py"))
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule: Rule) -> None:
    broken = [f"{source.path}: {found}" for source in _sources() for found in rule(source)]
    assert broken == []


@pytest.mark.parametrize(
    ("rule", "path", "text"), PLANTED, ids=lambda value: getattr(value, "__name__", str(value))
)
def test_a_planted_defect_is_seen(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Source(PurePosixPath(path), text)))


def test_every_rule_has_a_planted_defect() -> None:
    assert {rule for rule, _, _ in PLANTED} == set(RULES)


def test_a_facade_offers_only_what_somebody_asks_for() -> None:
    assert unasked(_sources()) == []


def test_an_offer_that_nobody_takes_is_seen() -> None:
    facade = Source(
        PurePosixPath("features/billing/service/__init__.py"),
        "from app.features.billing.service.paying import pay, refund",
    )
    caller = Source(
        PurePosixPath("features/orders/service.py"),
        "from app.features.billing import service as billing\nbilling.pay()",
    )
    assert unasked([facade, caller]) == ["billing.refund"]
