"""Values of variables, read from a line of a page."""

from fractions import Fraction

import pytest

from jacobook.errors import LanguageError
from jacobook.language.grammar import parse
from jacobook.language.point import read_point, rows_of, sizes_at


def test_numbers_vectors_and_matrices_are_read_exactly():
    found = read_point("x = [1, 2], y=0.1, A = [[1, 1/2], [-3, −4]]")
    assert found["x"] == (1, 2)
    assert found["y"] == Fraction(1, 10)
    assert rows_of(found["A"]) == ((1, Fraction(1, 2)), (-3, -4))
    assert rows_of(found["x"]) == ((1,), (2,))


@pytest.mark.parametrize(
    "text", ["x", "x =", "x = [1,]", "x = [1 2]", "x = 1 y = 2", "x = [[1, 2], [3]]", "x = 1/0", "x = 1, x = 2", ""]
)
def test_what_cannot_be_read_is_told_with_its_place(text):
    with pytest.raises(LanguageError) as caught:
        read_point(text)
    assert caught.value.location is not None


def _variables(text: str, where: dict[str, str]):
    return parse(text, where).variables


def test_values_give_lengths_to_names():
    variables = _variables("A @ x", {"A": "m×n", "x": "n"})
    assert sizes_at(variables, read_point("A = [[1, 2, 3], [4, 5, 6]], x = [1, 1, 1]")) == {"m": 2, "n": 3}


@pytest.mark.parametrize(
    ("at", "message"),
    [
        ("A = [[1, 2]], x = [1]", "on a side of length"),
        ("A = [[1, 2]]", "x has no value"),
        ("A = [[1]], x = [1], z = 2", "no such variable"),
        ("A = 2, x = [1]", "must be a matrix"),
    ],
)
def test_values_that_do_not_fit_are_refused(at, message):
    with pytest.raises(LanguageError, match=message):
        sizes_at(_variables("A @ x", {"A": "m×n", "x": "n"}), read_point(at))


def test_a_value_has_the_declared_property():
    variables = _variables("x @ A @ x", {"A": "n×n symmetric", "x": "n"})
    with pytest.raises(LanguageError, match="declared symmetric, and its value is not"):
        sizes_at(variables, read_point("A = [[1, 2], [3, 4]], x = [1, 1]"))
