"""Printed code means what the question means, whatever its variables and dimensions are called: every notation is run.

What the code must give comes from the proof's own derivatives of the question under its innocent names.
"""

from functools import lru_cache

import numpy as np
import pytest
import scipy
import sympy

import random_expressions
from jacobook import derive
from jacobook.catalogue.loader import load
from jacobook.errors import LanguageError, Refused
from jacobook.language.expression import applies, is_implicit
from jacobook.language.functions import MATRIX_FUNCTIONS
from jacobook.proof.oracle.arrays import Unproved
from jacobook.proof.points.case import WORKING_DIGITS, positions
from jacobook.proof.points.points import counting
from jacobook.proof.points.search import cases
from jacobook.proof.verdict.arrangement import arrangement
from renamed import bound_names, hostile_names, renamed

pytestmark = pytest.mark.thorough

PARTS = 4
# SymPy takes minutes over exact rotations, roots, and eigenvalues.
SLOW_IN_SYMPY = frozenset(rule.id for rule in load() if rule.chapter in ("rotations", "decompositions"))
SEEDS = range(160)
SEEDS_IN_SYMPY = range(0, 160, 4)


@pytest.fixture(scope="session")
def jax_names(jax):
    return {"jax": jax, "jnp": jax.numpy}


@pytest.fixture(scope="session")
def torch_names(torch):
    return {"torch": torch}


NUMPY_NAMES = {"np": np, "scipy": scipy}


# --- the questions
@lru_cache(maxsize=1)
def catalogue():
    found = {}
    # The points here are real, and arrays have two axes at most: the code of others is run in tests/derivation, in
    # test_complex_chapter.py and test_many_axes.py.
    for rule in (each for each in load() if each.chapter not in ("complex", "arrays")):
        for question in rule.questions:
            for wrt in question.wrt:
                asked = (question.expr, wrt, question.where, question.order)
                found[f"{question.id} by {wrt}"] = derive(*asked, prove=False)
    assert len(found) > 400
    return found


def at_random(seed):
    question = random_expressions.question(seed)
    # What is printed is compared with derivatives here, and where there is no point for a proof it is left out.
    return derive(question.expression, question.wrt, question.where, prove=False)


# --- what is true, and how a notation is run
@lru_cache(maxsize=1024)
def truth(expression, wrt):
    """The point of a case, and the derivatives there as an array and in both layouts; None where there is no case."""
    try:
        case = cases(expression, wrt)[0]
    except Unproved:
        return None
    derivatives = case.derivatives(WORKING_DIGITS)
    shape = sum(case.lengths, start=())
    array = np.zeros(shape)
    for place in _places(case.lengths):
        array[sum(place, start=())] = float(derivatives[place])
    layouts = {}
    for layout in ("numerator", "denominator"):
        try:
            grid = arrangement(case.lengths, layout)
        except Unproved:
            continue
        layouts[layout] = np.array([[float(derivatives[place]) for place in row] for row in grid])
    return case, array, layouts


def _places(lengths):
    if not lengths:
        yield ()
        return
    for first in positions(lengths[0]):
        for rest in _places(lengths[1:]):
            yield (first, *rest)


def as_float(name, value, whole):
    array = np.array(value, float)
    if name in whole:
        return array.astype(int) if array.ndim else int(array)
    return float(array) if array.ndim == 0 else array


def as_tensor(torch):
    def convert(name, value, whole):
        found = as_float(name, value, whole)
        kind = torch.long if name in whole else torch.double
        return torch.tensor(found.tolist(), dtype=kind) if isinstance(found, np.ndarray) else found

    return convert


def as_sympy(name, value, whole):
    if not isinstance(value, tuple):
        return _number(value)
    rows = [[_number(entry) for entry in row] if isinstance(row, tuple) else [_number(row)] for row in value]
    return sympy.Matrix(rows)


def _number(entry):
    return sympy.Rational(entry.numerator, entry.denominator)


def evaluated(code, libraries, values):
    # No built-in function is missed by accident: those that printed code may call are here.
    allowed = {"__import__": __import__, "sum": sum, "range": range, "int": int, "len": len}
    with np.errstate(all="ignore"):
        return eval(code, {"__builtins__": allowed, **libraries, **values})  # noqa: S307 - the code under test


def numbers(value):
    if isinstance(value, sympy.MatrixBase):
        return np.array([[float(entry) for entry in row] for row in value.tolist()])
    if isinstance(value, sympy.Basic):
        return np.array(float(value))
    return np.asarray(value.tolist() if hasattr(value, "tolist") else value, float)


