"""The entries of the proof against JAX: two independent ways to one derivative."""

from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from jacobook.language.dimension import Dimension
from jacobook.language.expression import Call, Constant, Number, Size, Variable, walk
from jacobook.language.functions import ELEMENTWISE, FUNCTIONS
from jacobook.language.grammar import parse
from jacobook.proof.oracle.arrays import Unproved
from jacobook.proof.points.case import positions
from jacobook.proof.points.search import cases

pytestmark = [pytest.mark.oracle, pytest.mark.thorough]

m, n, p = map(Dimension.of, "mnp")


def _vector_of_skew(matrix):
    return (matrix - matrix.T)[[2, 0, 1], [1, 2, 0]] / 2


def _integral(jax, vector):
    """∫₀¹ exp(s [w]×) ds, as a corner of an exponential."""
    whole = jax.numpy.zeros((6, 6)).at[:3, :3].set(jax.numpy.cross(jax.numpy.eye(3), vector))
    return jax.scipy.linalg.expm(whole.at[:3, 3:].set(jax.numpy.eye(3)))[:3, 3:]


QUESTIONS = [
    ("arctan2(x, y + 3) * lgamma(x * x + 1)", "x", {"x": "n", "y": "n"}),
    ("digamma(x * x + 1) + trigamma(y * y + 1) * x", "x", {"x": "n", "y": "n"}),
    ("max(x) * min(y) * sum(hardmax(x) * x)", "x", {"x": "n", "y": "n"}),
    ("cumprod(x)", "x", {"x": "n"}),
    ("trace(expm(A @ B))", "B", {"A": "n×m", "B": "m×n"}),
    ("trace(sinm(X)) + trace(cosm(X @ X))", "X", {"X": "n×n"}),
    ("trace(logm(eye(n) + X @ X.T / 200))", "X", {"X": "n×m"}),
    ("expm(a * X)", "a", {"a": "scalar", "X": "n×n"}),
    ("cross(u, v) @ cross(v, w)", "v", {"u": "3", "v": "3", "w": "3"}),
    ("cross(u, v)", "u", {"u": "3", "v": "3"}),
    ("hat(u) @ Exp(u) @ v + vee(A @ hat(u))", "u", {"A": "3×3", "u": "3", "v": "3"}),
    ("Log(Exp(v) @ Exp(u))", "u", {"u": "3", "v": "3"}),
    ("right_jacobian(v) @ left_jacobian(v) @ u", "u", {"u": "3", "v": "3"}),
    ("norm(A @ x - b) ** 2", "x", {}),
    ("exp(x) / sum(exp(x))", "x", {}),
    ("log(sum(exp(x)))", "x,x", {}),
    ("sum(log(1 + exp(-y * (X @ w))))", "w,w", {"X": "m×n", "y": "m", "w": "n"}),
    ("x / norm(x)", "x", {"x": "n"}),
    ("solve(X, A @ X) + cholesky(eye(n) + X @ X.T)", "X", {"X": "n×n", "A": "n×n"}),
    ("sum(log(diag(cholesky(eye(n) + X @ X.T))))", "X,X", {"X": "n×m"}),
    ("(eigh(S).eigenvectors)**2 @ eigvalsh(S)**2", "S", {"S": "n×n symmetric"}),
    ("(svd(A).U)**2 @ svdvals(A) + (svd(A).V)**4 @ (svd(A).V)**2 @ x", "A", {"A": "n×n", "x": "n"}),
    ("(qr(A).Q)**2 @ (qr(A).R)**2", "A", {"A": "m×n"}),
    ("(lu(A).L)**2 @ (lu(A).U)**3", "A", {"A": "n×n"}),
    ("(eig(A).eigenvectors)**2 @ (eig(A).eigenvalues)**2", "A", {"A": "n×n"}),
    ("pinv(A)", "A", {"A": "m×n"}),
    ("solve_sylvester(A, X, C)", "X", {"A": "n×n", "X": "m×m", "C": "n×m"}),
    ("solve_discrete_lyapunov(X, C)", "X", {"X": "n×n", "C": "n×n"}),
    ("trace(A @ sqrtm(eye(n) + X @ X.T))", "X", {"A": "n×n", "X": "n×m"}),
    ("relu(A @ x + b)", "A", {}),
    ("maximum(w, x) * minimum(w, 2 * x)", "x", {}),
    ("abs(x) * sign(w)", "x", {}),
    ("tan(x) + arctan(x) + sinh(x) * cosh(x) - erf(x)", "x", {"x": "n"}),
    ("arcsin(x) * arccos(x) + sqrt(1 + x * x)", "x", {"x": "n"}),
    ("sigmoid(W @ x) * tanh(W @ x)", "W", {}),
    ("softplus(x) @ cos(x)", "x,x", {"x": "n"}),
    ("log(det(X))", "X,X", {"X": "n×n"}),
    ("det(X @ X.T) * trace(X)", "X", {"X": "n×n"}),
    ("inv(X)", "X", {"X": "n×n"}),
    ("trace(inv(A + X) @ B)", "X,A", {"A": "n×n", "X": "n×n", "B": "n×n"}),
    ("trace(tanh(X.T @ X))", "X", {"X": "m×n"}),
    ("A @ diag(x) @ B", "x", {"A": "m×n", "B": "n×p", "x": "n"}),
    ("outer(x, z) * A", "x", {"x": "n", "z": "m", "A": "n×m"}),
    ("diag(X) * x", "X", {"X": "n×n", "x": "n"}),
    ("x ** 3 + x ** (-2) + (x * x) ** 0.5", "x", {"x": "n"}),
    ("(x * x + 1) ** w", "w", {"x": "n", "w": "n"}),
    ("a ** 3 * sin(a) / (1 + a * a)", "a,a", {}),
    ("mean(X * X) * mean(x)", "x,X", {"X": "m×n", "x": "n"}),
    ("dot(X, Y) * dot(x, x)", "X", {"X": "m×n", "Y": "m×n", "x": "p"}),
    ("norm(X - outer(u, v))", "u,v", {"X": "m×n", "u": "m", "v": "n"}),
    ("sum((x > w) * x * (w <= x)) + sum((x < 1) * x * (x >= w))", "x", {"x": "n", "w": "n"}),
    ("sum(x * pi) / n + sum(ones(n) * x) + sum(zeros(n) * x) + trace(eye(n) * X)", "x", {"x": "n", "X": "n×n"}),
    ("x - x", "x", {"x": "n"}),
    ("y @ softmax(A @ x) + logsumexp(x)", "x,x", {"A": "m×n", "x": "n", "y": "m"}),
    ("prod(x) * norm1(x) * gelu(x) / silu(1 + x * x)", "x", {"x": "n"}),
    ("mish(A @ x) * rowsum(A)", "A", {}),
    ("kron(A, X) @ kron(x, z)", "X", {"A": "m×p", "X": "n×m", "x": "p", "z": "m"}),
    ("vec(A @ X)", "X", {"A": "m×n", "X": "n×p"}),
    ("logdet(X @ X.T + eye(n))", "X,X", {"X": "n×n"}),
    ("matrix_power(X, 3) + matrix_power(X, -2)", "X", {"X": "n×n"}),
    ("where(x > w, x * w, exp(x)) + where(x <= 0, x, x ** 3)", "x", {"x": "n", "w": "n"}),
]


