"""Errors are found where code names them: in what it calls, makes, takes and writes."""

import pytest

from app.core.errors import ConflictError, ForbiddenError
from app.features.catalog.errors import OfferMismatchError
from app.features.orders import service
from app.web.openapi import reach


@pytest.fixture(autouse=True)
def _this_module_counts_as_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    reach._step.cache_clear()
    monkeypatch.setattr(reach, "_OURS", ("app.", __name__))


class Gate:
    def enter(self) -> None:
        raise ForbiddenError

    def leave(self) -> None:
        raise NotImplementedError


def _refuse() -> None:
    raise ConflictError


def _both(gate: Gate) -> None:
    def later() -> None:
        _refuse()

    gate.enter()
    later()


def _neither(gate: Gate) -> None:
    gate.leave()


def test_it_follows_calls_closures_and_methods() -> None:
    assert reach.reached(_both) == {ConflictError, ForbiddenError}
    assert reach.reached(_neither) == set()


def test_a_use_case_names_its_refusals() -> None:
    assert OfferMismatchError in reach.reached(service.place_order)
