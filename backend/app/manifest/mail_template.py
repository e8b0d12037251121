"""E-mails as features declare them: what each is about, and the variables its texts may use."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.core.locale import Locale


class MailGroup(StrEnum):
    """How e-mails are grouped for staff."""

    SECURITY = "security"
    ACCOUNT = "account"
    BILLING = "billing"
    SERVICES = "services"
    STAFF = "staff"


class Reason(StrEnum):
    """Why somebody gets an e-mail; it is said at its end."""

    OWN_ACCOUNT = "own_account"
    ADDRESS_GIVEN = "address_given"
    BILLING_CONTACT = "billing_contact"
    STAFF = "staff"


class Resend(StrEnum):
    """Whether staff may send an e-mail once more."""

    SAME = "same"
    NEW_LINK = "new_link"
    """With a link of its own: the one that was sent stops counting."""

    REFUSED = "refused"


class VariableKind(StrEnum):
    """How a param is written for the reader of an email."""

    TEXT = "text"
    FLAG = "flag"
    """True or false: to be asked with `if`."""

    MONEY = "money"
    """From `{amount, currency}`."""

    MOMENT = "moment"
    """From RFC 3339, in the reader's time zone; an empty text where there is none."""

    ADDRESS = "address"
    """An absolute address, as it is."""

    PAGE = "page"
    """An address of the panel: `source` is its path, with params in braces."""

    LINES = "lines"
    """Lines of an invoice, for the block `lines` alone."""

    GREETING = "greeting"
    FAILURE = "failure"
    ROLE = "role"
    FACTOR_CHANGE = "factor_change"


Words = Mapping[Locale, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Variable:
    """One thing that an e-mail may say; `sample` is a param, as the preview gets it."""

    name: str
    about: Words
    sample: Any
    kind: VariableKind = VariableKind.TEXT
    source: str = ""
    """Where among the params it is, with dots between levels; the name itself where empty."""

    localized: bool = False
    """Whether a page has an address of its own in every language."""

    optional: bool = False
    """Whether it may be empty."""

    required: bool = False
    """Whether an e-mail without it would be useless: the link, or the code."""

    secret: bool = False
    """Whether it opens something: it has no place in a subject."""

    @property
    def path(self) -> str:
        """Where among the params it is."""
        return self.source or self.name


@dataclass(frozen=True, kw_only=True, slots=True)
class MailTemplate:
    """One kind of e-mail, or of in-app notification where `mailed` is False."""

    name: str
    title: Words
    group: MailGroup
    variables: tuple[Variable, ...] = ()
    reason: Reason = Reason.OWN_ACCOUNT
    mailed: bool = True
    resend: Resend = Resend.SAME


def words(ru: str, en: str) -> Words:
    """Return a text in every language."""
    return {Locale.RU: ru, Locale.EN: en}
