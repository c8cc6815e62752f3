"""Where an answer has a kink the reader is told, and only there."""

import pytest

from expressions import declared
from jacobook import derive
from jacobook.language.functions import ELEMENTWISE, FUNCTIONS
from jacobook.proof.definition import kinks_of


@pytest.mark.parametrize(
    ("expression", "wrt", "told"),
    [
        ("norm1(x) * g", "x", True),
        ("norm1(x) * g", "g", False),
        ("g * relu(W @ x + b)", "b", True),
        ("A @ relu(x) + b", "b", False),
        ("maximum(x, y)", "y", True),
        ("x @ x", "x", False),
    ],
)
def test_a_kink_is_told_of_where_the_variable_can_meet_it(expression, wrt, told):
    notes = derive(expression, wrt, declared(expression, where={"g": "scalar"})).notes
    assert [note.endswith("where the answer jumps there, its value is a convention.") for note in notes] == [
        True
    ] * told


@pytest.mark.parametrize("function", [each for each in FUNCTIONS.values() if each.kind == ELEMENTWISE])
def test_a_kink_is_told_of_exactly_those_functions_whose_definitions_have_one(function):
    arguments = ("x", "y")[: function.arity]
    notes = derive(
        f"{function.name}({', '.join(arguments)})", "x", "x: n, y: n" if function.arity == 2 else "x: n"
    ).notes
    told = any("has no derivative" in note or "jumps" in note for note in notes)
    assert told == bool(kinks_of(function.definition)), notes
