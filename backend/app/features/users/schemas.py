"""What is said to and about people."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal
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
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from app.core.locale import Locale, TimeZone
from app.core.text import Line
from app.dao.query import ListQuery
from app.features.roles.schemas import RoleBrief
from app.features.users.models import SignInMethod, SignInOutcome, Theme

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 128
LONGEST_CREDENTIAL = 16_384
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
_DENIED = frozenset(_COMMON.split()) | frozenset(FREQUENCY_LISTS["passwords"])


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
TotpCode = Annotated[
    str,
    BeforeValidator(_plain_number),
    StringConstraints(pattern=r"^[0-9]{6}$"),
    Field(examples=["123456"]),
]
PasskeyName = Annotated[Line, Field(min_length=1, max_length=60)]
PersonName = Annotated[Line, Field(min_length=1, max_length=100)]
Digits = Annotated[
    str,
    BeforeValidator(_plain_number),
    StringConstraints(pattern=r"^[0-9]{6}$"),
    Field(examples=["123456"]),
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
    phone_verified: bool
    avatar_url: str | None
    locale: Locale
    theme: Theme
    time_zone: str
    email_verified: bool
    created_at: datetime


class MePatch(Body):
    """What people change about themselves; fields left out stay as they are."""

    name: PersonName = Field(default="", json_schema_extra=_without_default)
    locale: Locale = Field(default=Locale.EN, json_schema_extra=_without_default)
    theme: Theme = Field(default=Theme.SYSTEM, json_schema_extra=_without_default)
    time_zone: TimeZone = Field(default="UTC", json_schema_extra=_without_default)


class TokenForm(BaseModel):
    """The token request of RFC 6749, sections 4.3, 4.5 and 6; unknown parameters are ignored.

    The password grant is our own sign-in only: there are no client ids and no scopes.
    """

    grant_type: Annotated[str, Field(max_length=64, examples=["password"])] = ""
    username: Annotated[Line, Field(max_length=254, description="The e-mail address")] = ""
    password: Annotated[str, Field(max_length=LONGEST_PASSWORD)] = ""
    refresh_token: Annotated[str, Field(max_length=256)] = ""
    mfa_token: Annotated[str, Field(max_length=256, description="Of `mfa_required`")] = ""
    code: Annotated[str, Field(max_length=64, description="Of the app, or a recovery code")] = ""
    challenge_id: UUID | None = None
    credential: Annotated[
        str, Field(max_length=LONGEST_CREDENTIAL, description="AuthenticationResponseJSON")
    ] = ""


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


class PasswordChange(Body):
    """Another password; the present one is checked where it is given."""

    current_password: Annotated[str | None, Field(max_length=LONGEST_PASSWORD, repr=False)] = None
    new_password: Annotated[Password, Field(repr=False)]


class PasswordForgotten(Body):
    """Whose password was forgotten."""

    email: EmailStr


class PasswordReset(Body):
    """The token of the mailed link, and another password."""

    token: Annotated[str, Field(max_length=256, repr=False)]
    password: Annotated[Password, Field(repr=False)]


class EmailChange(Body):
    """The address a person wants."""

    email: EmailStr


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


class DeviceRead(BaseModel):
    """What a User-Agent header speaks of; it is the sender's word and proves nothing."""

    browser: Annotated[str | None, Field(examples=["Firefox 140"])]
    os: Annotated[str | None, Field(examples=["Windows"])]
    kind: Literal["desktop", "mobile", "tablet", "program", "unknown"]


class SessionRead(BaseModel):
    """Where the person is signed in; `impersonated` ones are staff's, acting as the person."""

    id: UUID
    current: bool
    ip: str
    place: str | None
    agent: str
    device: DeviceRead
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    second_factor: bool
    impersonated: bool


class SessionsRead(BaseModel):
    """The person's live sessions, the one used last first."""

    items: list[SessionRead]


class SessionsEnded(BaseModel):
    """How many sessions ended."""

    ended: int


class AddressRead(BaseModel):
    """An internet address the person came from."""

    id: UUID
    ip: str
    place: str | None
    agent: str
    times: int
    first_seen_at: datetime
    last_seen_at: datetime


_AddressSort = Literal[
    "last_seen_at", "-last_seen_at", "first_seen_at", "-first_seen_at", "times", "-times"
]


class AddressQuery(ListQuery):
    """Which addresses to list; `q` looks into addresses, places and programs."""

    sort: list[_AddressSort] = ["-last_seen_at"]  # type: ignore[assignment]  # narrowed on purpose


class AvatarRead(BaseModel):
    """Where the person's picture is."""

    avatar_url: str


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
    proved_until: Annotated[
        datetime | None, Field(description="Until when what is dangerous asks for no proof")
    ]


