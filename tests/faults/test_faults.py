"""The list of planted faults is whole, and each can still be planted; what catches them is run every week."""

import ast
import re
from pathlib import Path

import pytest

from faults.fault import KINDS, ROOMS, Selection
from faults.faults import FAULTS

ROOT = Path(__file__).resolve().parent.parent.parent
LEAST = 40


def test_there_are_enough_in_every_room_and_of_every_kind():
    assert len(FAULTS) >= LEAST
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
    assert {fault.room for fault in FAULTS} == set(ROOMS)
    assert {fault.kind for fault in FAULTS} == set(KINDS)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", fault.name) for fault in FAULTS)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_applies_and_leaves_a_program(fault):
    text = (ROOT / fault.file).read_text("utf-8")
    assert text.count(fault.old) == 1
    assert fault.old != fault.new
    if fault.file.endswith(".py"):
        ast.parse(text.replace(fault.old, fault.new))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_what_is_to_catch_it_is_there(fault):
    if isinstance(fault.caught_by, Selection):
        for selection in fault.caught_by.selection:
            file, _, name = selection.partition("::")
            text = (ROOT / file).read_text("utf-8")
            assert f"def {name or 'test_'}" in text, selection
