"""How people are reached, and the proof that an address or number is theirs."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from app.core.email import EmailAddress
from app.core.locale import Locale
from app.core.text import Line
from app.features.users.schemas.fields import Body, Digits


class VerifyCreate(Body):
    """The proof of an address: the token of the link, or address and code."""

    token: Annotated[str, Field(max_length=256)] | None = None
    email: EmailAddress | None = None
    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")] | None = None

    @model_validator(mode="after")
    def _one_proof(self) -> "VerifyCreate":
        by_link = self.token is not None and self.email is None and self.code is None
        by_code = self.token is None and self.email is not None and self.code is not None
        if not (by_link or by_code):
            code = "step_up_ambiguous"
            raise PydanticCustomError(code, "Give either the token, or e-mail and code")
        return self


class VerificationRequest(Body):
    """Whose verification mail to send again."""

    email: EmailAddress


class VerificationCode(BaseModel):
    """A fresh proof to mail: the only place where code and token stand in plain."""

    email: str
    name: str
    locale: Locale
    code: str = Field(repr=False)
    link_token: str = Field(repr=False)


class EmailChange(Body):
    """The address a person wants."""

    email: EmailAddress


class TokenConfirm(Body):
    """The token of a mailed link."""

    token: Annotated[str, Field(max_length=256, repr=False)]


class CodeConfirm(Body):
    """The six digits of a message."""

    code: Digits


class PhoneRequest(Body):
    """A number in any spelling; `region` is the country it is dialled from, where it names none."""

    phone: Annotated[Line, Field(min_length=3, max_length=40, examples=["8 (999) 123-45-67"])]
    region: Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["RU"])] | None = None


class PhoneAsked(BaseModel):
    """The number as it was understood, and until when its code is awaited."""

    phone: str = Field(description="E.164", examples=["+79991234567"])
    expires_at: datetime


class WantedRead(BaseModel):
    """An address or number that waits for its code."""

    target: str
    expires_at: datetime


class ContactsRead(BaseModel):
    """How a person can be reached, and what they want it to become."""

    email: str
    email_verified: bool
    wanted_email: WantedRead | None
    phone: str | None
    phone_verified_at: datetime | None
    wanted_phone: WantedRead | None
