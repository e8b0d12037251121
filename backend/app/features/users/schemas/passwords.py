"""Passwords: what they may be, and how they are changed."""

from functools import cache
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.core.email import EmailAddress
from app.features.users.schemas.fields import Body

SHORTEST_PASSWORD = 10
MAX_PASSWORD_LENGTH = 128
_COMMON = """
0123456789 0987654321 1111111111 0000000000 1234567890 12345678910 123456789a a123456789
1q2w3e4r5t 1qaz2wsx3edc 1q2w3e4r5t6y 1234567890q q1w2e3r4t5 qwertyuiop qwerty1234 qwerty12345
qwerty123456 qwertyuiop123 qwerty123! asdfghjkl1 asdfghjkl; zxcvbnm123 abcdefghij abcdefgh12
abc1234567 abcd123456 aaaaaaaaaa password12 password123 password1234 password12345 passw0rd123
password123! password1! p@ssw0rd123 password01 passwordpassword letmein123 letmein1234 welcome123
welcome1234 welcome12345 administrator admin12345 admin123456 administrator1 changeme123
changeme1234 iloveyou123 iloveyou12 sunshine123 princess123 football123 monkey1234 dragon1234
superman123 trustno1trustno1 qazwsxedcrfv qazwsxedc123 1qazxsw23edc zaq12wsxcde3 google1234
facebook123 test123456 testtest123 user123456 root123456 secret1234 default123 1234512345
1231231231 1122334455 9876543210 987654321a 12344321aa hostwright hostwright1 hostwright123
йцукенгшщз йцукенгшщзх пароль1234 пароль12345
"""  # noqa: RUF001  some of them are Russian


@cache
def _denied() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # noqa: PLC0415  heavy, and not needed to start

    return frozenset(_COMMON.split()) | frozenset(FREQUENCY_LISTS["passwords"])


def _not_common(password: str) -> str:
    """Refuse what everybody tries first; no rule about kinds of characters (NIST SP 800-63B)."""
    if password.lower() in _denied() or len(set(password)) < 3:  # noqa: PLR2004  "aaaa", "abab"
        code = "password_common"
        raise PydanticCustomError(code, "This password is among the first that are tried")
    return password


Password = Annotated[
    str,
    StringConstraints(min_length=SHORTEST_PASSWORD, max_length=MAX_PASSWORD_LENGTH),
    AfterValidator(_not_common),
]


class PasswordChange(Body):
    """Another password; the present one is checked where it is given."""

    current_password: Annotated[str | None, Field(max_length=MAX_PASSWORD_LENGTH, repr=False)] = (
        None
    )
    new_password: Annotated[Password, Field(repr=False)]


class PasswordForgotten(Body):
    """Whose password was forgotten."""

    email: EmailAddress


class PasswordReset(Body):
    """The token of the mailed link, and another password."""

    token: Annotated[str, Field(max_length=256, repr=False)]
    password: Annotated[Password, Field(repr=False)]