def same(got, wanted, code):
    assert got.size == wanted.size, code
    if got.ndim == wanted.ndim:
        assert got.shape == wanted.shape, code
    scale = max(1.0, float(np.abs(wanted).max(initial=0)))
    np.testing.assert_allclose(got.reshape(wanted.shape), wanted, rtol=1e-6, atol=1e-7 * scale, err_msg=code)


def check(derivation, turn, notation, libraries, convert):
    """How many codes were run; each must give the independent numbers."""
    known = truth(derivation.expression, derivation.wrt)
    # A variable that an equation defines has no value at the point of a case that gives it one.
    if known is None or derivation.parsed.functions or is_implicit(derivation.expression):
        return 0
    case, array, layouts = known
    if not np.isfinite(array).all():
        return 0
    wanted = {"array": array} if notation == "array" else layouts
    plain = [printed(derivation, notation, form) for form in wanted]
    # The names that the code itself makes are the worst that a question can have.
    bound = [name for code in plain if code for name in bound_names(code)]
    names = hostile_names(derivation, turn, bound)
    hostile = renamed(derivation, names)
    whole = counting(derivation.expression)
    values = {names[name]: convert(name, value, whole) for name, value in case.point.items()}
    values |= {names[name]: size for name, size in case.sizes.items() if name in names}
    codes = {form: printed(hostile, notation, form) for form in wanted}
    assert [code is None for code in codes.values()] == [code is None for code in plain]
    for form, code in codes.items():
        if code is not None:
            same(numbers(evaluated(code, libraries, values)), wanted[form], code)
    return len(codes) - list(codes.values()).count(None)


def printed(derivation, notation, form):
    """The code of a derivative in a layout, or of its array; None where it is refused."""
    try:
        return derivation.array if form == "array" else getattr(derivation, form).code(notation)
    except Refused:
        return None


def over_catalogue(part, notation, libraries, convert):
    run = 0
    for turn, (name, derivation) in enumerate(list(catalogue().items())[part::PARTS]):
        of_matrices = any(applies(derivation.expression, each) for each in MATRIX_FUNCTIONS)
        if notation == "sympy" and (of_matrices or name.partition(" by ")[0] in SLOW_IN_SYMPY):
            continue
        try:
            run += check(derivation, turn, notation, libraries, convert)
        except Exception as error:  # noqa: BLE001 - whatever the code raises, its reader would see
            pytest.fail(f"{notation} of {name}: {error!r}")
    return run


def over_random(seeds, notation, libraries, convert):
    run = 0
    for seed in seeds:
        try:
            run += check(at_random(seed), seed, notation, libraries, convert)
        except LanguageError:
            continue
        except Exception as error:  # noqa: BLE001 - whatever the code raises, its reader would see
            pytest.fail(f"{notation} of question {seed}: {error!r}")
    return run


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("notation", ["numpy", "array"])
def test_numpy_of_the_catalogue_with_hostile_names(notation, part):
    assert over_catalogue(part, notation, NUMPY_NAMES, as_float) > 70


@pytest.mark.parametrize("part", range(PARTS))
def test_sympy_of_the_catalogue_with_hostile_names(part):
    assert over_catalogue(part, "sympy", {"sympy": sympy}, as_sympy) > 140


@pytest.mark.oracle
@pytest.mark.parametrize("part", range(PARTS))
def test_jax_of_the_catalogue_with_hostile_names(jax_names, part):
    assert over_catalogue(part, "jax", jax_names, as_float) > 140


@pytest.mark.parametrize("part", range(PARTS))
def test_torch_of_the_catalogue_with_hostile_names(torch, torch_names, part):
    assert over_catalogue(part, "torch", torch_names, as_tensor(torch)) > 140


@pytest.mark.parametrize("notation", ["numpy", "array"])
def test_numpy_of_random_questions_with_hostile_names(notation):
    assert over_random(SEEDS, notation, NUMPY_NAMES, as_float) > 100


def test_sympy_of_random_questions_with_hostile_names():
    assert over_random(SEEDS_IN_SYMPY, "sympy", {"sympy": sympy}, as_sympy) > 25


@pytest.mark.oracle
def test_jax_of_random_questions_with_hostile_names(jax_names):
    assert over_random(SEEDS, "jax", jax_names, as_float) > 100


