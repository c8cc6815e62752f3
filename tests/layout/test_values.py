"""Printed forms have a value wherever the derivative has one: at triangular and diagonal matrices, and at zeros."""

from fractions import Fraction

import pytest

from jacobook.derivation import derive
from jacobook.proof.numbers.arithmetic import Undefined
from jacobook.proof.points.case import Case
from jacobook.proof.verdict.arrangement import arrangement
from jacobook.proof.verdict.questions import evaluation

SIZES = {"n": 3, "m": 2}
DIGITS = 40
_ENTRIES = (Fraction(3, 4), Fraction(5, 6), Fraction(7, 8), Fraction(2, 5), Fraction(11, 9), Fraction(9, 7))


def _kept(kind):
    """Which entries of a square matrix a point of this kind keeps; the others are 0."""
    return {"lower": lambda i, j: i >= j, "upper": lambda i, j: i <= j, "diagonal": lambda i, j: i == j}[kind]


def _point(variables, kind):
    """Positive entries; square matrices with the zeros of their kind, vectors without any."""
    drawn = iter(_ENTRIES * 20)
    point = {}
    for name, variable in variables.items():
        lengths = [dimension.size(SIZES) for dimension in variable.shape]
        match lengths:
            case []:
                point[name] = next(drawn)
            case [length]:
                point[name] = tuple(next(drawn) for _ in range(length))
            case [rows, columns]:
                keeps = _kept(kind) if rows == columns else (lambda _i, _j: True)
                point[name] = tuple(
                    tuple(next(drawn) if keeps(i, j) else Fraction(0) for j in range(columns)) for i in range(rows)
                )
    return point


def _values(derivation, point):
    """The derivative entry by entry and each printed form at a point, as (expected, given) pairs."""
    case = Case(derivation.expression, derivation.wrt, SIZES, point, DIGITS)
    expected = case.derivatives(DIGITS)
    for answer in derivation.answers:
        given = evaluation(case, DIGITS).form(answer.form)
        grid = arrangement(case.lengths, str(answer.layout))
        yield from ((expected[place], given[i][j]) for i, row in enumerate(grid) for j, place in enumerate(row))


FUNCTIONS_OF_A_DIAGONAL = [
    ("sum(log(diag(L)))", "L", "L: n×n"),
    ("sum(log(diag(L)))", "L,L", "L: n×n"),
    ("prod(diag(L))", "L", "L: n×n"),
    ("log(prod(diag(L)))", "L", "L: n×n"),
    ("log(diag(L))", "L", "L: n×n"),
    ("diag(log(diag(L)))", "L", "L: n×n"),
    ("sum(1/diag(A))", "A", "A: n×n"),
    ("sum(sqrt(diag(A)))", "A", "A: n×n"),
    ("sum(diag(A)**p)", "A", "A: n×n, p: scalar"),
    ("sum(diag(A)**x)", "A", "A: n×n, x: n"),
    ("sum(diag(A)**x)", "x", "A: n×n, x: n"),
    ("x @ diag(1/diag(A)) @ x", "A", "A: n×n, x: n"),
    ("x @ diag(1/diag(A)) @ x", "x", "A: n×n, x: n"),
    ("diag(1/diag(A)) @ A @ x", "A", "A: n×n, x: n"),
    ("sum(diag(A)/diag(B))", "B", "A: n×n, B: n×n"),
    ("sum((diag(A)*diag(B))**0.5)", "B", "A: n×n, B: n×n"),
    ("sum(log(diag(A) + diag(B)))", "A", "A: n×n, B: n×n"),
    ("A / outer(sqrt(diag(A)), sqrt(diag(A)))", "A", "A: n×n"),
    ("norm(log(diag(A)))", "A", "A: n×n"),
    ("norm(log(diag(A)))", "A,A", "A: n×n"),
    ("softmax(log(diag(A)))", "A", "A: n×n"),
    ("logsumexp(log(diag(A)))", "A", "A: n×n"),
    ("sum(log(diag(L))) - x @ L @ x", "L", "L: n×n, x: n"),
    ("sum(log(diag(A @ B)))", "A", "A: n×n, B: n×n"),
    ("sum(arcsin(diag(A)/9))", "A", "A: n×n"),
    ("sum(maximum(1/diag(A), 1))", "A", "A: n×n"),
    ("outer(log(diag(A)), x)", "A", "A: n×n, x: n"),
    ("sum(log(diag(A))) * A", "A", "A: n×n"),
]


@pytest.mark.parametrize("kind", ["lower", "upper", "diagonal"])
@pytest.mark.parametrize("question", FUNCTIONS_OF_A_DIAGONAL, ids=lambda question: f"{question[0]} by {question[1]}")
def test_a_function_of_a_diagonal_is_asked_for_at_the_diagonal_alone(question, kind):
    derivation = derive(*question)
    pairs = list(_values(derivation, _point(dict(derivation.variables), kind)))
    assert pairs
    assert all(abs(expected - given) < 1e-20 for expected, given in pairs)


@pytest.mark.parametrize("function", ["log", "sqrt", "arcsin", "arccos"])
def test_so_is_every_partial_function_whichever_way_the_diagonal_is_taken(function):
    for expression in (f"trace({function}(A/4))", f"sum(diag({function}(A/4)))", f"sum({function}(diag(A/4)))"):
        derivation = derive(expression, "A", "A: n×n")
        point = _point(dict(derivation.variables), "lower")
        given = [
            evaluation(Case(derivation.expression, derivation.wrt, SIZES, point, DIGITS), DIGITS).form(answer.form)
            for answer in derivation.answers
        ]
        assert all(entry == 0 for form in given for i, row in enumerate(form) for j, entry in enumerate(row) if i != j)


ZEROS = [
    ("x**w * x**z", "x", "x: n, w: n, z: n", {"x": (0, 1, 2), "w": (2, 1, 3), "z": (1, 2, 1)}),
    ("norm(x)**p", "x", "x: n, p: scalar", {"x": (0, 0, 0), "p": 3}),
    ("x/(1 + abs(x))", "x", "x: n", {"x": (0, 1, -2)}),
]


@pytest.mark.parametrize(("expression", "wrt", "where", "point"), ZEROS, ids=lambda value: str(value)[:20])
def test_powers_of_one_base_are_merged_before_one_of_them_divides_by_zero(expression, wrt, where, point):
    derivation = derive(expression, wrt, where)
    exact = {
        name: tuple(map(Fraction, value)) if isinstance(value, tuple) else Fraction(value)
        for name, value in point.items()
    }
    case = Case(derivation.expression, derivation.wrt, SIZES, exact, DIGITS)
    try:
        for answer in derivation.answers:
            assert evaluation(case, DIGITS).form(answer.form)
    except Undefined as reason:
        pytest.fail(f"{answer.text} has no value: {reason}")
