"""Where an answer has a kink the reader is told, and only there."""

import pytest

from expressions import declared
from jacobook import derive


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