def _logarithm_near_identity(jnp, matrix):
    """log M = −Σ (I − M)ᵏ/k."""
    rest = jnp.eye(len(matrix)) - matrix
    power, total = rest, -rest
    for k in range(2, 120):
        power = power @ rest
        total = total - power / k
    return total


def _square_root(jnp):
    """Of a positive definite matrix, by its eigenvalues."""

    def rooted(matrix):
        values, vectors = jnp.linalg.eigh(matrix)
        return vectors @ jnp.diag(jnp.sqrt(values)) @ vectors.T

    return rooted


def _without_exchange(jnp, matrix):
    """L and U by elimination, whose rows stay where they are."""
    lower, upper = jnp.eye(len(matrix)), matrix
    for k in range(len(matrix)):
        factors = jnp.where(jnp.arange(len(matrix)) > k, upper[:, k] / upper[k, k], 0)
        lower = lower.at[:, k].add(factors)
        upper = upper - jnp.outer(factors, upper[k])
    return lower, upper


def _eigenvectors(jax, matrix):
    """Eigenvalues in increasing order, and columns of length 1 also nearby: JAX has neither."""
    jnp = jax.numpy
    values, vectors = jax.lax.linalg.eig(matrix, compute_left_eigenvectors=False, enable_eigvec_derivs=True)
    order = jnp.argsort(jnp.real(values))
    values, vectors = jnp.real(values)[order], jnp.real(vectors)[:, order]
    return values, vectors / jnp.sqrt(jnp.sum(vectors**2, axis=0))


