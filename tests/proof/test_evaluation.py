"""Formulas at a point: every kind of formula against NumPy, and every mismatch refused."""

import typing
from fractions import Fraction as Q

import numpy as np
import pytest
import sympy

from jacobook.language.dimension import ONE, Dimension
from jacobook.language.functions import ELEMENTWISE, FUNCTIONS
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.blocks import Cut
from jacobook.proof.evaluation.evaluation import EVALUATORS, Evaluation
from jacobook.proof.evaluation.linear_algebra import changed
from jacobook.proof.numbers.arithmetic import NotExact, Undefined, arithmetic
from jacobook.proof.numbers.fitting import Malformed
from jacobook.proof.numbers.hole import Hole, Tolerant
from jacobook.proof.oracle.instances import Instances

m, n, p = map(Dimension.of, "mnp")
SIZES = {"m": 2, "n": 3, "p": 4}
A = f.Symbol("A", m, n, 2)
B = f.Symbol("B", n, p, 2)
X = f.Symbol("X", n, n, 2)
x = f.Symbol("x", n, ONE, 1)
y = f.Symbol("y", n, ONE, 1)
a = f.Symbol("a")
i, j, k = "ijk"


def _rows(array):
    return tuple(tuple(Q(entry) for entry in row) for row in array)


VALUES = {
    "A": [[1, -2, 3], [Q(1, 2), 5, -7]],
    "B": [[1, 0, 2, -1], [3, Q(3, 4), -1, 2], [0, 5, 1, 1]],
    "X": [[2, 1, 0], [-1, 3, Q(5, 2)], [4, 0, 1]],
    "x": [[3], [-2], [Q(1, 3)]],
    "y": [[-1], [4], [2]],
    "a": [[Q(-5, 3)]],
    changed("x"): [[7], [Q(1, 2)], [-3]],
}
NUMPY = {name: np.array(rows, dtype=float) for name, rows in VALUES.items()}
_A, _B, _X, _x, _y, _a = (NUMPY[name] for name in "ABXxya")


def value(formula, bound=None, digits=60):
    numbers = arithmetic(digits)
    symbols = {name: tuple(tuple(map(numbers.number, row)) for row in _rows(rows)) for name, rows in VALUES.items()}
    return Evaluation(symbols, SIZES, numbers).value(formula, bound or {})


def number(of):
    return f.Number(Q(of))


def apply(name, *arguments, like=x):
    return f.Apply(name, arguments, like.rows, like.columns)


def _instance(change, name="u", length=2):
    """What becomes of a declared function of x, by SymPy, at the point."""
    values = Instances().value(name, list(_X_SYMBOLS), (length,), lambda q: sympy.Rational(q.numerator, q.denominator))
    at = {symbol: sympy.Rational(str(row[0])) for symbol, row in zip(_X_SYMBOLS, VALUES["x"], strict=True)}
    return np.array(change(sympy.Matrix(values)).subs(at), dtype=float)


def _matrix_polynomial(coefficients, matrix):
    powers = range(len(coefficients))
    return sum(c * np.linalg.matrix_power(matrix, k) for k, c in zip(powers, coefficients[::-1], strict=True))


def _three(name):
    return f.Symbol(name, Dimension.of(3), ONE, 1)


def _powers(count):
    return sum(np.linalg.matrix_power(_X, r) for r in range(count))


