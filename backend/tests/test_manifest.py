"""Every feature declares itself, and nothing of it is forgotten."""

import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter
from sqlalchemy import literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from app import manifest
from app.auth.permissions import Permission
from app.core.errors import ConflictError
from app.core.ids import new_id
from app.dao.base import TableModel
from app.events.audit import BaseAuditAction
from app.events.base import Event, event_types
from app.events.jobs import JobDead
from app.manifest import ErasedPerson, Feature, Obstacle, Port, registry
from app.manifest.words import all_words
from app.models import metadata

_FEATURES = Path(manifest.__file__).parents[1] / "features"


def test_every_folder_is_a_feature() -> None:
    folders = {path.name for path in _FEATURES.iterdir() if (path / "__init__.py").exists()}
    assert manifest.features().keys() == folders


@pytest.mark.parametrize("name", sorted(manifest.features()))
def test_every_router_of_a_feature_is_served(name: str) -> None:
    folder = _FEATURES / name
    if not ((folder / "endpoints.py").exists() or (folder / "endpoints").exists()):
        assert manifest.features()[name].routers == ()
        return
    endpoints = import_module(f"app.features.{name}.endpoints")
    made = {key for key, value in vars(endpoints).items() if isinstance(value, APIRouter)}
    assert set(manifest.features()[name].routers) == made


def _descendants(kind: type[SQLModel]) -> Iterator[type[SQLModel]]:
    for child in kind.__subclasses__():
        yield child
        yield from _descendants(child)


def test_every_table_of_a_feature_is_known() -> None:
    declared = {
        kind.__tablename__
        for kind in _descendants(TableModel)
        if kind.__module__.startswith("app.") and hasattr(kind, "__table__")
    }
    assert declared
    assert declared <= metadata.tables.keys()


def test_every_event_has_one_feature_that_says_who_may_read_it() -> None:
    assert manifest.event_access().keys() == {kind.type for kind in event_types()}
    assert manifest.event_access()["invoice.paid"] is Permission.BILLING_READ


@pytest.mark.parametrize(
    "declared",
    [{}, {"a": Feature(event_access={Event: Permission.JOBS_READ, JobDead: Permission.JOBS_READ})}],
    ids=["nobody", "two"],
)
def test_an_event_without_one_answer_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, declared: dict[str, Feature]
) -> None:
    monkeypatch.setattr(registry, "features", lambda: declared)
    with pytest.raises(LookupError, match="who may read it"):
        manifest.event_access()


def test_every_rule_and_section_has_a_name_of_its_own() -> None:
    rules = [rule.name for rule in manifest.invariants()]
    assert len(rules) == len(set(rules))
    declared = sum(len(feature.export) for feature in manifest.features().values())
    assert declared == len(manifest.export_sections())


def _ports() -> list[Port[..., Any]]:
    facades = [
        import_module(f"app.features.{name}.service")
        for name in manifest.features()
        if find_spec(f"app.features.{name}.service")
    ]
    return [
        value for facade in facades for value in vars(facade).values() if isinstance(value, Port)
    ]


def test_every_port_has_one_answer() -> None:
    declared = [one.port for feature in manifest.features().values() for one in feature.answers]
    assert declared
    assert Counter(declared) == {port.name: 1 for port in _ports()}


@pytest.mark.parametrize("answers", [0, 2])
async def test_a_port_without_one_answer_is_refused(
    monkeypatch: pytest.MonkeyPatch, answers: int
) -> None:
    port: Port[[str], int] = Port("test.length")
    several = (port.answered_by(len),) * answers
    monkeypatch.setattr(registry, "features", lambda: {"a": Feature(answers=several)})
    with pytest.raises(LookupError, match=r"test\.length"):
        port("four")


def test_a_port_is_asked_like_a_function(monkeypatch: pytest.MonkeyPatch) -> None:
    port: Port[[str], int] = Port("test.one_length")
    monkeypatch.setattr(
        registry, "features", lambda: {"a": Feature(answers=(port.answered_by(len),))}
    )
    assert port("four") == 4


def test_every_act_of_the_audit_is_declared_by_one_feature() -> None:
    declared = [
        action for feature in manifest.features().values() for action in feature.audit_actions
    ]
    made = [action for kind in BaseAuditAction.__subclasses__() for action in kind]
    assert Counter(made) == Counter(declared)
    names = Counter(str(action) for action in declared)
    assert len(names) == names.total() == len(manifest.audit_actions())


async def test_whatever_is_cleared_away_first_is_told_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ranks = [one.rank for one in manifest.erasure_obstacles()]
    assert ranks == sorted(ranks)
    later, sooner = (Obstacle(rank, ConflictError, select(literal(1))) for rank in (2, 1))
    declared = {"a": Feature(erasure_obstacles=[later]), "b": Feature(erasure_obstacles=[sooner])}
    monkeypatch.setattr(registry, "features", lambda: declared)
    assert manifest.erasure_obstacles() == [sooner, later]


async def test_every_feature_erases_its_share_of_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    async def share(_session: AsyncSession, person: ErasedPerson) -> None:
        asked.append(person)

    declared = {"a": Feature(erase=share), "b": Feature(), "c": Feature(erase=share)}
    monkeypatch.setattr(registry, "features", lambda: declared)
    vera = ErasedPerson(new_id(), "vera@example.com", [])
    await manifest.erase(AsyncSession(), vera)
    assert asked == [vera, vera]


_PLACEHOLDER = re.compile(r"\{(\w+)(\|[^{}|]+)?\}")


def test_every_act_reads_as_a_sentence_in_both_languages() -> None:
    said = [one for words in manifest.audit_words().values() for one in words.sentences]
    assert Counter(one.value for one in said) == Counter(manifest.audit_actions())
    for words in manifest.audit_words().values():
        known = {"actor", "target", *words.details}
        for action, sentence in words.sentences.items():
            for text in sentence.texts():
                names = [name for name, _ in _PLACEHOLDER.findall(text.en)]
                assert sorted(names) == sorted(name for name, _ in _PLACEHOLDER.findall(text.ru))
                assert set(names) <= known, action
                for language in (text.en, text.ru):
                    assert not set("{}|_") & set(_PLACEHOLDER.sub("", language)), action
                assert re.search("[\u0400-\u04ff]", text.ru), action
            assert {sentence.name, sentence.by} - {None} <= words.details.keys(), action


def test_every_detail_of_an_act_has_a_name_in_both_languages() -> None:
    for words in manifest.audit_words().values():
        for key, detail in words.details.items():
            assert bool(detail.en) == bool(detail.ru) == (detail.kind != "hidden"), key
            assert all(one.en and one.ru for one in detail.values.values()), key


def test_the_panel_is_given_the_words_of_every_feature() -> None:
    words = all_words()
    assert words.keys() == manifest.audit_words().keys()
    restart = words["deployments"]["sentences"]["service.changed"]["variants"]["restart"]
    assert restart["en"] == "{actor} restarted {target|a service}"
