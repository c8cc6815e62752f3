"""Length 1 is an ordinary length: a column n×1 is a vector, a matrix 1×1 and a vector of length 1 are numbers."""

from dataclasses import replace

import numpy as np
import pytest
import sympy
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from columns import NoColumns, with_columns
from executed import assert_array_form, assert_numpy, points, run
from expressions import DIFFERENTIATED, declared
from jacobook.derivation import derive
from jacobook.errors import Refused
from jacobook.language.functions import FUNCTIONS
from jacobook.proof.oracle.arrays import Unproved
from random_expressions import question

pytestmark = pytest.mark.thorough

LAYOUTS = ("numerator", "denominator")


def _texts(derivation):
    return [getattr(derivation, layout).text for layout in LAYOUTS]


@pytest.mark.parametrize(
    ("column", "vector", "where"),
    [
        ("x.T @ A @ x", "x @ A @ x", "A: n×n"),
        ("(x.T @ A @ x) / (x.T @ x)", "(x @ A @ x) / (x @ x)", "A: n×n"),
        ("sigmoid(w.T @ x)", "sigmoid(w @ x)", ""),
        ("x.T @ A @ x + b.T @ x", "x @ A @ x + b @ x", "A: n×n"),
        ("norm(A @ x - z)**2", "norm(A @ x - z)**2", "A: m×n"),
        ("tanh(A @ x + z)", "tanh(A @ x + z)", "A: m×n"),
        ("log(1 + exp(w.T @ x))", "log(1 + exp(w @ x))", ""),
        ("softmax(x)", "softmax(x)", ""),
        ("logsumexp(x)", "logsumexp(x)", ""),
        ("x @ x.T", "outer(x, x)", ""),
        ("prod(x)", "prod(x)", ""),
        ("norm(x)", "norm(x)", ""),
        ("norm1(x)", "norm1(x)", ""),
        ("where(x > 0, x**2, x)", "where(x > 0, x**2, x)", ""),
    ],
)
@pytest.mark.parametrize("order", [1, 2])
def test_a_column_prints_as_a_vector_does(column, vector, where, order):
    shapes = ", ".join(filter(None, (where, "{0}")))
    used = declared(vector, where={"x": "n", "w": "n", "b": "n", "z": "m"})
    by_columns = derive(column, "x", shapes.format(", ".join(f"{n}: {d}×1" for n, d in used.items())), order)
    by_vectors = derive(vector, "x", shapes.format(", ".join(f"{n}: {d}" for n, d in used.items())), order)
    try:
        assert _texts(by_columns) == _texts(by_vectors)
    except Refused:
        assert order == 2
        return
    assert by_columns.components.text == by_vectors.components.text
    assert by_columns.numerator.shape == by_vectors.numerator.shape
    assert (by_columns.vec is None) == (by_vectors.vec is None)
    # The chain rule goes through vectors only, and xᵀ is a row.
    names = [[route.name for route in d.steps if route.name != "chain rule"] for d in (by_columns, by_vectors)]
    assert names[0] == names[1]
    assert by_columns.verify().entries
    assert by_vectors.verify().entries
    assert assert_array_form(by_columns)
    assert assert_numpy(by_columns)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(st.integers(0, 1_000_000))
def test_a_random_question_about_columns_has_the_numbers_of_the_one_about_vectors(seed):
    asked = question(seed)
    try:
        vectors = derive(asked.expression, asked.wrt, asked.where)
        columns = with_columns(vectors)
        _ = vectors.answers
        assert columns.verify().entries
        tried = list(points(columns))
    except (NoColumns, Refused, Unproved):
        reject()
    assert [answer.shape for answer in columns.answers] == [answer.shape for answer in vectors.answers]
    for _, names in tried:
        flat = {
            n: v.ravel() if n in vectors.variables and len(vectors.variables[n].shape) == 1 else v
            for n, v in names.items()
        }
        for form in ("array", *LAYOUTS):
            given_, wanted = (
                run(d.array if form == "array" else getattr(d, form).numpy, values)
                for d, values in ((columns, names), (vectors, flat))
            )
            np.testing.assert_allclose(given_, wanted, rtol=1e-6, atol=1e-9)


ROWS = [
    ("r @ A @ r.T", "r", ("m", "1"), "(A + Aᵀ)rᵀ", "r(A + Aᵀ)"),
    ("sum(exp(r))", "r", ("m", "1"), "exp(rᵀ)", "exp(r)"),
    ("t * r", "t", ("1", "m"), "r", "rᵀ"),
    ("r @ A", "r", ("m", "m"), "Aᵀ", "A"),
    ("exp(r)", "r", ("m", "m"), "diag(exp(rᵀ))", "diag(exp(rᵀ))"),
]


@pytest.mark.parametrize(("expression", "wrt", "shape", "numerator", "denominator"), ROWS)
def test_a_row_lies_the_other_way_round(expression, wrt, shape, numerator, denominator):
    derivation = derive(expression, wrt, declared(expression, where={"r": "1×m", "A": "m×m", "t": "scalar"}))
    assert derivation.numerator.shape == shape
    assert _texts(derivation) == [numerator, denominator]
    assert derivation.verify().entries
    assert assert_array_form(derivation)
    assert assert_numpy(derivation)


def test_the_differential_of_a_row_is_a_row():
    derivation = derive("exp(r)", "r", "r: 1×m")
    assert derivation.differential.text == "dy = exp(r) ⊙ dr"
    assert derive("r @ A @ r.T", "r", "r: 1×m, A: m×m").verify().entries