_X_SYMBOLS = sympy.symbols("x1:4")
_u = f.FunctionValue("u", (x,), m, ONE, 1)
_v = f.FunctionValue("v", (x,), ONE, ONE, 0)
_coefficients = np.array([float(c) for c in reversed(Instances().coefficients("g", 0))])
_KHATRI_RAO = np.stack([np.kron(_A[:, c], _X[:, c]) for c in range(3)], axis=1)
# Every kind of formula, with what it is in NumPy; `i` is bound to the first entry of n, `j` to the second.
EXAMPLES = {
    f.Symbol: [(A, _A), (x, _x), (a, _a)],
    f.Number: [(number("2/3"), [[2 / 3]])],
    f.Constant: [(f.Constant("pi"), [[np.pi]])],
    f.Size: [(f.Size(m * n), [[6]])],
    f.Identity: [(f.Identity(n), np.eye(3)), (f.Identity(m * n), np.eye(6))],
    f.Filled: [(f.Filled(1, n, ONE), np.ones((3, 1))), (f.Filled(0, m, n), np.zeros((2, 3)))],
    f.Commutation: [(f.Product((f.Commutation(m, n), f.Vec(A))), _A.flatten()[:, None])],
    f.Sum: [(f.Sum((x, y, x)), 2 * _x + _y)],
    f.Multiple: [
        (f.Multiple(Q(-2, 3), (a, a), (f.Size(n),), A), -2 / 9 * _a**2 * _A),
        (f.Multiple(Q(5), (), (a,)), 5 / _a),
        (f.Multiple(3, (), (), x), 3 * _x),
    ],
    f.Product: [
        (f.Product((A, X, x)), _A @ _X @ _x),
        (f.Product((x, f.Transpose(y))), _x @ _y.T),
        (f.Product((f.Transpose(x), y)), _x.T @ _y),
    ],
    f.Hadamard: [(f.Hadamard((x, y, x)), _x * _y * _x)],
    f.HadamardQuotient: [(f.HadamardQuotient(x, y), _x / _y)],
    f.Power: [
        (f.Power(X, number(3)), _X**3),
        (f.Power(f.Power(a, number(2)), number("1/2")), abs(_a)),
        (f.Power(apply("exp", x), y), np.exp(_x * _y)),
    ],
    f.Transpose: [(f.Transpose(A), _A.T), (f.Transpose(x), _x.T)],
    f.Inverse: [(f.Inverse(X), np.linalg.inv(_X))],
    f.MatrixPower: [
        (f.MatrixPower(X, number(3)), np.linalg.matrix_power(_X, 3)),
        (f.MatrixPower(X, number(-2)), np.linalg.matrix_power(_X, -2)),
        (f.MatrixPower(X, number(0)), np.eye(3)),
    ],
    f.Diagonal: [(f.Diagonal(x), np.diag(_x[:, 0]))],
    f.DiagonalPart: [(f.DiagonalPart(X), np.diag(_X)[:, None])],
    f.Trace: [(f.Trace(X), [[np.trace(_X)]])],
    f.Determinant: [(f.Determinant(X), [[np.linalg.det(_X)]])],
    f.Norm: [
        (f.Norm(x), [[np.linalg.norm(_x)]]),
        (f.Norm(f.Transpose(x)), [[np.linalg.norm(_x)]]),
        (f.Norm(x, "1"), [[np.abs(_x).sum()]]),
        (f.Norm(A, "1"), [[np.abs(_A).sum()]]),
        (f.Norm(A, "frobenius"), [[np.linalg.norm(_A)]]),
    ],
    f.Kronecker: [(f.Kronecker(A, B), np.kron(_A, _B)), (f.Kronecker(x, A), np.kron(_x, _A))],
    f.KhatriRao: [(f.KhatriRao(A, X), _KHATRI_RAO)],
    f.Vec: [(f.Vec(A), _A.T.flatten()[:, None])],
    f.Unvec: [(f.Unvec(f.Vec(A), m, n), _A)],
    f.Apply: [
        (apply("tanh", A, like=A), np.tanh(_A)),
        (apply("maximum", x, y), np.maximum(_x, _y)),
        (apply("greater", x, number(0)), _x > 0),
        (apply("equal", x, x), np.ones((3, 1))),
        (apply("softmax", x), np.exp(_x) / np.exp(_x).sum()),
        (apply("logsumexp", x, like=a), [[np.log(np.exp(_x).sum())]]),
        (apply("prod", x, like=a), [[np.prod(_x)]]),
        (apply("where", apply("greater", x, number(0)), x, y), np.where(_x > 0, _x, _y)),
        (apply("where", apply("greater", a, number(0), like=a), apply("log", a, like=a), a, like=a), _a),
    ],
    f.Cross: [(f.Cross(_three("x"), _three("y")), np.cross(_x.ravel(), _y.ravel())[:, None])],
    f.CrossMatrix: [(f.Product((f.CrossMatrix(_three("x")), _three("y"))), np.cross(_x.ravel(), _y.ravel())[:, None])],
    f.FiniteSum: [(f.FiniteSum("r", number(4), f.MatrixPower(X, f.Symbol("r"))), _powers(4))],
    f.FunctionValue: [(f.FunctionValue("u", (x,), m, ONE, 1), _instance(lambda u: u))],
    f.FunctionDerivative: [
        (f.FunctionDerivative(_u, (0,), m, n, "numerator"), _instance(lambda u: u.jacobian(_X_SYMBOLS))),
        (f.FunctionDerivative(_u, (0,), n, m, "denominator"), _instance(lambda u: u.jacobian(_X_SYMBOLS).T)),
        (f.FunctionDerivative(_v, (0, 0), n, n), _instance(lambda u: sympy.hessian(u[0], _X_SYMBOLS), "v", 1)),
    ],
    f.NamedFunction: [
        (f.NamedFunction("g", 0, x, n, ONE), np.polyval(_coefficients, _x)),
        (f.NamedFunction("g", 2, x, n, ONE), np.polyval(np.polyder(_coefficients, 2), _x)),
        (f.NamedFunction("g", 1, X, n, n, of_matrix=True), _matrix_polynomial(np.polyder(_coefficients), _X)),
    ],
    f.Entry: [
        (f.Entry(x, (i,)), [[_x[0, 0]]]),
        (f.Entry(A, ("r", j)), [[_A[1, 1]]]),
        (f.Entry(f.Transpose(x), (j,)), [[_x[1, 0]]]),
        (f.Entry(f.Product((A, x)), ("r",)), [[(_A @ _x)[1, 0]]]),
        (f.Entry(a, ()), _a),
    ],
    f.Delta: [(f.Delta(i, j), [[0]]), (f.Delta(i, i), [[1]])],
    f.IndexSum: [
        (f.IndexSum(((k, n),), f.Multiple(Q(1), (f.Entry(X, (i, k)), f.Entry(x, (k,))))), [[(_X @ _x)[0, 0]]]),
        (f.IndexSum((("q", n), (k, n)), f.Multiple(Q(1), (f.Entry(X, ("q", k)), f.Delta("q", k)))), [[np.trace(_X)]]),
    ],
    f.Differential: [(f.Differential(x), [[7], [0.5], [-3]])],
    f.Triangular: [
        (f.Triangular(X, 0, 1), np.tril(_X)),
        (f.Triangular(X, -1, 1), np.tril(_X, -1)),
        (f.Triangular(X, 0, -1), np.triu(_X)),
        (f.Triangular(X, 1, -1), np.triu(_X, 1)),
    ],
    f.Block: [
        (f.Block((x, y), 2), np.hstack([_x, _y])),
        (f.Block((X, x, f.Transpose(y), a), 2), np.block([[_X, _x], [_y.T, _a]])),
    ],
    f.Part: [
        (f.Part(X, Cut(Dimension.of(1), Dimension.of(2)), None), _X[1:]),
        (f.Part(X, None, Cut(Dimension.of(2), ONE)), _X[:, 2:]),
        (f.Part(X, Cut(Dimension.of(0), Dimension.of(2), 2), Cut(Dimension.of(1), Dimension.of(1))), _X[::2, 1:2]),
    ],
    f.Partial: [],
}
BOUND = {"i": (0, 3), "j": (1, 3), "r": (1, 2)}


