"""What a merchant may ask for, checked field by field."""

import re
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from sandbox.payments.errors import InvalidError, ProviderError

MAX_AMOUNT = 10**12
HOST = re.compile(r"[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]")


def web_address(url: str) -> str:
    """Return `url` when it is a plain http(s) address; raises ValueError otherwise."""
    parts = urlsplit(url)
    host = parts.netloc.removesuffix(f":{parts.port}") if parts.port else parts.netloc
    if parts.scheme not in {"http", "https"} or not HOST.fullmatch(host):
        reason = "must be an http or https address"
        raise ValueError(reason)
    return url


Amount = Annotated[int, Field(ge=1, le=MAX_AMOUNT)]
Url = Annotated[
    str,
    Field(max_length=2000, pattern=r"^[!-~]+$"),
    AfterValidator(web_address),
]


class Order(BaseModel):
    """A JSON body: unknown fields and loose types are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    @classmethod
    def read(cls, body: bytes) -> Self:
        """Parse a request body; raises ProviderError or, naming the field, InvalidError."""
        try:
            return cls.model_validate_json(body)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
        if first["type"] == "json_invalid":
            raise ProviderError(message="The body is not JSON.")
        param = ".".join(str(part) for part in first["loc"]) or None
        raise InvalidError(param=param, message=first["msg"])


class PaymentOrder(Order):
    """A payment to be made: `amount` in minor units, `reference` is the merchant's own id."""

    amount: Amount
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    description: str = Field(default="", max_length=500)
    reference: str = Field(min_length=1, max_length=200)
    return_url: Url
    webhook_url: Url


class RefundOrder(Order):
    """Money to be given back: `amount` in minor units of the payment's currency."""

    payment: str = Field(max_length=100)
    amount: Amount


class FaultOrder(Order):
    """Misbehaviour asked for by a test; what is not named is switched off."""

    delay_ms: int = Field(default=0, ge=0, le=10_000)
    drop_answer: int = Field(default=0, ge=0, le=100)
    duplicate: int = Field(default=0, ge=0, le=5)
    shuffle: bool = False
