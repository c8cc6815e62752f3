"""The catalogue answered once, for every test that looks at documents."""

import os
from pathlib import Path

import pytest

from jacobook.catalogue.loader import load
from jacobook.derivation import derive
from jacobook.document.setting.environment import Templates

SNAPSHOTS = Path(__file__).parent / "snapshots"


@pytest.fixture(scope="session")
def catalogue():
    catalogue = load()
    assert len(catalogue) > 0
    return catalogue


@pytest.fixture(scope="session")
def derivations(catalogue):
    """Every rule by each of its variables; proofs are other tests' business."""
    return {
        rule.id: {item: derive(rule.expr, item, rule.where, rule.order, prove=False) for item in rule.wrt}
        for rule in catalogue
    }


@pytest.fixture(scope="session")
def rule_pages(records):
    """What the pages of the rules show, proved."""
    return {name: record.page for name, record in records.items()}


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
