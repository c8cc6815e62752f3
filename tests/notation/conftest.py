"""Random formulas, and an evaluator of formulas that knows nothing of the printers: NumPy, with two axes throughout."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import assume, reject
from hypothesis import strategies as st

from jacobook.language.dimension import ONE, Dimension
from jacobook.layout.formulas import formula as f

SIZES = {"n": 3, "m": 2, "k": 4}
N, M, K = map(Dimension.of, SIZES)
VECTORS = {N: "xy", M: "uv", K: "wz"}
MATRICES = {
    (N, N): "A",
    (N, M): "B",
    (M, N): "C",
    (M, M): "D",
    (N, K): "E",
    (K, N): "F",
    (K, K): "G",
    (M, K): "H",
    (K, M): "J",
}
POSITIVE = ("exp", "sigmoid")
SAFE = ("sin", "tanh", "abs", "relu", "softplus", "erf", "sign", "arctan")
COMPARISONS = ("greater", "greater_equal", "less", "less_equal")


def size(dimension):
    return dimension.size(SIZES)


# --- values
@dataclass(frozen=True)
class Point:
    """Values of all variables, as arrays by name: one axis for a vector, none for a scalar."""

    values: dict

    def value(self, formula):
        """The value; `LinAlgError` where it or a part of it is not a number that rounding leaves alone."""
        result = _VALUES[type(formula)](self, formula)
        if not np.isfinite(result).all() or np.abs(result).max() > 1e6:
            raise np.linalg.LinAlgError
        return result

    def settled(self, formula):
        """The value, if numbers with sixteen digits can tell it from another; otherwise the example is rejected.

        What a tiny change of the point changes much is near a singular matrix or a jump, and cannot be compared.
        """
        with np.errstate(all="ignore"):
            try:
                value = self.value(formula)
                others = [self.moved(seed).value(formula) for seed in range(4)]
            except np.linalg.LinAlgError:
                reject()
        for other in others:
            assume(np.allclose(other, value, rtol=1e-3, atol=1e-3))
        return value

    def moved(self, seed):
        random = np.random.default_rng(seed)
        return Point(
            {name: each * (1 + 1e-7 * random.normal(size=np.shape(each))) for name, each in self.values.items()}
        )


def point(seed):
    random = np.random.default_rng(seed)
    values = {name: float(random.uniform(0.3, 1.4)) for name in "abc"}
    for dimension, names in VECTORS.items():
        values |= {name: random.uniform(0.3, 1.4, size(dimension)) for name in names}
    for (rows, columns), name in MATRICES.items():
        values[name] = random.uniform(-0.5, 0.9, (size(rows), size(columns)))
        if rows == columns:
            values[name] += 2 * np.eye(size(rows))
    return Point(values)


def _symbol(at, formula):
    return np.asarray(at.values[formula.name], float).reshape(size(formula.rows), size(formula.columns))


def _commutation(at, formula):
    m, n = size(formula.m), size(formula.n)
    result = np.zeros((m * n, m * n))
    for row, column in product(range(m), range(n)):
        unit = np.zeros((m, n))
        unit[row, column] = 1
        result += np.outer(_stacked(unit.T), _stacked(unit))
    return result


def _stacked(matrix):
    return np.concatenate([matrix[:, [j]] for j in range(matrix.shape[1])]).ravel()


def _matmul(matrices):
    result = matrices[0]
    for matrix in matrices[1:]:
        assert result.shape[1] == matrix.shape[0]
        result = result @ matrix
    return result


def _inverse(matrix):
    if np.linalg.cond(matrix) > 1e4:
        raise np.linalg.LinAlgError
    return np.linalg.inv(matrix)


def _divided(above, below):
    """The quotient, unless the divisor may well be a zero that rounding has blurred."""
    return np.divide(above, np.where(np.abs(below) < 1e-6, np.nan, below))


def _raised(base, exponent):
    return base**exponent if exponent > 0 else _divided(1.0, base**-exponent)


def _multiple(at, formula):
    result = float(formula.coefficient)
    for scalar in formula.numerators:
        result = result * at.value(scalar).item()
    for scalar in formula.denominators:
        result = _divided(result, at.value(scalar).item())
    return np.array([[result]]) if formula.body is None else result * at.value(formula.body)


def _reduced(function, matrices):
    result = matrices[0]
    for matrix in matrices[1:]:
        assert result.shape == matrix.shape
        result = function(result, matrix)
    return result


def _norm(at, formula):
    entries = at.value(formula.body)
    return np.array([[np.abs(entries).sum() if formula.kind == "1" else np.sqrt((entries**2).sum())]])


def _khatri_rao(at, formula):
    left, right = at.value(formula.left), at.value(formula.right)
    return np.column_stack([np.kron(left[:, j], right[:, j]) for j in range(left.shape[1])])


def _erf(entries):
    import math

    return np.vectorize(math.erf)(entries)


FUNCTIONS = {
    "exp": np.exp,
    "sin": np.sin,
    "tanh": np.tanh,
    "arctan": np.arctan,
    "log": np.log,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sign": np.sign,
    "erf": _erf,
    "silu": lambda t: t / (1 + np.exp(-t)),
    "prod": lambda t: np.array([[np.prod(t)]]),
    "sigmoid": lambda t: 1 / (1 + np.exp(-t)),
    "softplus": lambda t: np.log(1 + np.exp(t)),
    "relu": lambda t: t * (t > 0),
    "maximum": lambda t, s: np.where(t > s, t, s),
    "minimum": lambda t, s: np.where(t < s, t, s),
    "greater": lambda t, s: 1.0 * (t > s),
    "greater_equal": lambda t, s: 1.0 * (t >= s),
    "less": lambda t, s: 1.0 * (t < s),
    "less_equal": lambda t, s: 1.0 * (t <= s),
    "where": lambda c, t, s: np.where(c != 0, t, s),
    "softmax": lambda t: np.exp(t) / np.exp(t).sum(),
    "log_softmax": lambda t: np.log(np.exp(t) / np.exp(t).sum()),
    "logsumexp": lambda t: np.log(np.exp(t).sum()).reshape(1, 1),
}

_VALUES = {
    f.Symbol: _symbol,
    f.Number: lambda _, e: np.array([[float(e.value)]]),
    f.Constant: lambda _, e: np.array([[{"pi": np.pi}[e.name]]]),
    f.Size: lambda _, e: np.array([[float(size(e.dimension))]]),
    f.Identity: lambda _, e: np.eye(size(e.rows)),
    f.Filled: lambda _, e: np.full((size(e.rows), size(e.columns)), float(e.value)),
    f.Commutation: _commutation,
    f.Sum: lambda at, e: _reduced(np.add, [at.value(term) for term in e.terms]),
    f.Multiple: _multiple,
    f.Product: lambda at, e: _matmul([at.value(factor) for factor in e.factors]),
    f.Hadamard: lambda at, e: _reduced(np.multiply, [at.value(factor) for factor in e.factors]),
    f.HadamardQuotient: lambda at, e: _divided(*[at.value(e.numerator), at.value(e.denominator)]),
    f.Power: lambda at, e: _raised(at.value(e.base), at.value(e.exponent).item()),
    f.Transpose: lambda at, e: at.value(e.body).T,
    f.Inverse: lambda at, e: _inverse(at.value(e.body)),
    f.MatrixPower: lambda at, e: _matmul(
        [np.eye(size(e.rows)), *[at.value(e.body)] * int(at.value(e.exponent).item())]
    ),
    f.Diagonal: lambda at, e: np.diag(at.value(e.body).ravel()),
    f.DiagonalPart: lambda at, e: np.array([[row[j]] for j, row in enumerate(at.value(e.body))]),
    f.Trace: lambda at, e: np.array([[sum(row[j] for j, row in enumerate(at.value(e.body)))]]),
    f.Determinant: lambda at, e: np.array([[np.linalg.det(at.value(e.body))]]),
    f.Norm: _norm,
    f.Kronecker: lambda at, e: np.kron(at.value(e.left), at.value(e.right)),
    f.KhatriRao: _khatri_rao,
    f.Vec: lambda at, e: _stacked(at.value(e.body)).reshape(-1, 1),
    f.Apply: lambda at, e: FUNCTIONS[e.function](*(at.value(argument) for argument in e.arguments)),
}


# --- random formulas
def parts(dimension):
    """The ways to write a dimension as a product of two."""
    ways = [(ONE, dimension), (dimension, ONE)]
    return ways + [(left, right) for left in (N, M, K) for right in (N, M, K) if left * right == dimension]


def fractions():
    return st.sampled_from([Fraction(value) for value in ("1", "2", "3", "-1", "-2", "1/2", "-3/2")])


def symbols(rows, columns):
    """The variables of a shape, transposed ones among them."""
    found = []
    if columns == ONE:
        found += [f.Symbol(name, rows, ONE, 1) for name in VECTORS.get(rows, "")]
    if rows == ONE:
        found += [f.Transpose(f.Symbol(name, columns, ONE, 1)) for name in VECTORS.get(columns, "")]
    if (rows, columns) in MATRICES:
        found.append(f.Symbol(MATRICES[rows, columns], rows, columns, 2))
        found.append(f.Transpose(f.Symbol(MATRICES[columns, rows], columns, rows, 2)))
    return found


@st.composite
def leaves(draw, rows, columns, named):
    if rows == columns == ONE:
        numbers = [f.Number(Fraction(2)), f.Number(Fraction(1, 2)), f.Number(Fraction(-3)), f.Size(N), f.Constant("pi")]
        return draw(st.sampled_from([*map(f.Symbol, "abc"), *numbers]))
    found = symbols(rows, columns)
    if not named:
        found.append(f.Filled(1, rows, columns))
        if rows == columns:
            found.append(f.Identity(rows))
    for (left, right), (first, second) in product(parts(rows), parts(columns)):
        found += [f.Kronecker(*pair) for pair in product(symbols(left, first), symbols(right, second))]
    return draw(st.sampled_from(found))


@st.composite
def formulas(draw, rows, columns, depth, *, named=False):  # noqa: C901, PLR0915 - one branch a kind
    """A formula of a shape; with `named` only of parts that show their shape when they are printed."""

    def inner(r=rows, c=columns):
        return draw(formulas(r, c, depth - 1, named=named))

    def several():
        return tuple(inner() for _ in range(draw(st.integers(2, 3))))

    if depth <= 0:
        return draw(leaves(rows, columns, named))
    scalar = rows == columns == ONE
    plain = st.sampled_from([N, M, K])
    kinds = ["leaf", "sum", "multiple", "product", "product", "apply", "power", "mixed"]
    kinds += ["trace", "determinant", "norm", "logsumexp"] if scalar else ["transpose", "hadamard", "quotient"]
    kinds += ["diagonal part", "softmax", "inverse column"] if columns == ONE and rows in (N, M, K) else []
    kinds += ["diagonal", "inverse", "matrix power"] if rows == columns and rows in (N, M, K) else []
    kinds += ["inverse left", "diagonal left"] if rows in (N, M, K) and columns != ONE else []
    kinds += ["inverse right", "diagonal right"] if columns in (N, M, K) else []
    kinds += ["kronecker"] if not scalar else []
    kinds += ["khatri-rao"] if not scalar and columns in (N, M, K, ONE) else []
    kinds += ["ones left"] if rows == ONE and not named else []
    kinds += ["ones right"] if columns == ONE and not named else []
    kinds += ["commutation"] if rows == N * M and not named else []
    kinds += ["vec"] if columns == ONE and rows == N * M else []
    match draw(st.sampled_from(kinds)):
        case "leaf":
            return draw(leaves(rows, columns, named))
        case "sum":
            return f.Sum(several())
        case "multiple":
            above = tuple(inner(ONE, ONE) for _ in range(draw(st.integers(0, 2))))
            below = tuple(inner(ONE, ONE) for _ in range(draw(st.integers(0, 1))))
            return f.Multiple(draw(fractions()), above, below, None if scalar and draw(st.booleans()) else inner())
        case "product":
            middle = [draw(st.sampled_from([ONE, N, M, K])) for _ in range(draw(st.integers(1, 2)))]
            ends = [rows, *middle, columns]
            return f.Product(tuple(inner(r, c) for r, c in pairwise(ends)))
        case "apply":
            return f.Apply(draw(st.sampled_from([*POSITIVE, *SAFE])), (inner(),), rows, columns)
        case "mixed":
            name = draw(st.sampled_from(["maximum", "minimum", *COMPARISONS]))
            return f.Apply(name, (inner(), inner(ONE, ONE)), rows, columns)
        case "power":
            return f.Power(inner(), f.Number(Fraction(draw(st.sampled_from([2, 3, -1])))))
        case "transpose":
            return f.Transpose(inner(columns, rows))
        case "hadamard":
            return f.Hadamard(several())
        case "quotient":
            return f.HadamardQuotient(inner(), inner())
        case "trace":
            side = draw(plain)
            return f.Trace(inner(side, side))
        case "determinant":
            side = draw(plain)
            return f.Determinant(inner(side, side))
        case "norm":
            shape = draw(plain), draw(st.sampled_from([ONE, N]))
            return f.Norm(inner(*shape), draw(st.sampled_from(["frobenius", "1"] if ONE not in shape else ["2", "1"])))
        case "ones left":
            middle = draw(plain)
            return f.Product((f.Filled(1, ONE, middle), inner(middle, columns)))
        case "ones right":
            middle = draw(plain)
            return f.Product((inner(rows, middle), f.Filled(1, middle, ONE)))
        case "logsumexp":
            return f.Apply("logsumexp", (inner(draw(plain), ONE),), ONE, ONE)
        case "softmax":
            return f.Apply("softmax", (inner(),), rows, ONE)
        case "diagonal part":
            return f.DiagonalPart(inner(rows, rows))
        case "diagonal":
            return f.Diagonal(inner(rows, ONE))
        case "inverse":
            return f.Inverse(inner())
        case "matrix power":
            return f.MatrixPower(inner(), f.Number(Fraction(draw(st.integers(2, 3)))))
        case "inverse left" | "inverse column":
            return f.Product((f.Inverse(inner(rows, rows)), inner()))
        case "inverse right":
            return f.Product((inner(), f.Transpose(f.Inverse(inner(columns, columns)))))
        case "diagonal left":
            return f.Product((f.Diagonal(inner(rows, ONE)), inner()))
        case "diagonal right":
            return f.Product((inner(), f.Diagonal(inner(columns, ONE))))
        case "commutation":
            return f.Product((f.Commutation(M, N), inner()))
        case "vec":
            return f.Vec(inner(*draw(st.sampled_from([(M, N), (N, M)]))))
        case kind:
            (first, second), (third, fourth) = draw(st.sampled_from(parts(rows))), draw(st.sampled_from(parts(columns)))
            if kind == "khatri-rao":
                return f.KhatriRao(inner(first, columns), inner(second, columns))
            return f.Kronecker(inner(first, third), inner(second, fourth))


def shapes():
    return st.tuples(st.sampled_from([ONE, N, M, K, N * M]), st.sampled_from([ONE, N, M, K]))


@pytest.fixture(scope="session")
def random_formulas():
    """Formulas of every shape and kind that has a value."""
    return shapes().flatmap(lambda shape: formulas(*shape, 3))


@pytest.fixture(scope="session")
def named_formulas():
    """Formulas whose every part shows its shape when it is printed, so that a print can be read back."""
    return shapes().flatmap(lambda shape: formulas(*shape, 3, named=True))


@pytest.fixture(scope="session")
def at():
    """A point: values for all variables of the random formulas."""
    return point


@pytest.fixture(scope="session")
def meanings():
    """The functions, as the evaluator of the tests understands them."""
    return FUNCTIONS