class TotpRead(BaseModel):
    """A new secret for an authenticator app, shown once."""

    secret: str = Field(repr=False)
    uri: str = Field(repr=False, examples=["otpauth://totp/…"])
    qr_svg: str = Field(repr=False, description="The address as a QR code, an SVG document")


class TotpConfirm(Body):
    """The first code of the app."""

    code: TotpCode


class RecoveryCodesRead(BaseModel):
    """Fresh recovery codes, shown once; older ones stop counting."""

    recovery_codes: list[str] = Field(repr=False)


class PasskeyOptionsRead(BaseModel):
    """What the browser needs: `options` go into `navigator.credentials` as they are."""

    challenge_id: UUID
    options: dict[str, Any]


class SignInOptionsCreate(Body):
    """For which half-done sign-in; without one, a passkey alone is to sign in."""

    mfa_token: Annotated[str, Field(max_length=256)] | None = None


class PasskeyCreate(Body):
    """An authenticator's RegistrationResponseJSON, and what to call it."""

    challenge_id: UUID
    name: PasskeyName
    credential: dict[str, Any]


class PasskeyPatch(Body):
    """A passkey's new name."""

    name: PasskeyName


class ProofOptionsRead(BaseModel):
    """By what the person can prove themselves now; with a passkey also what to sign."""

    methods: list[SignInMethod]
    challenge_id: UUID | None = None
    options: dict[str, Any] | None = None


class ProofCreate(Body):
    """One proof of who is there."""

    password: Annotated[str, Field(min_length=1, max_length=LONGEST_PASSWORD)] | None = None
    totp: TotpCode | None = None
    recovery_code: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    challenge_id: UUID | None = None
    credential: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _one_proof(self) -> "ProofCreate":
        alone = sum(given is not None for given in (self.password, self.totp, self.recovery_code))
        signed = (self.challenge_id is not None, self.credential is not None)
        if (alone, signed) not in {(1, (False, False)), (0, (True, True))}:
            code = "proof_ambiguous"
            raise PydanticCustomError(code, "Give one proof: a secret, or challenge and credential")
        return self


class ProofRead(BaseModel):
    """Until when the proof counts as fresh."""

    proved_until: datetime


class SignInRead(BaseModel):
    """One attempt to sign in as the person."""

    id: UUID
    at: datetime
    ip: str
    place: str | None
    agent: str
    method: SignInMethod
    outcome: SignInOutcome


class SignInQuery(ListQuery):
    """Which attempts to list."""

    sort: list[Literal["at", "-at"]] = ["-at"]  # type: ignore[assignment]  # narrowed on purpose
    outcome: list[SignInOutcome] | None = None
    at__gte: datetime | None = None
    at__lte: datetime | None = None


class ResetCreate(Body):
    """Why a person's second factor is taken away."""

    reason: Annotated[Line, Field(min_length=3, max_length=500)]


class ReasonCreate(Body):
    """Why something is done to a person; it stays in the audit."""

    reason: Annotated[Line, Field(min_length=3, max_length=500)]


class StaffRead(BaseModel):
    """Somebody who can sign in, and the roles they hold in the admin tree."""

    id: UUID
    email: str
    name: str
    active: bool
    email_verified: bool
    second_factor: bool
    roles: list[RoleBrief]
    last_seen_at: datetime | None
    created_at: datetime


class UserAccountRead(BaseModel):
    """An account the person is a member of."""

    id: UUID
    name: str
    role: str


class UserAdminRead(StaffRead):
    """Somebody who can sign in, as staff see them."""

    accounts: list[UserAccountRead]


_PeopleSort = Literal["created_at", "-created_at", "name", "-name", "email", "-email"]


class StaffQuery(ListQuery):
    """Which staff to list; `q` looks into names and addresses."""

    sort: list[_PeopleSort] = ["name"]  # type: ignore[assignment]  # narrowed on purpose


class UserQuery(ListQuery):
    """Which people to list; `q` looks into names and addresses."""

    sort: list[_PeopleSort] = ["-created_at"]  # type: ignore[assignment]  # narrowed on purpose
    staff: bool | None = None
    active: bool | None = None


_RoleIds = Annotated[list[UUID], Field(max_length=20)]


class StaffCreate(Body):
    """Whom to make staff, by id or address, and which roles to give."""

    user_id: UUID | None = None
    email: EmailStr | None = None
    role_ids: Annotated[_RoleIds, Field(min_length=1)]

    @model_validator(mode="after")
    def _one_person(self) -> "StaffCreate":
        if (self.user_id is None) == (self.email is None):
            code = "person_ambiguous"
            raise PydanticCustomError(code, "Give either the id or the address")
        return self


class StaffPatch(Body):
    """The roles a person is to hold from now on; none makes them staff no more."""

    role_ids: _RoleIds
