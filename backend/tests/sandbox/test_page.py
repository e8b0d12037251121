"""What the companions share: their words and where they say they are."""

import json
from pathlib import Path

import pytest

from sandbox.page.language import words
from sandbox.serve import local_address


def test_a_word_in_one_language_only_is_told_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "en.json").write_text(json.dumps({"pay": "Pay", "back": "Back"}))
    (tmp_path / "ru.json").write_text(json.dumps({"pay": "Pay"}))
    with pytest.raises(KeyError, match="back"):
        words(tmp_path)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:9100"),
        ("0.0.0.0", "http://127.0.0.1:9100"),
        ("::", "http://127.0.0.1:9100"),
        ("::1", "http://[::1]:9100"),
    ],
)
def test_a_companion_names_an_address_that_opens(host: str, address: str) -> None:
    assert local_address(host, 9100) == address