ONE_ENTRY = [
    ("softmax(x)", "0"),
    ("prod(x)", "1"),
    ("logsumexp(x)", "1"),
    ("norm(x)", "sign(x)"),
    ("norm1(x)", "sign(x)"),
    ("mean(x)", "1"),
    ("x @ x", "2x"),
    ("diag(x)", "1"),
    ("outer(x, x)", "2x"),
    ("kron(x, x)", "2x"),
]


@pytest.mark.parametrize(("expression", "text"), ONE_ENTRY)
def test_a_vector_of_length_one_is_a_number(expression, text):
    derivation = derive(expression, "x", "x: 1")
    assert _texts(derivation) == [text, text]
    assert derivation.numerator.shape == ("1", "1")
    assert derivation.verify().entries
    assert assert_array_form(derivation)
    assert assert_numpy(derivation)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("inv(M)", "−1/M²"),
        ("det(M)**2", "2M"),
        ("logdet(M)", "1/M"),
        ("expm(M)", "exp(M)"),
        ("logm(M)", "1/M"),
        ("matrix_power(M, 3)", "3M²"),
        ("trace(M @ M)", "2M"),
        ("M.T @ M", "2M"),
        ("vec(M)", "1"),
        ("M * M", "2M"),
        ("norm(M)", "sign(M)"),
    ],
)
def test_a_matrix_with_one_entry_is_a_number(expression, text):
    derivation = derive(expression, "M", "M: 1×1 positive")
    assert _texts(derivation) == [text, text]
    assert derivation.verify().entries
    assert assert_array_form(derivation)
    assert assert_numpy(derivation)


ENTRYWISE = [function.name for function in DIFFERENTIATED]


@pytest.mark.parametrize("shape", ["1", "n×1", "1×n", "1×1"])
@pytest.mark.parametrize("name", ENTRYWISE)
def test_every_function_of_entries_takes_every_shape_of_length_one(name, shape):
    arguments = ", ".join(["x", "y"][: FUNCTIONS[name].arity])
    declared = {"x": f"{shape}", "y": shape} if "y" in arguments else {"x": shape}
    # Between 0 and 1 every function of the table has a value.
    inside = arguments.replace("x", "x / (1 + x)").replace("y", "y / (2 + y)")
    where = {name_: f"{of} positive" for name_, of in declared.items()}
    derivation = derive(f"{name}({inside})", "x", where)
    assert derivation.verify().entries
    assert assert_array_form(derivation)
    assert assert_numpy(derivation)


STRUCTURE = ["sum", "mean", "norm", "norm1", "prod", "softmax", "logsumexp", "vec"]


@pytest.mark.parametrize("shape", ["n×1", "1×n", "1×1", "1×2"])
@pytest.mark.parametrize("name", STRUCTURE)
@pytest.mark.parametrize("order", [1, 2])
def test_every_function_of_all_entries_takes_every_shape_of_length_one(name, shape, order):
    derivation = derive(f"{name}(x)", "x", f"x: {shape} positive", order)
    try:
        _ = derivation.answers
    except Refused:
        assert order == 2
        return
    assert derivation.verify().entries
    assert assert_array_form(derivation)
    assert assert_numpy(derivation)


@pytest.mark.parametrize(
    ("expression", "where"),
    [
        ("kron(x, B)", "x: m×1, B: p×q"),
        ("kron(B, x)", "x: 1×m, B: p×q"),
        ("kron(x, B)", "x: 1×1, B: p×q"),
        ("kron(x, y)", "x: m×1, y: 1×n"),
        ("kron(x, y)", "x: m×1, y: n×1"),
        ("vec(x @ y.T)", "x: m×1, y: n×1"),
        ("y.T @ inv(M + x @ x.T) @ y", "x: m×1, y: m×1, M: m×m"),
        ("x.T @ diag(w) @ x", "x: m×1, w: m"),
        ("x.T @ (A @ y)", "x: m×1, y: n×1, A: m×n"),
    ],
)
def test_lengths_of_one_stand_in_products_with_others(expression, where):
    derivation = derive(expression, "x", where)
    assert derivation.verify().entries
    assert assert_array_form(derivation)
    assert assert_numpy(derivation)


def test_a_structured_matrix_with_one_entry_is_projected():
    assert derive("a * S", "S", "S: 1×1 symmetric, a: scalar", symmetric="projected").numerator.text == "a"
    skew = derive("a * S", "S", "S: 1×1 skew, a: scalar", symmetric="projected")
    assert skew.numerator.text == "0"


def test_shapes_are_shown_as_declared():
    derivation = derive("x.T @ A @ x", "x", "x: n×1, A: n×n")
    assert [str(length) for length in derivation.variables["x"].shape] == ["n", "1"]
    assert [str(length) for length in derivation.expression.shape] == ["1", "1"]


def test_sympy_code_takes_matrices_with_one_entry():
    derivation = derive("x @ x * y", "x", "x: 1, y: n")
    names = {"sympy": sympy, "x": sympy.Matrix([3]), "y": sympy.Matrix([5, 7]), "n": 2}
    assert eval(derivation.numerator.sympy, names) == sympy.Matrix([30, 42])  # noqa: S307


def test_a_length_that_happens_to_be_one_is_no_declared_one():
    whole = derive("x @ A @ x", "x", "x: n, A: n×n")
    case = replace(next(points(whole))[0], sizes={"n": 1})
    assert case.single == ((), (False,))
