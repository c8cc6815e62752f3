"""Messages about undeclared letters say what they were taken for, and what to declare."""

import pytest

from jacobook import LanguageError, derive


@pytest.mark.parametrize("expression", ["dot(g, x/norm(x))", "outer(a, x)"])
def test_a_letter_that_is_a_scalar_by_habit_is_named(expression):
    with pytest.raises(LanguageError, match="is a scalar by habit") as caught:
        derive(expression, "x")
    assert "declare" in caught.value.hint


@pytest.mark.parametrize("expression", ["A*exp(x)", "norm(A*x - b)"])
def test_a_matrix_that_shrank_by_multiplying_entries_is_told(expression):
    assert any("@ multiplies matrices" in note for note in derive(expression, "x", prove=False).notes)


@pytest.mark.parametrize(
    ("expression", "where"), [("A*exp(x)", "A: 1×1"), ("A @ exp(x)", ""), ("A*B", ""), ("a*x", "")]
)
def test_nothing_is_told_where_nothing_shrank_by_habit(expression, where):
    wrt = "A" if "B" in expression else "x"
    assert not any("multiplies" in note for note in derive(expression, wrt, where, prove=False).notes)
