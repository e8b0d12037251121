from pathlib import Path

import pytest

from infra.local import stamp
from infra.local.environment import Stack, given
from infra.local.servers import Home

PORTS = {"panel": 1, "payments": 2, "mailbox": 3, "smtp": 4, "flower": 5}


def stack(tmp_path: Path, **operator: str) -> Stack:
    return Stack(Home(tmp_path), operator, PORTS, "postgresql://x", "redis://x")


def test_the_environment_wins_over_dotenv_and_empty_means_not_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("CURRENCY=EUR\nCOMPANY_NAME=File\n")
    monkeypatch.setenv("CURRENCY", "")
    monkeypatch.setenv("COMPANY_NAME", "Shell")
    found = given(tmp_path / ".env")
    assert (found["CURRENCY"], found["COMPANY_NAME"]) == ("EUR", "Shell")


def test_mail_stays_in_the_mailbox_unless_a_server_is_named(tmp_path: Path) -> None:
    assert stack(tmp_path).variables()["SMTP_PORT"] == "4"
    named = stack(tmp_path, SMTP_HOST="mail.example.com").variables()
    assert named["SMTP_HOST"] == "mail.example.com"
    assert "MAILBOX_URL" not in named


def test_a_hoster_names_mail_server_and_payment_provider_in_the_panel(tmp_path: Path) -> None:
    empty = Stack(Home(tmp_path), {}, PORTS, "postgresql://x", "redis://x", names_companions=False)
    assert empty.uses_mailbox
    assert not {name for name in empty.variables() if name.startswith(("SMTP_", "SANDBOX_"))}
    ours = stack(tmp_path).variables()
    assert ours["SANDBOX_PAYMENTS_URL"].startswith("http://127.0.0.1:")
    assert empty.payment_secrets().items() <= ours.items()


def test_what_people_upload_stays_in_the_stacks_own_folder(tmp_path: Path) -> None:
    assert stack(tmp_path).variables()["FILES_DIR"] == str(tmp_path / "files")


def test_the_operators_values_win_and_secrets_stay_the_same(tmp_path: Path) -> None:
    first, again = stack(tmp_path).variables(), stack(tmp_path, CURRENCY="EUR").variables()
    assert first["SECRET_KEY"] == again["SECRET_KEY"]
    assert again["CURRENCY"] == "EUR"
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_a_digest_changes_with_names_contents_and_words(tmp_path: Path) -> None:
    one, two = tmp_path / "1", tmp_path / "2"
    one.write_text("x")
    two.write_text("x")
    digests = [stamp.digest([one]), stamp.digest([two]), stamp.digest([one], "word")]
    one.write_text("y")
    assert len({*digests, stamp.digest([one])}) == 4