def test_every_kind_of_formula_is_evaluated():
    kinds = set(typing.get_args(f.Formula))
    assert kinds
    assert kinds - set(EVALUATORS) == set()
    assert kinds - set(EXAMPLES) == set()
    assert [kind.__name__ for kind, examples in EXAMPLES.items() if not examples and kind is not f.Partial] == []


@pytest.mark.parametrize(("kind", "number"), [(kind, n) for kind, found in EXAMPLES.items() for n in range(len(found))])
def test_values_are_those_of_numpy(kind, number):
    formula, expected = EXAMPLES[kind][number]
    assert type(formula) is kind or kind in (f.Commutation, f.CrossMatrix)
    got = np.array(value(formula, BOUND), dtype=float)
    assert got.shape == np.shape(expected)
    assert got == pytest.approx(np.array(expected, dtype=float), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("name", [name for name, function in FUNCTIONS.items() if function.kind == ELEMENTWISE])
def test_every_element_wise_function_applies(name):
    arguments = (f.Multiple(Q(1, 8), (), (), f.Power(y, number(2))), number("1/3"))[: FUNCTIONS[name].arity]
    if name in ("arcsin", "arccos"):
        arguments = (f.Multiple(Q(1, 8), (), (), y),)
    result = value(apply(name, *arguments))
    assert len(result) == 3
    assert len(set(result)) > 1 or FUNCTIONS[name].kink


MALFORMED = {
    "sizes": f.Sum((x, f.Filled(1, m, ONE))),
    "a row beside a column": f.Sum((x, f.Transpose(y))),
    "a scalar beside a vector": f.Sum((x, a)),
    "a product": f.Product((A, f.Filled(1, m, ONE))),
    "a product of two columns": f.Product((x, y)),
    "a Hadamard product": f.Hadamard((x, f.Transpose(x))),
    "a Hadamard quotient": f.HadamardQuotient(number(1), x),
    "an inverse": f.Inverse(A),
    "a trace": f.Trace(A),
    "a determinant": f.Determinant(A),
    "a matrix power": f.MatrixPower(A, number(2)),
    "a broken power": f.MatrixPower(X, number("1/2")),
    "a diagonal": f.Diagonal(f.Transpose(x)),
    "a diagonal part": f.DiagonalPart(A),
    "the 2-norm of a matrix": f.Norm(A),
    "an unknown norm": f.Norm(x, "7"),
    "a Khatri–Rao product": f.KhatriRao(A, B),
    "a multiple by a vector": f.Multiple(Q(1), (x,), (), y),
    "a vector exponent of another shape": f.Power(X, y),
    "an unknown name": f.Symbol("q"),
    "a name of another shape": f.Symbol("x", m, ONE, 1),
    "a name lying down": f.Symbol("x", ONE, n, 1),
    "an unknown dimension": f.Identity(Dimension.of("q")),
    "an unknown function": apply("mystery", x),
    "a function of arrays": apply("sum", x, like=a),
    "too many arguments": apply("exp", x, y),
    "arguments of two shapes": apply("maximum", x, f.Transpose(y)),
    "the softmax of a row": apply("softmax", f.Transpose(x), like=f.Transpose(x)),
    "a wrong shape of a result": apply("exp", x, like=f.Transpose(x)),
    "an unbound index": f.Entry(x, ("q",)),
    "an index of another dimension": f.Entry(A, (i, j)),
    "an index of another dimension of a vector": f.Entry(x, ("r",)),
    "too few indices": f.Entry(A, (i,)),
    "too many indices": f.Entry(x, (i, j)),
    "an unbound delta": f.Delta(i, "q"),
    "a delta of two dimensions": f.Delta(i, "r"),
    "a captured index": f.IndexSum(((i, n),), f.Entry(x, (i,))),
    "one index twice": f.IndexSum(((k, n), (k, n)), f.Entry(x, (k,))),
    "a sum in a sum over one index": f.IndexSum(((k, n),), f.IndexSum(((k, n),), f.Entry(x, (k,)))),
    "a sum beside a group that sums over its index": f.IndexSum(
        ((k, n),), f.Multiple(Q(1), (f.Entry(x, (k,)), f.IndexSum(((k, n),), f.Entry(y, (k,)))))
    ),
    "a sum too far": f.IndexSum(((k, p),), f.Entry(x, (k,))),
    "a differential of something that is no variable": f.Differential(f.Sum((x, y))),
    "a differential of a variable that does not change": f.Differential(y),
    "the name of a derivative": f.Partial(a, (x,), n, ONE),
}


@pytest.mark.parametrize("what", MALFORMED)
def test_what_has_no_meaning_is_not_evaluated(what):
    with pytest.raises(Malformed):
        value(MALFORMED[what], BOUND)


@pytest.mark.parametrize(
    "formula",
    [
        f.Multiple(Q(1), (), (f.Sum((a, f.Multiple(Q(-1), (a,)))),)),
        f.HadamardQuotient(x, f.Filled(0, n, ONE)),
        f.Inverse(f.Product((x, f.Transpose(x)))),
        f.Power(a, number("1/2")),
        f.Power(number(0), number(-1)),
        apply("log", a, like=a),
    ],
)
def test_what_has_no_value_is_undefined(formula):
    with pytest.raises(Undefined):
        value(formula)


def test_definitions_are_read_in_order():
    r, s = f.Symbol("r", m, ONE, 1), f.Symbol("s")
    residual = f.Definition(r, f.Product((A, x)))
    square = f.Definition(s, f.Product((f.Transpose(r), r)))
    form = f.MatrixForm(f.Multiple(Q(2), (s,), (), r), (residual, square))
    here = Evaluation({name: _rows(rows) for name, rows in VALUES.items()}, SIZES, arithmetic(None))
    expected = _A @ _x
    assert np.array(here.form(form), dtype=float) == pytest.approx(2 * (expected.T @ expected) * expected)
    with pytest.raises(Malformed, match="not defined"):
        here.form(f.MatrixForm(s, (square, residual)))
    with pytest.raises(Malformed, match="second time"):
        here.form(f.MatrixForm(x, (f.Definition(x, y),)))
    with pytest.raises(Malformed, match="says it is"):
        here.form(f.MatrixForm(s, (f.Definition(s, x),)))


def test_a_sum_over_many_indices_takes_no_time_to_speak_of():
    names = [f"k{number}" for number in range(40)]
    chain = [f.Entry(X, (left, right)) for left, right in zip([i, *names], [*names, j], strict=True)]
    term = f.Multiple(Q(1, 2), tuple(chain), (f.Entry(X, ("k3", "k3")),))
    ranges = tuple((name, n) for name in names)
    steps = [_X] * 41
    steps[3] = steps[3] / np.diag(_X)
    expected = np.linalg.multi_dot(steps)[0, 1]
    got = value(f.IndexSum(ranges, f.Sum((term, term))), BOUND)
    assert float(got[0][0]) == pytest.approx(expected, rel=1e-9)


def test_an_index_that_no_factor_knows_counts_its_dimension():
    body = f.Multiple(Q(1), (f.Entry(x, ("q",)),))
    got = value(f.IndexSum((("q", n), (k, p)), body), BOUND)
    assert float(got[0][0]) == pytest.approx(4 * _x.sum())


def test_a_term_of_a_sum_over_indices_keeps_its_groups():
    group = f.Sum((f.Entry(x, (k,)), f.Multiple(Q(-1), (f.Entry(y, (k,)),))))
    body = f.Multiple(Q(3), (f.Power(group, number(2)), f.Entry(X, (k, j))), (f.Multiple(Q(2), (a,)),))
    got = value(f.IndexSum(((k, n),), body), BOUND)
    assert float(got[0][0]) == pytest.approx(3 * ((_x - _y)[:, 0] ** 2 * _X[:, 1]).sum() / (2 * _a[0, 0]))


def test_rational_formulas_are_exact():
    product = value(f.Product((f.Inverse(X), X)), digits=None)
    assert product == _rows(np.eye(3, dtype=int).tolist())
    assert value(f.Determinant(X), digits=None) == ((Q(17),),)
    with pytest.raises(NotExact):
        value(f.Norm(x), digits=None)


def test_what_the_entries_share_is_worked_out_once():
    numbers, asked = arithmetic(30), []

    class Counting(type(numbers)):
        def matrix_function(self, name, matrix):
            asked.append(name)
            return super().matrix_function(name, matrix)

    counting = Counting(30)
    symbols = {"X": tuple(tuple(map(counting.number, row)) for row in _rows(VALUES["X"]))}
    here = Evaluation(symbols, SIZES, counting)
    entry = f.Entry(f.NamedFunction("expm", 0, X, X.rows, X.columns, of_matrix=True), (i, j))
    values = [here.scalar(entry, {"i": (row, 3), "j": (column, 3)}) for row in range(3) for column in range(3)]
    assert len({str(value) for value in values}) == 9
    assert asked == ["expm"]


def test_a_kronecker_product_keeps_what_has_no_value():
    """Zeros and ones are not multiplied out, except beside an entry without a value: 0 times it has none either."""
    numbers, hole = Tolerant(arithmetic(None)), Hole("no value")
    left, right = ((Q(0), Q(1)), (Q(2), Q(0))), ((hole, Q(3)), (Q(0), Q(5)))
    symbols = {"L": left, "R": right}
    L, R = (f.Symbol(name, Dimension.of("m"), Dimension.of("m"), 2) for name in "LR")
    found = Evaluation(symbols, {"m": 2}, numbers).value(f.Kronecker(L, R))
    assert all(isinstance(found[2 * p][2 * q], Hole) for p in range(2) for q in range(2))
    assert [found[1][3], found[3][1], found[2][1], found[0][1]] == [5, 10, 6, 0]
    symbols["R"] = ((Q(7), Q(3)), (Q(0), Q(5)))
    plain = Evaluation(symbols, {"m": 2}, arithmetic(None)).value(f.Kronecker(L, R))
    expected = np.kron(np.array(left, dtype=float), np.array(symbols["R"], dtype=float))
    assert np.array_equal(np.array(plain, dtype=float), expected)
