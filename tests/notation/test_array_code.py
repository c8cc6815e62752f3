"""The code does what the formula says: against an evaluator of its own and against SymPy's definitions."""

from fractions import Fraction
from functools import partial

import numpy as np
import pytest
import scipy
import sympy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jacobook.errors import Refused
from jacobook.language.dimension import ONE, Dimension
from jacobook.language.functions import ELEMENTWISE, FUNCTIONS
from jacobook.layout.formulas.formula import (
    Apply,
    Commutation,
    Constant,
    Definition,
    Delta,
    Entry,
    FunctionValue,
    Identity,
    IndexSum,
    MatrixForm,
    Norm,
    Number,
    Partial,
    Product,
    Sum,
    Symbol,
    Transpose,
    Vec,
)
from jacobook.notation import jax as jax_code
from jacobook.notation import latex, numpy, spoken, text, typst
from jacobook.notation import torch as torch_code

pytestmark = pytest.mark.thorough

m, n = Dimension.of("m"), Dimension.of("n")
x = Symbol("x", n, ONE, 1)
CODE = {"numpy": numpy.to_numpy, "jax": jax_code.to_jax, "torch": torch_code.to_torch}

ELEMENT = [function for function in FUNCTIONS.values() if function.kind == ELEMENTWISE]
# Points inside every domain, none a kink, none equal to another.
POINTS = (0.11, 0.37, 0.62, 0.83)
OTHERS = (0.29, 0.21, 0.7, 0.9)


@pytest.fixture(scope="session")
def jax_names(jax):
    return {"jax": jax, "jnp": jax.numpy}


@pytest.fixture(scope="session")
def torch_names(torch):
    return {"torch": torch}


NUMPY_NAMES = {"np": np, "scipy": scipy}
SIZES = {"n": 3, "m": 2, "k": 4}  # those of the random formulas
SEEDS = st.integers(0, 3)


def run(code, names, values):
    # The libraries import parts of themselves when these are first used; the code itself imports nothing.
    builtins = {"__import__": __import__}
    with np.errstate(all="ignore"):
        return eval(code, {"__builtins__": builtins, **names, **values})  # noqa: S307 (the code under test)


def tensors(torch, values):
    return {
        name: torch.tensor(value.tolist(), dtype=torch.double) if isinstance(value, np.ndarray) else value
        for name, value in values.items()
    }


def same(got, wanted):
    got = np.asarray(got.tolist() if hasattr(got, "tolist") else got, float)
    assert got.shape == tuple(length for length in wanted.shape if length != 1)
    scale = max(1.0, float(np.abs(wanted).max()))
    np.testing.assert_allclose(got.reshape(wanted.shape), wanted, rtol=1e-7, atol=1e-8 * scale)


def checked(case, at, names, code, convert=dict):
    formula, seed = case
    where = at(seed)
    value = where.settled(formula)
    same(run(code(formula), names, {**SIZES, **convert(where.values)}), value)


PROPERTY = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@given(data=st.data())
@PROPERTY
def test_numpy_code_has_the_value_of_the_formula(data, random_formulas, at):
    checked(data.draw(st.tuples(random_formulas, SEEDS)), at, NUMPY_NAMES, numpy.to_numpy)


@pytest.mark.oracle
@given(data=st.data())
@settings(PROPERTY, max_examples=60)
def test_jax_code_has_the_value_of_the_formula(data, random_formulas, at, jax_names):
    checked(data.draw(st.tuples(random_formulas, SEEDS)), at, jax_names, jax_code.to_jax)


@given(data=st.data())
@settings(PROPERTY, max_examples=150)
def test_torch_code_has_the_value_of_the_formula(data, random_formulas, at, torch_names):
    convert = partial(tensors, torch_names["torch"])
    checked(data.draw(st.tuples(random_formulas, SEEDS)), at, torch_names, torch_code.to_torch, convert)


# --- every function of the table
def of_arguments(name, *arguments):
    return Apply(name, tuple(arguments), arguments[0].rows, arguments[0].columns)


def arguments_of(function, make):
    return [make(name) for name in "ts"[: function.arity]]


def defined(function, *values):
    expression = sympy.sympify(function.definition, locals={"t": sympy.Symbol("t"), "s": sympy.Symbol("s")})
    return float(expression.subs(dict(zip(sympy.symbols("t s"), map(sympy.Float, values), strict=False))))


@pytest.mark.parametrize("function", ELEMENT, ids=lambda function: function.name)
def test_every_element_wise_function_prints_everywhere(function):
    formula = of_arguments(function.name, *arguments_of(function, lambda name: Symbol(name, n, ONE, 1)))
    for printed in (text.to_text, latex.to_latex, typst.to_typst, spoken.to_spoken, *CODE.values()):
        assert printed(formula)


