"""What is printed is what was proved: code and text of an answer are read back and have the value of the derivative.

A refusal to read is counted; a reading as something else is a fault. And two formulas that differ in value are never
printed alike.
"""

import re
from fractions import Fraction
from functools import lru_cache

import numpy as np
import pytest
import scipy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import random_expressions
from jacobook import derive
from jacobook.errors import LanguageError
from jacobook.language.dimension import ONE, Dimension
from jacobook.language.expression import Variable
from jacobook.language.numpy_code import read_numpy
from jacobook.language.reader import read
from jacobook.layout.formulas.formula import (
    Apply,
    Differential,
    MatrixPower,
    Multiple,
    Power,
    Product,
    Sum,
    Symbol,
    Transpose,
)
from jacobook.notation.latex import to_latex
from jacobook.notation.numpy import to_numpy
from jacobook.notation.spoken import to_spoken
from jacobook.notation.text import to_text
from jacobook.notation.typst import to_typst
from mutations import mutations, regroupings
from round_trip import Outcome, catalogue, printed_of, read_back, value_at

pytestmark = pytest.mark.thorough

SEEDS = range(250)
PROPERTY = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


# --- the questions, with what is true of them
@lru_cache(maxsize=1)
def of_the_catalogue():
    """All that is printed of the answers of the catalogue."""
    return [each for name, answer in catalogue() for each in printed_of(name, answer)]


@lru_cache(maxsize=1)
def at_random():
    """All that is printed of the answers to random questions."""
    found = []
    for seed in SEEDS:
        question = random_expressions.question(seed)
        try:
            answer = derive(question.expression, question.wrt, question.where, prove=False)
        except LanguageError:
            continue
        found += printed_of(f"question {seed}", answer)
    return found


def results(printed, notation, least):
    """What becomes of each formula that is printed in a notation; none is read as something else."""
    found = [read_back(each, notation) for each in printed if notation in each.texts]
    assert len(found) >= least
    assert [str(each) for each in found if each.outcome is Outcome.WRONG] == []
    return found


REFUSED = {
    "latex": r"no sum over the exponents|eigenvectors is not read|e_1|this label is not read|label .*\+|the place",
    "text": "a sum over indices|L_log|L_exp|e_[1n]|function (svd|eigh)|already defined"
    r"|_ is not a name|; cannot be combined with",
    "numpy": "generatorexp|a library is not read|this call is not read|cross takes a vector",
}
"""What is not read of the catalogue: sums over exponents; operators that only answers have, such as L_exp and eᵢ;
eigenvectors, as LaTeX calls those of both functions; σ, which has another meaning; code that solves or factorizes in
libraries' own ways; and blocks one below the other that hold a cross product, of rigid motions.
"""


@pytest.mark.parametrize("notation", REFUSED)
def test_all_that_the_catalogue_prints_is_read_back_as_itself(notation):
    found = [each for each in results(of_the_catalogue(), notation, 1600) if each.outcome is not Outcome.ITSELF]
    assert [str(each) for each in found if each.outcome is not Outcome.REFUSED] == []
    assert [str(each) for each in found if re.search(REFUSED[notation], each.why) is None] == []
    assert len(found) <= 125


@pytest.mark.parametrize(("notation", "share"), [("latex", 0.9), ("text", 0.9), ("numpy", 0.96)])
def test_what_is_printed_of_random_questions_is_read_back_as_itself(notation, share):
    found = results(at_random(), notation, 100)
    assert sum(each.outcome is Outcome.ITSELF for each in found) / len(found) > share


SHAPES = {"n": 3, "m": 2, "k": 4}


@given(data=st.data())
@PROPERTY
def test_numpy_code_is_read_as_numpy_runs_it(data, random_formulas, at):
    """Random formulas of every kind, so that what NumPy broadcasts is broadcast in the reading."""
    formula, where = data.draw(random_formulas), at(data.draw(st.integers(0, 3)))
    code = to_numpy(formula)
    names = "nmk"
    lengths = {3: "n", 2: "m", 4: "k"}
    values = {name: np.asarray(value) for name, value in where.values.items()}
    variables = {
        name: Variable(name, tuple(_length(lengths[length]) for length in value.shape))
        for name, value in values.items()
    }
    try:
        expression = read_numpy(code, variables, names)
    except LanguageError:
        return
    where.settled(formula)
    with np.errstate(all="ignore"):
        wanted = np.asarray(eval(code, {"np": np, "scipy": scipy, **SHAPES, **where.values}), float)  # noqa: S307
    assert len([length for length in expression.shape if str(length) != "1"]) == wanted.ndim, code
    point = {name: _fractions(value.tolist()) for name, value in values.items()}
    same_loosely(value_at(expression, point, SHAPES), wanted.ravel(), code)


def _length(name):
    return Dimension.of(name)


def _fractions(value):
    return tuple(map(_fractions, value)) if isinstance(value, list) else Fraction(value)


def same_loosely(got, wanted, what):
    assert got.shape == wanted.shape, what
    scale = max(1.0, float(np.abs(wanted).max(initial=0)))
    np.testing.assert_allclose(got, wanted, rtol=1e-6, atol=1e-7 * scale, err_msg=what)


x, A = Variable("x", (_length("n"),)), Variable("A", (_length("m"), _length("n")))


