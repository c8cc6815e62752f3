"""The catalogue answered once, for every test that looks at documents."""

import os
from pathlib import Path

import pytest

from jacobook.catalogue.loader import load
from jacobook.derivation import derive
from jacobook.document.pages.answer import Answer
from jacobook.document.pages.rule_page import rule_page
from jacobook.document.setting.environment import Templates

SNAPSHOTS = Path(__file__).parent / "snapshots"


@pytest.fixture(scope="session")
def catalogue():
    catalogue = load()
    assert len(catalogue) > 0
    return catalogue


@pytest.fixture(scope="session")
def answers(catalogue):
    """Every rule with its derivations and certificates."""
    answered = {}
    for rule in catalogue:
        derivations = {item: derive(rule.expr, item, rule.where, rule.order) for item in rule.wrt}
        certificates = {item: derivation.verify() for item, derivation in derivations.items()}
        answered[rule.id] = Answer(rule, derivations, certificates)
    return answered


@pytest.fixture(scope="session")
def rule_pages(answers):
    return {name: rule_page(answer) for name, answer in answers.items()}


@pytest.fixture(scope="session")
def templates():
    return Templates()


@pytest.fixture
def snapshot():
    """Compare a text with the file kept under snapshots/; JACOBOOK_UPDATE_SNAPSHOTS=1 writes the file instead."""

    def compare(name, text):
        path = SNAPSHOTS / name
        if os.environ.get("JACOBOOK_UPDATE_SNAPSHOTS") == "1":
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
        assert path.is_file(), f"{path} is missing; write it with JACOBOOK_UPDATE_SNAPSHOTS=1"
        assert text == path.read_text("utf-8"), f"{name} has changed; if that is right, set JACOBOOK_UPDATE_SNAPSHOTS=1"

    return compare