def agrees(function, code, names, convert):
    assert len(ELEMENT) >= 20
    wanted = [defined(function, t, s) for t, s in zip(POINTS, OTHERS, strict=True)]
    vectors = {"t": np.array(POINTS), "s": np.array(OTHERS)}
    formula = of_arguments(function.name, *arguments_of(function, lambda name: Symbol(name, n, ONE, 1)))
    same(run(code(formula), names, {"n": len(POINTS), **convert(vectors)}), np.array(wanted).reshape(-1, 1))
    scalars = of_arguments(function.name, *arguments_of(function, Symbol))
    for t, s, value in zip(POINTS, OTHERS, wanted, strict=True):
        same(run(code(scalars), names, {"t": t, "s": s}), np.array([[value]]))
    numbers = of_arguments(function.name, *arguments_of(function, lambda _: Number(Fraction(1, 2))))
    whole = of_arguments(function.name, *arguments_of(function, lambda _: Number(Fraction(1))))
    assert run(code(numbers), names, {}) is not None
    assert run(code(whole), names, {}) is not None


@pytest.mark.parametrize("function", ELEMENT, ids=lambda function: function.name)
def test_numpy_code_of_a_function_agrees_with_its_definition(function):
    agrees(function, numpy.to_numpy, NUMPY_NAMES, dict)


@pytest.mark.oracle
@pytest.mark.parametrize("function", ELEMENT, ids=lambda function: function.name)
def test_jax_code_of_a_function_agrees_with_its_definition(function, jax_names):
    agrees(function, jax_code.to_jax, jax_names, dict)


@pytest.mark.parametrize("function", ELEMENT, ids=lambda function: function.name)
def test_torch_code_of_a_function_agrees_with_its_definition(function, torch_names):
    agrees(function, torch_code.to_torch, torch_names, partial(tensors, torch_names["torch"]))


# --- functions that the table will have, or that only answers use
def gaussian_error_unit(t):
    return 0.5 * t * (1 + scipy.special.erf(t / np.sqrt(2)))


def shaped(name, rows):
    return Apply(name, (x,), rows, ONE)


OTHER_FUNCTIONS = {
    "gelu": (shaped("gelu", n), gaussian_error_unit),
    "softmax": (shaped("softmax", n), lambda t: np.exp(t) / np.exp(t).sum()),
    "log_softmax": (shaped("log_softmax", n), lambda t: np.log(np.exp(t) / np.exp(t).sum())),
    "logsumexp": (shaped("logsumexp", ONE), lambda t: np.log(np.exp(t).sum()).reshape(1, 1)),
    "silu": (shaped("silu", n), lambda t: t / (1 + np.exp(-t))),
    "prod": (shaped("prod", ONE), lambda t: np.prod(t).reshape(1, 1)),
    "where": (
        Apply("where", (Apply("greater", (x, Number(Fraction(1, 2))), n, ONE), x, Number(Fraction(2))), n, ONE),
        lambda t: np.where(t > 0.5, t, 2.0),
    ),
    "where of a number": (Apply("where", (x, Number(Fraction(3)), Number(Fraction(2))), n, ONE), lambda t: 3.0 + 0 * t),
    "equal": (Apply("equal", (x, x), n, ONE), np.ones_like),
    "not_equal": (Apply("not_equal", (x, x), n, ONE), np.zeros_like),
}


def other(name, code, names, convert):
    formula, meaning = OTHER_FUNCTIONS[name]
    values = np.array(POINTS)
    wanted = meaning(values.reshape(-1, 1))
    same(run(code(formula), names, {"n": len(POINTS), **convert({"x": values})}), wanted)


@pytest.mark.parametrize("name", OTHER_FUNCTIONS)
def test_numpy_code_of_other_functions(name):
    other(name, numpy.to_numpy, NUMPY_NAMES, dict)


@pytest.mark.oracle
@pytest.mark.parametrize("name", OTHER_FUNCTIONS)
def test_jax_code_of_other_functions(name, jax_names):
    other(name, jax_code.to_jax, jax_names, dict)


@pytest.mark.parametrize("name", OTHER_FUNCTIONS)
def test_torch_code_of_other_functions(name, torch_names):
    other(name, torch_code.to_torch, torch_names, partial(tensors, torch_names["torch"]))


@pytest.mark.parametrize("value", [800.0, -800.0])
@pytest.mark.parametrize("name", ["sigmoid", "softplus", "softmax", "logsumexp", "log_softmax"])
def test_numpy_code_is_safe_where_the_formula_overflows(name, value):
    formula = shaped(name, ONE if name == "logsumexp" else n)
    result = eval(numpy.to_numpy(formula), {**NUMPY_NAMES, "x": np.array([value, 0.0])})  # noqa: S307
    assert np.isfinite(result).all()


# --- the commutation matrix, against its definition
@pytest.mark.parametrize(("rows", "columns"), [(2, 3), (3, 2), (1, 4), (4, 4)])
def test_the_commutation_matrix_turns_vec_of_a_matrix_into_vec_of_its_transpose(rows, columns):
    X = Symbol("X", m, n, 2)
    both = [numpy.to_numpy(formula) for formula in (Product((Commutation(m, n), Vec(X))), Vec(Transpose(X)))]
    values = {"m": rows, "n": columns, "X": np.arange(rows * columns).reshape(rows, columns) + 1.0}
    turned, wanted = (run(code, NUMPY_NAMES, values) for code in both)
    assert wanted.tolist() == values["X"].ravel().tolist()
    assert turned.tolist() == wanted.tolist()


