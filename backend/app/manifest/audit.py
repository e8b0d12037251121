"""How a feature's acts read in the audit, in both languages, and what became of what they name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import ColumnElement, null

from app.dao.read import Columnar
from app.events.audit import BaseAuditAction


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in English and Russian."""

    en: str
    ru: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """What one act reads like.

    `{actor}` and `{target}` are names that may lead somewhere, any other placeholder is a detail;
    `{target|the service}` says what stands where no name is known. Russian names the deed by a
    noun, so that no gender is needed. `variants` are the sentences of single values of the detail
    `by`; `name` is the detail that holds the target's name as of then.
    """

    en: str
    ru: str
    name: str | None = None
    by: str | None = None
    variants: Mapping[str, Text] = field(default_factory=dict)

    def texts(self) -> Sequence[Text]:
        """Return every form of it."""
        return [Text(self.en, self.ru), *self.variants.values()]


@dataclass(frozen=True, slots=True)
class Detail:
    """What one key of `changes` is called, and its known values.

    With `free` other values are people's own words. An amount is in minor units of the detail
    `currency`; what is hidden says nothing to a person.
    """

    en: str
    ru: str
    values: Mapping[str, Text] = field(default_factory=dict)
    kind: Literal["text", "list", "amount", "moment", "permissions", "hidden"] = "text"
    free: bool = False


HIDDEN = Detail("", "", kind="hidden")


@dataclass(frozen=True, slots=True)
class AuditWords:
    """The sentences of a feature's acts, and the names of their details."""

    sentences: Mapping[BaseAuditAction, Sentence]
    details: Mapping[str, Detail] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditTarget:
    """Where a thing that acts name is found now: its key, its name, and whether it has a page."""

    key: Columnar
    name: Columnar = field(default_factory=null)
    present: ColumnElement[bool] | None = None


def words_as_json(words: AuditWords) -> dict[str, Any]:
    """Return a feature's words as the specification carries them."""

    def texts(found: Mapping[str, Text]) -> dict[str, Any]:
        return {key: {"en": one.en, "ru": one.ru} for key, one in found.items()}

    return {
        "sentences": {
            action.value: {
                "en": one.en,
                "ru": one.ru,
                "name": one.name,
                "by": one.by,
                "variants": texts(one.variants),
            }
            for action, one in words.sentences.items()
        },
        "details": {
            key: {"en": one.en, "ru": one.ru, "kind": one.kind, "values": texts(one.values)}
            for key, one in words.details.items()
        },
    }