@pytest.mark.parametrize(
    "code",
    [
        "np.frobnicate(x)", "x if x else x", "x[0]", "x[::2]", "np.sum(A, axis=0)", "np.sum(A, 2)", "np.ones(x)",
        "A.reshape(n, m)", "y + x", "np.dot(x, x)", "x @", "__import__('os')", "(lambda p, q: p)(x)", "A + np.ones(m)",
        "np.linalg.norm(A, 1)", "np.where(x != 0, x, x)", "np.kron(A, x)", "np.sum(x for k in range(3))", "x.sum()",
    ],
)  # fmt: skip
def test_what_is_not_known_to_mean_the_same_is_not_read(code):
    with pytest.raises(LanguageError):
        read_numpy(code, {"x": x, "A": A}, "nm")


@pytest.mark.parametrize(
    ("code", "shape"),
    [
        ("A * x", "m×n"),
        ("x[:, None] * A.T", "n×m"),
        ("np.sum(A, 0)", "n"),
        ("A.reshape(-1)", "m*n"),
        ("numpy.exp(x)", "n"),
    ],
)
def test_numpy_broadcasts_and_the_reading_does(code, shape):
    expression = read_numpy(code, {"x": x, "A": A}, "nm")
    assert "×".join(map(str, expression.shape)) == shape


# --- text
@given(data=st.data())
@settings(PROPERTY, max_examples=1000)
def test_the_text_of_any_formula_reads_as_that_formula_or_not_at_all(data, random_formulas, at):
    """Random formulas of every kind, with names such as I, K and sigma, which look like signs."""
    formula, where = data.draw(random_formulas), at(data.draw(st.integers(0, 3)))
    text = to_text(formula)
    values = {name: np.asarray(value) for name, value in where.values.items()}
    lengths = {3: "n", 2: "m", 4: "k"}
    shapes = {name: "×".join(lengths[length] for length in value.shape) or "scalar" for name, value in values.items()}
    try:
        parsed = read(text, shapes)
    except LanguageError:
        return
    if set(parsed.variables) - set(shapes):
        return
    wanted = where.settled(formula)
    point = {name: _fractions(value.tolist()) for name, value in values.items()}
    same_loosely(value_at(parsed.expression, point, SHAPES), np.asarray(wanted, float).ravel(), text)


# --- one print, one value
PRINTERS = {"text": to_text, "latex": to_latex, "typst": to_typst, "spoken": to_spoken}


@lru_cache(maxsize=4)
def _printed(_session):
    return {medium: {} for medium in PRINTERS}


@given(data=st.data())
@settings(PROPERTY, max_examples=1500)
def test_formulas_of_different_values_are_never_printed_alike(data, named_formulas, at):
    formula, point = data.draw(named_formulas), at(0)
    value = point.settled(formula)
    for medium, printer in PRINTERS.items():
        printed = printer(formula)
        other = _printed(0)[medium].setdefault(printed, (formula, value))
        assert other[1].shape == value.shape, f"{medium}: {printed}\n{other[0]}\n{formula}"
        assert np.allclose(other[1], value, rtol=1e-5, atol=1e-6), f"{medium}: {printed}\n{other[0]}\n{formula}"


@given(data=st.data())
@settings(PROPERTY, max_examples=600)
def test_a_formula_with_something_changed_is_printed_differently(data, named_formulas, at):
    """Factors exchanged, a sign turned, a bracket misplaced: where the value differs, every print does."""
    formula, point = data.draw(named_formulas), at(0)
    value = point.settled(formula)
    printed = {medium: printer(formula) for medium, printer in PRINTERS.items()}
    for other in (*regroupings(formula), *(wrong for _, wrong in mutations(formula))):
        try:
            with np.errstate(all="ignore"):
                changed = point.value(other)
        except (AssertionError, IndexError, ValueError, np.linalg.LinAlgError):
            continue
        if changed.shape == value.shape and np.allclose(changed, value, rtol=1e-4, atol=1e-5):
            continue
        for medium, printer in PRINTERS.items():
            assert printer(other) != printed[medium], f"{medium}: {printed[medium]}\n{formula}\n{other}"


def test_what_is_called_like_a_sign_is_not_printed_like_it():
    n = _length("n")
    d, a, T = Symbol("d"), Symbol("a"), Symbol("T")
    v, w = Symbol("v", n, ONE, 1), Symbol("w", n, ONE, 1)
    sigma = Symbol("sigma", n, n, 2)
    exponential = Apply("exp", (v,), n, ONE)
    pairs = [
        (Multiple(Fraction(1), (d, a)), Differential(a)),
        (Multiple(Fraction(1), (d,), body=v), Differential(v)),
        (Multiple(Fraction(1), (d,), body=exponential), Differential(exponential)),
        (Multiple(Fraction(1), (d, a, Differential(a))), Multiple(Fraction(1), (Differential(a), Differential(a)))),
        (Product((sigma, Sum((v, w)))), Apply("sigmoid", (Sum((v, w)),), n, ONE)),
        (Power(a, T), a),
        (MatrixPower(sigma, T), Transpose(sigma)),
    ]
    for first, second in pairs:
        for medium, printer in PRINTERS.items():
            assert printer(first) != printer(second), f"{medium}: {printer(first)}"