def _sylvester(jnp):
    """A ⊗ I + I ⊗ Bᵀ, row by row."""

    def solved(a, b, c):
        system = jnp.kron(a, jnp.eye(len(b))) + jnp.kron(jnp.eye(len(a)), b.T)
        return jnp.linalg.solve(system, c.reshape(-1)).reshape(c.shape)

    return solved


def _discrete_lyapunov(jnp):
    """I − A ⊗ A, row by row."""

    def solved(a, q):
        system = jnp.eye(len(a) ** 2) - jnp.kron(a, a)
        return jnp.linalg.solve(system, q.reshape(-1)).reshape(q.shape)

    return solved


def jax_value(jax, expression, arrays, sizes):
    """The language once more, in JAX."""
    jnp, special = jax.numpy, jax.scipy.special
    by_name = {
        "arcsin": jnp.arcsin,
        "arccos": jnp.arccos,
        "arctan": jnp.arctan,
        "erf": special.erf,
        "lgamma": special.gammaln,
        "digamma": special.digamma,
        "trigamma": lambda a: special.polygamma(1, a),
        "hardmax": lambda a: jnp.where(a == jnp.max(a), 1.0, 0.0),
        "sigmoid": jax.nn.sigmoid,
        "softplus": jax.nn.softplus,
        "relu": jax.nn.relu,
        "greater_equal": lambda a, b: jnp.where(a >= b, 1.0, 0.0),
        "greater": lambda a, b: jnp.where(a > b, 1.0, 0.0),
        "less": lambda a, b: jnp.where(a < b, 1.0, 0.0),
        "less_equal": lambda a, b: jnp.where(a <= b, 1.0, 0.0),
        "negate": jnp.negative,
        "dot": lambda a, b: jnp.sum(a * b),
        "norm": lambda a: jnp.sqrt(jnp.sum(a * a)),
        "det": jnp.linalg.det,
        "inv": jnp.linalg.inv,
        "solve": jnp.linalg.solve,
        "cholesky": jnp.linalg.cholesky,
        "eigvalsh": jnp.linalg.eigvalsh,
        "eigh.eigenvectors": lambda a: jnp.linalg.eigh(a)[1],
        "svdvals": lambda a: jnp.linalg.svd(a, compute_uv=False),
        "svd.U": lambda a: jnp.linalg.svd(a, full_matrices=False)[0],
        "svd.V": lambda a: jnp.linalg.svd(a, full_matrices=False)[2].T,
        "qr.Q": lambda a: jnp.linalg.qr(a)[0],
        "qr.R": lambda a: jnp.linalg.qr(a)[1],
        "lu.L": lambda a: _without_exchange(jnp, a)[0],
        "lu.U": lambda a: _without_exchange(jnp, a)[1],
        "eig.eigenvalues": lambda a: _eigenvectors(jax, a)[0],
        "eig.eigenvectors": lambda a: _eigenvectors(jax, a)[1],
        "pinv": jnp.linalg.pinv,
        "solve_sylvester": _sylvester(jnp),
        "solve_discrete_lyapunov": _discrete_lyapunov(jnp),
        "sqrtm": _square_root(jnp),
        "gelu": lambda a: jax.nn.gelu(a, approximate=False),
        "silu": jax.nn.silu,
        "mish": jax.nn.mish,
        "norm1": lambda a: jnp.sum(jnp.abs(a)),
        "vec": lambda a: jnp.ravel(a.T),
        "logdet": lambda a: jnp.linalg.slogdet(a)[1],
        "softmax": jax.nn.softmax,
        "logsumexp": jax.nn.logsumexp,
        "matrix_power": jnp.linalg.matrix_power,
        "expm": jax.scipy.linalg.expm,
        "hat": lambda w: jnp.cross(jnp.eye(3), w),
        "vee": _vector_of_skew,
        "Exp": lambda w: jax.scipy.linalg.expm(jnp.cross(jnp.eye(3), w)),
        "Log": lambda r: _vector_of_skew(r) / jnp.sinc(jnp.arccos((jnp.trace(r) - 1) / 2) / jnp.pi),
        "right_jacobian": lambda w: _integral(jax, -w),
        "left_jacobian": lambda w: _integral(jax, w),
        "sinm": lambda a: jnp.imag(jax.scipy.linalg.expm(1j * a)),
        "cosm": lambda a: jnp.real(jax.scipy.linalg.expm(1j * a)),
        "logm": lambda a: _logarithm_near_identity(jnp, a),
    }

    def read(node):
        match node:
            case Variable(name=name):
                return arrays[name]
            case Number(value=value):
                return float(value)
            case Constant():
                return jnp.pi
            case Size(dimension=dimension):
                return float(dimension.size(sizes))
        axes = tuple(dimension.size(sizes) for dimension in node.shape)
        if node.function in ("ones", "zeros"):
            return getattr(jnp, node.function)(axes)
        if node.function == "eye":
            return jnp.eye(axes[0])
        function = by_name.get(node.function) or getattr(jnp, node.function)
        arguments = [read(argument) for argument in node.arguments]
        if (
            node.function in ("power", "matrix_power")
            and isinstance(node.arguments[1], Number)
            and node.arguments[1].value.denominator == 1
        ):
            arguments[1] = int(node.arguments[1].value)
        return function(*arguments)

    return jnp.asarray(read(expression))


