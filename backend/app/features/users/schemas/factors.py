"""Second factors, and the proofs of who is there."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from app.core.text import Line
from app.features.users.models import SignInMethod
from app.features.users.schemas.fields import Body, Digits
from app.features.users.schemas.passwords import MAX_PASSWORD_LENGTH

PasskeyName = Annotated[Line, Field(min_length=1, max_length=60)]


class TotpState(BaseModel):
    """Whether an authenticator app is in use."""

    enabled: bool
    enabled_at: datetime | None


class PasskeyRead(BaseModel):
    """A passkey; `backed_up` ones are copied by their maker to the person's other devices."""

    id: UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None
    backed_up: bool


class SecurityRead(BaseModel):
    """How a person signs in."""

    password_changed_at: datetime | None
    totp: TotpState
    recovery_codes_left: int
    passkeys: list[PasskeyRead]
    second_factor_required: Annotated[
        bool, Field(description="Staff may do nothing as staff until they signed in with one")
    ]
    recent_auth_until: Annotated[
        datetime | None, Field(description="Until when what is dangerous asks for no proof")
    ]


class TotpRead(BaseModel):
    """A new secret for an authenticator app, shown once."""

    secret: str = Field(repr=False)
    uri: str = Field(repr=False, examples=["otpauth://totp/…"])
    qr_svg: str = Field(repr=False, description="The address as a QR code, an SVG document")


class TotpConfirm(Body):
    """The first code of the app."""

    code: Digits


class RecoveryCodesRead(BaseModel):
    """Fresh recovery codes, shown once; older ones stop counting."""

    recovery_codes: list[str] = Field(repr=False)


class PasskeyOptionsRead(BaseModel):
    """What the browser needs: `options` go into `navigator.credentials` as they are."""

    challenge_id: UUID
    options: dict[str, Any]


class PasskeyCreate(Body):
    """An authenticator's RegistrationResponseJSON, and what to call it."""

    challenge_id: UUID
    name: PasskeyName
    credential: dict[str, Any]


class PasskeyPatch(Body):
    """A passkey's new name."""

    name: PasskeyName


class StepUpOptionsRead(BaseModel):
    """By what the person can prove themselves now; with a passkey also what to sign."""

    methods: list[SignInMethod]
    challenge_id: UUID | None = None
    options: dict[str, Any] | None = None


class StepUpCreate(Body):
    """One proof of who is there."""

    password: Annotated[str, Field(min_length=1, max_length=MAX_PASSWORD_LENGTH)] | None = None
    totp: Digits | None = None
    recovery_code: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    challenge_id: UUID | None = None
    credential: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _one_proof(self) -> "StepUpCreate":
        alone = sum(given is not None for given in (self.password, self.totp, self.recovery_code))
        signed = (self.challenge_id is not None, self.credential is not None)
        if (alone, signed) not in {(1, (False, False)), (0, (True, True))}:
            code = "step_up_ambiguous"
            raise PydanticCustomError(code, "Give one proof: a secret, or challenge and credential")
        return self


class StepUpRead(BaseModel):
    """Until when the proof counts as fresh."""

    recent_auth_until: datetime