# --- answers with named parts
p = Symbol("p", n, ONE, 1)
softmax = Apply("softmax", (x,), n, ONE)


def test_a_part_that_is_used_twice_is_bound_by_a_lambda():
    answer = MatrixForm(Product((p, Transpose(p))), (Definition(p, softmax),))
    assert numpy.form(answer) == "(lambda p: np.outer(p, p))(scipy.special.softmax(x))"
    assert jax_code.form(answer) == "(lambda p: jnp.outer(p, p))(jax.nn.softmax(x))"
    assert torch_code.form(answer) == "(lambda p: torch.outer(p, p))(torch.softmax(x, 0))"
    assert text.form(answer) == "p pᵀ with p = softmax(x)"
    assert latex.form(answer).endswith(r"\quad\text{with } \mathbf{p} = \operatorname{softmax}(\mathbf{x})")
    assert typst.form(answer).endswith('quad "with" space upright(bold(p)) = op("softmax") (upright(bold(x)))')
    assert spoken.form(answer) == "p times p transpose, with p equals softmax of x"


def test_a_part_that_is_used_once_stands_in_its_place():
    r = Symbol("r", n, ONE, 1)
    answer = MatrixForm(Product((Transpose(r), x)), (Definition(r, Sum((x, Symbol("w", n, ONE, 1)))),))
    assert numpy.form(answer) == "(x + w) @ x"


def test_parts_of_parts_are_bound_in_order():
    r = Symbol("r", n, ONE, 1)
    answer = MatrixForm(
        Sum((Product((p, Transpose(r))), Product((r, Transpose(p))))),
        (Definition(r, Sum((x, Symbol("w", n, ONE, 1)))), Definition(p, Apply("softmax", (r,), n, ONE))),
    )
    code = numpy.form(answer)
    assert code == "(lambda r: (lambda p: np.outer(p, r) + np.outer(r, p))(scipy.special.softmax(r)))(x + w)"
    value = run(code, NUMPY_NAMES, {"x": np.array([1.0, 2.0]), "w": np.array([0.5, 0.0])})
    share = np.exp([1.5, 2.0]) / np.exp([1.5, 2.0]).sum()
    np.testing.assert_allclose(value, np.outer(share, [1.5, 2.0]) + np.outer([1.5, 2.0], share))
    assert text.form(answer) == "p rᵀ + r pᵀ with r = x + w and p = softmax(r)"


def test_a_name_that_is_also_a_dimension_is_not_bound():
    q = Symbol("q", Dimension.of("q"), ONE, 1)
    s = Symbol("q", Dimension.of("q"), ONE, 1)
    answer = MatrixForm(Sum((Product((s, Transpose(s))), Identity(Dimension.of("q")))), (Definition(s, q),))
    meaning = MatrixForm(answer.formula, (Definition(s, Apply("softmax", (x,), Dimension.of("q"), ONE)),))
    assert "lambda" not in numpy.form(meaning)


# --- what is refused
@pytest.mark.parametrize("medium", CODE)
@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        (Entry(x, ("i",)), "an entry is not"),
        (Delta("i", "j"), "a Kronecker delta is not"),
        (IndexSum((("i", n),), Entry(x, ("i",))), "a sum over indices is not"),
        (Partial(x, (x,)), "the symbol of a derivative is not"),
        (Apply("frobnicate", (x,), n, ONE), "the function 'frobnicate' has no form in"),
        (Constant("tau"), "the constant 'tau' has no form in"),
        (Norm(Symbol("X", m, n, 2), "2"), "the 2-norm of a matrix has no form in"),
        (Apply("softmax", (Symbol("X", m, n, 2),), m, n), "softmax of anything but a vector has no form in"),
    ],
)
def test_code_is_refused_with_a_reason(medium, formula, reason):
    with pytest.raises(Refused, match=reason):
        CODE[medium](formula)


@pytest.mark.parametrize(
    ("medium", "name"), [("numpy", "np"), ("numpy", "scipy"), ("jax", "jnp"), ("jax", "jax"), ("torch", "torch")]
)
def test_what_is_named_like_the_library_is_refused(medium, name):
    vector = Symbol(name, n, ONE, 1)
    for formula in (vector, Symbol("x", Dimension.of(name), ONE, 1), FunctionValue(name, (x,), n, ONE, 1)):
        with pytest.raises(Refused, match=f"the name '{name}' cannot stand in"):
            CODE[medium](formula)
    with pytest.raises(Refused, match=f"the name '{name}' cannot stand in"):
        CODE[medium](x, {name})


def test_a_matrix_that_is_one_row_or_one_column_becomes_one_dimensional():
    row, column, single = Symbol("R", ONE, n, 2), Symbol("C", n, ONE, 2), Symbol("E", ONE, ONE, 2)
    assert numpy.to_numpy(row) == "R.ravel()"
    assert numpy.to_numpy(Product((row, column))) == "R.ravel() @ C.ravel()"
    assert numpy.to_numpy(single) == "E[0, 0]"
    assert numpy.to_numpy(Symbol("x", ONE, ONE, 1)) == "x[0]"
