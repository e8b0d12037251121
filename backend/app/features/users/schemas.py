"""What is said to and about people."""

import re
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    EmailStr,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from app.core.locale import Locale, TimeZone
from app.core.text import Line
from app.features.users.models import Theme

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 128
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
_DENIED = frozenset(_COMMON.split())


def _not_common(password: str) -> str:
    """Refuse what everybody tries first; no rule about kinds of characters (NIST SP 800-63B)."""
    if password.lower() in _DENIED or len(set(password)) < 3:  # noqa: PLR2004  "aaaa", "abab"
        code = "password_common"
        raise PydanticCustomError(code, "This password is among the first that are tried")
    return password


def _plain_number(value: object) -> object:
    return re.sub(r"[\s().-]", "", value) if isinstance(value, str) else value


Password = Annotated[
    str,
    StringConstraints(min_length=SHORTEST_PASSWORD, max_length=LONGEST_PASSWORD),
    AfterValidator(_not_common),
]
PersonName = Annotated[Line, Field(min_length=1, max_length=100)]
Phone = Annotated[
    str,
    BeforeValidator(_plain_number),
    StringConstraints(pattern=r"^\+[1-9][0-9]{6,14}$"),
    Field(description="E.164", examples=["+79991234567"]),
]


def _without_default(schema: dict[str, Any]) -> None:
    """What is left out of a patch stays as it is: no default is ever applied."""
    schema.pop("default", None)


class Body(BaseModel):
    """A request body: what it does not name is refused."""

    model_config = ConfigDict(extra="forbid")


class ProfileRead(BaseModel):
    """A person, as told to that person."""

    id: UUID
    email: str
    name: str
    phone: str | None
    locale: Locale
    theme: Theme
    time_zone: str
    email_verified: bool
    created_at: datetime


class MePatch(Body):
    """What people change about themselves; fields left out stay as they are."""

    name: PersonName = Field(default="", json_schema_extra=_without_default)
    phone: Phone | None = Field(default=None, json_schema_extra=_without_default)
    locale: Locale = Field(default=Locale.EN, json_schema_extra=_without_default)
    theme: Theme = Field(default=Theme.SYSTEM, json_schema_extra=_without_default)
    time_zone: TimeZone = Field(default="UTC", json_schema_extra=_without_default)


class TokenForm(BaseModel):
    """The token request of RFC 6749, sections 4.3 and 6; parameters it does not know are ignored.

    The password grant is our own sign-in only: there are no client ids and no scopes.
    """

    grant_type: Annotated[str, Field(max_length=64, examples=["password"])] = ""
    username: Annotated[Line, Field(max_length=254, description="The e-mail address")] = ""
    password: Annotated[str, Field(max_length=LONGEST_PASSWORD)] = ""
    refresh_token: Annotated[str, Field(max_length=256)] = ""


class TokenRead(BaseModel):
    """An access token, and the refresh token unless it travels as a cookie."""

    access_token: str
    token_type: str = "bearer"  # noqa: S105  the name of a scheme
    expires_in: int = Field(description="Seconds")
    refresh_token: str | None = None


class VerifyCreate(Body):
    """The proof of an address: the token of the link, or address and code."""

    token: Annotated[str, Field(max_length=256)] | None = None
    email: EmailStr | None = None
    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")] | None = None

    @model_validator(mode="after")
    def _one_proof(self) -> "VerifyCreate":
        by_link = self.token is not None and self.email is None and self.code is None
        by_code = self.token is None and self.email is not None and self.code is not None
        if not (by_link or by_code):
            code = "proof_ambiguous"
            raise PydanticCustomError(code, "Give either the token, or e-mail and code")
        return self


class VerificationRequest(Body):
    """Whose verification mail to send again."""

    email: EmailStr


class Accepted(BaseModel):
    """It is taken on; nothing is told about who has an account here."""


class NewUser(BaseModel):
    """A person to be made; the password is hashed already."""

    email: str
    hashed_password: str = Field(repr=False)
    name: str
    locale: Locale
    time_zone: str = "UTC"
    verified: bool = False


class Contact(BaseModel):
    """Whom to write to, and in which language."""

    user_id: UUID
    email: str
    name: str
    locale: Locale
    time_zone: str


class VerificationCode(BaseModel):
    """A fresh proof to mail: the only place where code and token stand in plain."""

    email: str
    name: str
    locale: Locale
    code: str = Field(repr=False)
    link_token: str = Field(repr=False)
