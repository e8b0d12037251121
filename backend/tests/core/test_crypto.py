import pytest

from app.core import crypto


def test_what_is_sealed_opens_only_with_its_key_and_unaltered() -> None:
    sealed = crypto.seal("one key", b"a secret")
    assert b"a secret" not in sealed
    assert crypto.unseal("one key", sealed) == b"a secret"
    with pytest.raises(crypto.SealBrokenError):
        crypto.unseal("another key", sealed)
    with pytest.raises(crypto.SealBrokenError):
        crypto.unseal("one key", sealed[:-1] + bytes([sealed[-1] ^ 1]))


def test_a_signature_counts_for_its_message_only() -> None:
    signature = crypto.sign("secret", b"message")
    assert crypto.verify("secret", b"message", signature)
    assert not crypto.verify("secret", b"another", signature)
    assert not crypto.verify("secret", b"message", "подпись")


def test_tokens_differ_and_carry_their_prefix() -> None:
    tokens = {crypto.new_token("hw_") for _ in range(100)}
    assert len(tokens) == 100
    assert all(token.startswith("hw_") for token in tokens)
