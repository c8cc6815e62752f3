"""Every function of the language, written out: its values against NumPy, its derivatives against SymPy's own."""
# ruff: noqa: PLW0108 - the names of the arguments are read from each lambda

import re
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import scipy
import sympy

from jacobook.language.dimension import Dimension
from jacobook.language.expression import Call, Variable, walk
from jacobook.language.functions import ELEMENTWISE, FUNCTIONS, MATRIX_FUNCTIONS
from jacobook.language.functions.factorizations import factorization_of
from jacobook.language.grammar import parse
from jacobook.proof.oracle.arrays import Unproved, entries
from jacobook.proof.oracle.components import evaluate_expression, is_covered
from jacobook.proof.points.case import positions
from jacobook.proof.points.search import cases

WHERE = {
    "A": "m×n",
    "B": "n×p",
    "S": "n×n",
    "X": "n×n",
    "Y": "n×n",
    "a": "scalar",
    "h": "3",
    "k": "3",
    "u": "n",
    "x": "n",
    "y": "n",
    "z": "m",
}
SIZES = {"m": 2, "n": 3, "p": 4}

# An example of every function that is not element-wise, with what NumPy says it is.
EXAMPLES = {
    "x + y": lambda x, y: x + y,
    "x - a": lambda x, a: x - a,
    "a - X * Y": lambda a, X, Y: a - X * Y,
    "x / (y * y + 1)": lambda x, y: x / (y * y + 1),
    "x ** 3 + y ** (-2)": lambda x, y: x**3 + y ** (-2.0),
    "(x * x) ** y": lambda x, y: (x * x) ** y,
    "-x": lambda x: -x,
    "A @ B": lambda A, B: A @ B,
    "A @ x": lambda A, x: A @ x,
    "z @ A": lambda z, A: z @ A,
    "x @ y": lambda x, y: x @ y,
    "A.T @ z + x.T": lambda A, z, x: A.T @ z + x,
    "sum(X * X)": lambda X: np.sum(X * X),
    "sum(x) * mean(A)": lambda x, A: np.sum(x) * np.mean(A),
    "dot(x, y) + dot(X, Y)": lambda x, y, X, Y: np.dot(x, y) + np.sum(X * Y),
    "norm(x) * norm(A)": lambda x, A: np.linalg.norm(x) * np.linalg.norm(A),
    "max(x) + min(y)": lambda x, y: np.max(x) + np.min(y),
    "cumprod(x)": lambda x: np.cumprod(x),
    "hardmax(x)": lambda x: (x == np.max(x)).astype(float),
    "trace(X @ Y)": lambda X, Y: np.trace(X @ Y),
    "det(X)": lambda X: np.linalg.det(X),
    "inv(X)": lambda X: np.linalg.inv(X),
    "solve(X, Y)": lambda X, Y: np.linalg.solve(X, Y),
    "solve_sylvester(X, S, Y)": lambda X, S, Y: scipy.linalg.solve_sylvester(X, S, Y),
    "solve_discrete_lyapunov(X, Y)": lambda X, Y: scipy.linalg.solve_discrete_lyapunov(X, Y),
    "solve(X, x)": lambda X, x: np.linalg.solve(X, x),
    "diag(x)": lambda x: np.diag(x),
    "diag(X)": lambda X: np.diag(X),
    "outer(x, z)": lambda x, z: np.outer(x, z),
    "eye(n) + X": lambda X: np.eye(3) + X,
    "ones(n) * a": lambda a: np.ones(3) * a,
    "zeros(n) + x": lambda x: x,
    "x * n / 2": lambda x: x * 3 / 2,
    "sin(pi * x)": lambda x: np.sin(np.pi * x),
    "prod(x) + prod(A)": lambda x, A: np.prod(x) + np.prod(A),
    "softmax(x)": lambda x: np.exp(x) / np.sum(np.exp(x)),
    "logsumexp(x)": lambda x: np.log(np.sum(np.exp(x))),
    "norm1(x) * norm1(A)": lambda x, A: np.abs(x).sum() * np.abs(A).sum(),
    "vec(A)": lambda A: A.flatten(order="F"),
    "logdet(X @ X.T)": lambda X: np.log(np.linalg.det(X @ X.T)),
    "kron(X, A)": lambda X, A: np.kron(X, A),
    "kron(x, z)": lambda x, z: np.kron(x, z),
    "matrix_power(X, 3)": lambda X: np.linalg.matrix_power(X, 3),
    "matrix_power(X, -2)": lambda X: np.linalg.matrix_power(X, -2),
    "where(x > y, x * y, u)": lambda x, y, u: np.where(x > y, x * y, u),
    "cross(h, k)": lambda h, k: np.cross(h, k),
    "hat(h) @ k": lambda h, k: np.cross(h, k),
    "vee(hat(h))": lambda h: h,
    "Exp(h)": lambda h: scipy.linalg.expm(np.cross(np.eye(3), h)),
    "Log(Exp(h / 4))": lambda h: h / 4,
    "right_jacobian(h)": lambda h: _integral(-h),
    "left_jacobian(h)": lambda h: _integral(h),
    "where(a > 0, x, 0)": lambda a, x: np.where(a > 0, x, 0),
}