def jax_derivative(jax, case, names):
    """What computes all derivatives in one array: the axes of the value, then those of each variable."""

    def of(arrays, *moved):
        # Two variables of one name move as one.
        return jax_value(jax, case.expression, arrays | dict(zip(names, moved, strict=False)), case.sizes)

    if len(set(names)) == 1:
        derivative = jax.jacfwd(of, argnums=1)
        derivative = jax.jacfwd(derivative, argnums=1) if len(names) == 2 else derivative
        return jax.jit(lambda arrays: derivative(arrays, arrays[names[0]]))
    derivative = jax.jacfwd(jax.jacfwd(of, argnums=1), argnums=2)
    return jax.jit(lambda arrays: derivative(arrays, arrays[names[0]], arrays[names[1]]))


def _floats(value):
    return [_floats(part) for part in value] if isinstance(value, tuple) else float(value)


def assert_agrees_with_jax(jax, expression, wrt):
    # Compiling is what takes the time, so the points at the first sizes share it.
    first, *others = cases(expression, wrt)
    compute = jax_derivative(jax, first, [variable.name for variable in wrt])
    for case in (first, *(other for other in others if other.sizes == first.sizes)):
        derivatives = case.derivatives(case.digits)
        arrays = {name: jax.numpy.array(_floats(value), dtype=float) for name, value in case.point.items()}
        expected = np.asarray(compute(arrays))
        axes = sum(case.lengths, start=())
        assert expected.shape == axes
        got = np.zeros(axes)
        for at, value in derivatives.partials.items():
            got[sum(at, start=())] = float(value)
        scale = max(1.0, np.abs(got).max())
        np.testing.assert_allclose(got, expected, rtol=1e-7, atol=1e-9 * scale)


@pytest.mark.parametrize(("text", "wrt", "where"), QUESTIONS, ids=lambda value: value if isinstance(value, str) else "")
def test_derivatives_are_those_of_jax(jax, text, wrt, where):
    parsed = parse(text, where)
    assert_agrees_with_jax(jax, parsed.expression, tuple(parsed.variables[name] for name in wrt.split(",")))


def test_every_function_is_asked_for():
    used = {
        node.function
        for text, _, where in QUESTIONS
        for node in walk(parse(text, where).expression)
        if isinstance(node, Call)
    }
    # A function by its equation is read as that.
    missing = {name for name, function in FUNCTIONS.items() if not function.equation} - used
    assert used
    assert missing == set()