def test_torch_of_random_questions_with_hostile_names(torch, torch_names):
    assert over_random(SEEDS, "torch", torch_names, as_tensor(torch)) > 100


# --- names that are worse than others
@pytest.mark.parametrize("name", ["t", "i", "j", "r", "e", "row", "column", "lam", "k", "t_1"])
def test_an_exponent_may_be_called_whatever_the_printer_calls_an_entry(name):
    code = derive(f"sum(x**{name})", "x", f"x: n, {name}: scalar").denominator.sympy
    found = evaluated(code, {"sympy": sympy}, {"x": sympy.Matrix([2, 3]), name: 3, "n": 2})
    assert found == sympy.Matrix([12, 27])


@pytest.mark.parametrize("name", ["t", "x", "entry"])
def test_a_declared_function_may_be_called_whatever_the_printer_calls_an_entry(name, jax_names, torch, torch_names):
    answer = derive(f"sum({name}(u))", "u", {name: "elementwise", "u": "n"}).denominator
    values = np.array([1.0, 2.0])
    found = evaluated(answer.jax, jax_names, {name: jax_names["jnp"].sin, "u": jax_names["jnp"].asarray(values)})
    np.testing.assert_allclose(np.asarray(found), np.cos(values), rtol=1e-6)
    found = evaluated(answer.torch, torch_names, {name: torch.sin, "u": torch.tensor(values)})
    np.testing.assert_allclose(found.numpy(), np.cos(values), rtol=1e-6)


LIBRARIES = [
    ("numpy", "np"),
    ("numpy", "scipy"),
    ("jax", "jnp"),
    ("jax", "jax"),
    ("torch", "torch"),
    ("sympy", "sympy"),
]


@pytest.mark.parametrize(("notation", "name"), LIBRARIES)
def test_a_question_that_uses_the_name_of_a_library_is_not_printed_for_it(notation, name):
    questions = [
        (f"exp({name}) @ {name}", name, {name: "n"}),
        (f"exp(x) @ x + sum({name})", "x", {"x": "n", name: "n"}),
        ("exp(x) @ x", "x", {"x": name}),
        (f"sum({name}(x))", "x", {name: "elementwise", "x": "n"}),
    ]
    for question in questions:
        derivation = derive(*question)
        for answer in derivation.answers:
            assert answer.code(notation) is None
            others = {"numpy", "jax", "torch", "sympy"} - {notation}
            assert name in derivation.parsed.functions or all(answer.code(each) is not None for each in others)
        if name == "np":
            with pytest.raises(Refused, match="'np' cannot stand in NumPy code"):
                _ = derivation.array


def test_the_index_of_a_sum_over_powers_is_no_dimension_and_no_function():
    answer = derive("r * a @ matrix_power(X, k) @ b", "X", "X: r×r, k: scalar, a: r, b: r").numerator
    X, a, b = np.array([[1.0, 0.5], [0.25, 2.0]]), np.array([1.0, 2.0]), np.array([3.0, -1.0])
    values = {"X": X, "a": a, "b": b, "k": 2, "r": 2}
    wanted = 2 * (np.outer(X @ b, a) + np.outer(b, a) @ X)
    np.testing.assert_allclose(evaluated(answer.numpy, NUMPY_NAMES, values), wanted)
    assert "Σ_(s=0" in answer.text


@pytest.mark.parametrize("name", ["range", "sum"])
def test_a_sum_over_powers_is_not_printed_where_a_name_hides_what_it_calls(name):
    where = {"X": "n×n", "k": "scalar", "a": "n", "b": "n", name: "scalar"}
    if name == "sum":
        where = {"X": "sum×sum", "k": "scalar", "a": "sum", "b": "sum"}
    expression = "a @ matrix_power(X, k) @ b" + (f" * {name}" if name in where else "")
    answer = derive(expression, "X", where).numerator
    assert [answer.code(notation) for notation in ("numpy", "jax", "torch", "sympy")] == [None] * 4


def test_an_einstein_sum_leaves_out_axes_of_length_one():
    derivation = derive("trace(X.T @ A @ X)", "X", "X: n×1, A: n×n")
    X, A = np.array([[1.0], [2.0]]), np.array([[1.0, 2.0], [3.0, 4.0]])
    found = evaluated(derivation.array, NUMPY_NAMES, {"X": X, "A": A, "n": 2})
    np.testing.assert_allclose(found, ((A + A.T) @ X).ravel())