def _integral(vector):
    """∫₀¹ exp(s [w]×) ds, as a corner of an exponential."""
    skew, zero = np.cross(np.eye(3), vector), np.zeros((3, 3))
    return scipy.linalg.expm(np.block([[skew, np.eye(3)], [zero, zero]]))[:3, 3:]


def _parsed(text):
    words = re.findall(r"\w+", text)
    used = {name: shape for name, shape in WHERE.items() if name in words}
    return parse(text, used)


def _values(names):
    """Rationals that look like nothing in particular."""
    stream = (Fraction(2 * (7 * k * k % 101 - 40) + 1, 64) for k in range(3, 400))
    shapes = {
        name: [SIZES.get(d) or int(d) for d in shape.split("×") if d != "scalar"] for name, shape in WHERE.items()
    }
    result = {}
    for name in names:
        axes = shapes[name]
        flat = [next(stream) for _ in range(int(np.prod(axes)))]
        result[name] = _nested(flat, axes)
    return result


def _nested(flat, axes):
    if not axes:
        return flat[0]
    if len(axes) == 1:
        return tuple(flat)
    return tuple(tuple(flat[i * axes[1] : (i + 1) * axes[1]]) for i in range(axes[0]))


def _array(value):
    return np.array(value, dtype=float)


def test_every_function_is_written_out():
    assert FUNCTIONS
    assert [name for name, function in FUNCTIONS.items() if not is_covered(name) and not function.equation] == []


def test_every_function_has_an_example():
    used = {node.function for text in EXAMPLES for node in walk(_parsed(text).expression) if isinstance(node, Call)}
    # Functions of matrices have no value among the rationals; test_oracle.py has them.
    by_entries = {name for name in FUNCTIONS if name not in MATRIX_FUNCTIONS and factorization_of(name) is None}
    needed = {name for name in by_entries if FUNCTIONS[name].kind != ELEMENTWISE and not FUNCTIONS[name].equation}
    assert needed
    assert needed - used == set()


@pytest.mark.parametrize("text", EXAMPLES)
def test_values_are_those_of_numpy(text):
    parsed = _parsed(text)
    values = _values(parsed.variables)
    symbols = {name: _sympified(value) for name, value in values.items()}
    written = evaluate_expression(parsed.expression, symbols, SIZES)
    got = np.array([complex(entry).real for entry in entries(written)])
    names = EXAMPLES[text].__code__.co_varnames[: EXAMPLES[text].__code__.co_argcount]
    expected = _array(EXAMPLES[text](*(_array(values[name]) for name in names)))
    assert got.reshape(expected.shape) == pytest.approx(expected, rel=1e-12)
    assert len(expected.shape) == len(parsed.expression.shape)


def _sympified(value):
    return tuple(map(_sympified, value)) if isinstance(value, tuple) else sympy.Rational(str(value))


def test_a_cross_product_is_written_out_too():
    three = Variable("x", (Dimension.of(3),)), Variable("y", (Dimension.of(3),))
    left, right = (1, -2, 5), (7, 3, -4)
    written = evaluate_expression(Call("cross", three, three[0].shape), {"x": left, "y": right}, {})
    assert written == tuple(np.cross(left, right))