# ------------------------------------------------------------------------------------------------- random expressions
VARIABLES = {
    (): [Variable("a", ()), Variable("b", ())],
    (n,): [Variable("x", (n,)), Variable("y", (n,))],
    (m,): [Variable("z", (m,))],
    (m, n): [Variable("A", (m, n))],
    (n, m): [Variable("B", (n, m))],
    (n, n): [Variable("X", (n, n)), Variable("S", (n, n), frozenset({"symmetric"}))],
    (m, m): [Variable("M", (m, m))],
}
ELEMENTWISE_ONE = [
    name
    for name, function in FUNCTIONS.items()
    if function.kind == ELEMENTWISE and function.arity == 1 and name not in ("tan", "arcsin", "arccos", "log", "sqrt")
]
ELEMENTWISE_TWO = ["maximum", "minimum", "greater", "less_equal"]


@cache
def expressions(shape, depth):
    """Typed expressions of a shape, with repeated variables, nested groups and differences that vanish."""
    leaves = [st.sampled_from(VARIABLES[shape])] if shape in VARIABLES else []
    if not shape:
        leaves.append(st.builds(Number, st.sampled_from([Fraction(2), Fraction(-1, 3), Fraction(5, 2)])))
    if depth == 0:
        return st.one_of(leaves)

    def call(name, *shapes):
        return st.tuples(*(expressions(s, depth - 1) for s in shapes)).map(lambda a: Call(name, a, shape))

    inner = expressions(shape, depth - 1)
    found = [
        *leaves,
        *(st.one_of(call(name, shape, shape), call(name, shape, ())) for name in ("add", "subtract", "multiply")),
        call("negate", shape),
        st.sampled_from(ELEMENTWISE_ONE).flatmap(lambda name: call(name, shape)),
        st.sampled_from(ELEMENTWISE_TWO).flatmap(lambda name: call(name, shape, shape)),
        st.tuples(call("greater", shape, ()), inner, inner).map(lambda three: Call("where", three, shape)),
        inner.map(lambda e: Call("log", (_square_plus_one(e),), shape)),
        inner.map(lambda e: Call("sqrt", (_square_plus_one(e),), shape)),
        inner.map(lambda e: Call("power", (e, Number(Fraction(3))), shape)),
        st.tuples(inner, inner).map(lambda pair: Call("divide", (pair[0], _square_plus_one(pair[1])), shape)),
    ]
    if not shape:
        for other in ((n,), (m, n), (n, n)):
            found += [call(name, other) for name in ("sum", "mean", "norm")]
            found.append(call("dot", other, other))
        found += [call("matmul", (n,), (n,)), call("trace", (n, n)), call("det", (m, m))]
        found += [call("logsumexp", (n,)), call("prod", (n,)), call("norm1", (m, n))]
    elif len(shape) == 1:
        found += [call("matmul", (*shape, other), (other,)) for other in (m, n)]
        found += [call("matmul", (other,), (other, *shape)) for other in (m, n)]
        found += [call("diag", (*shape, *shape)), call("softmax", shape)]
    else:
        rows, columns = shape
        found += [call("matmul", (rows, other), (other, columns)) for other in (m, n)]
        found += [call("transpose", (columns, rows)), call("outer", (rows,), (columns,))]
        if rows == columns:
            found += [call("diag", (rows,)), call("inv", (rows, rows))]
    return st.one_of(found)


def _square_plus_one(expression):
    square = Call("multiply", (expression, expression), expression.shape)
    return Call("add", (Number(Fraction(1)), square), expression.shape)


SHAPES = [(), (), (n,), (m, n)]


@st.composite
def questions(draw):
    order = draw(st.sampled_from([1, 1, 2]))
    expression = draw(expressions(() if order == 2 else draw(st.sampled_from(SHAPES)), 3))
    found = {node.name: node for node in walk(expression) if isinstance(node, Variable)}
    assume(found)
    names = st.sampled_from(sorted(found))
    return expression, tuple(found[draw(names)] for _ in range(order))


def has_points(expression, wrt):
    """Whether it is defined anywhere: a random expression may hold the inverse of a singular matrix."""
    try:
        return bool(cases(expression, wrt))
    except Unproved:
        return False


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(question=questions())
def test_random_expressions_have_the_derivatives_of_jax(jax, question):
    expression, wrt = question
    assume(has_points(expression, wrt))
    assert_agrees_with_jax(jax, expression, wrt)


def test_positions_run_row_after_row():
    assert list(positions((2, 2))) == [(0, 0), (0, 1), (1, 0), (1, 1)]