@pytest.mark.parametrize("name", [name for name, function in FUNCTIONS.items() if function.kind == ELEMENTWISE])
def test_element_wise_functions_are_their_definitions(name):
    arguments = ("x * x / 16 + 1/32", "y")[: FUNCTIONS[name].arity]
    comparisons = {"greater": ">", "greater_equal": ">=", "less": "<", "less_equal": "<="}
    if name in comparisons:
        text = f"({arguments[0]}) {comparisons[name]} {arguments[1]}"
    else:
        text = f"{name}({', '.join(arguments)})"
    _agree_with_sympy(text, "x", 1)


DIFFERENTIATED = [
    *((text, name, 1) for text in EXAMPLES for name in _parsed(text).variables),
    ("x @ X @ x", "x,x", 2),
    ("x @ A.T @ z", "x,z", 2),
    ("sum(exp(x * a)) / sum(y)", "x,a", 2),
    ("det(X)", "X,X", 2),
    ("trace(inv(X) @ Y)", "X,X", 2),
    ("trace(inv(X) @ Y)", "X,Y", 2),
    ("norm(A @ x - z) ** 2", "x,x", 2),
    ("sum(sin(x) * x ** 2)", "x,x", 2),
    ("log(det(X @ X.T))", "X,X", 2),
    ("x * x", "x,x", 2),
    ("logsumexp(x * y)", "x,y", 2),
    ("y @ softmax(x)", "x,x", 2),
    ("prod(x) * norm1(x)", "x,x", 2),
    ("trace(matrix_power(X, 3))", "X,X", 2),
    ("sum(where(x > y, x ** 3, x * y))", "x,x", 2),
    ("logdet(X @ X.T)", "X,X", 2),
]


@pytest.mark.parametrize(("text", "wrt", "order"), DIFFERENTIATED)
def test_derivatives_are_those_that_sympy_finds_entry_by_entry(text, wrt, order):
    _agree_with_sympy(text, wrt, order)


def _agree_with_sympy(text, wrt, order):
    """The entries are written out in SymPy's symbols, differentiated by SymPy, and only then evaluated."""
    parsed = _parsed(text)
    variables = tuple(parsed.variables[name] for name in wrt.split(","))
    assert len(variables) == order
    case = min(cases(parsed.expression, variables), key=lambda c: np.prod([1, *c.sizes.values()]))
    derivatives = case.derivatives(case.digits)
    named, values = {}, {}
    for name, variable in parsed.variables.items():
        axes = [dimension.size(case.sizes) for dimension in variable.shape]
        symbols = {at: sympy.Symbol(f"{name}_{at}", real=True) for at in positions(tuple(axes))}
        named[name] = _nested(list(symbols.values()), axes)
        flat = map(str, entries(case.point[name]))
        values[name] = dict(zip(symbols.values(), map(sympy.Rational, flat), strict=True))
    everything = {symbol: value for one in values.values() for symbol, value in one.items()}
    written = entries(evaluate_expression(parsed.expression, named, case.sizes))
    checked = 0
    for at, entry in zip(positions(case.lengths[0]), written, strict=True):
        for places in product(*map(list, map(positions, case.lengths[1:]))):
            derivative = entry
            for variable, place in zip(variables, places, strict=True):
                flat = list(positions(tuple(d.size(case.sizes) for d in variable.shape)))
                derivative = derivative.diff(list(values[variable.name])[flat.index(place)])
            expected = derivative.subs(everything).evalf(40, maxn=400)
            got = derivatives[at, *places]
            exact = sympy.Rational(str(got)) if isinstance(got, Fraction) else sympy.Float(str(got), 60)
            assert abs(exact - expected) <= sympy.Float("1e-30") * max(1, abs(expected)), (at, places)
            checked += 1
    assert checked == np.prod([1, *(axis for axes in case.lengths for axis in axes)])


def test_a_function_that_nobody_defined_is_refused():
    x = _parsed("sum(x)").variables["x"]
    with pytest.raises(Unproved, match="mystery"):
        evaluate_expression(Call("mystery", (x,), x.shape), {"x": (1, 2, 3)}, SIZES)
