"""Variables that an equation defines move as the equation asks: against differences of what solves it."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import scipy

from jacobook import answer_data, backward, derive
from jacobook.errors import LanguageError, Refused
from jacobook.notation.text import to_text

jax.config.update("jax_enable_x64", True)  # noqa: FBT003 (JAX asks for it so)

RANDOM = np.random.default_rng(4)
POINT = {
    "A": RANDOM.standard_normal((3, 3)) / 3,
    "C": RANDOM.standard_normal((3, 3)) / 3,
    "X": RANDOM.standard_normal((4, 3)),
    "b": RANDOM.standard_normal(3),
    "t": RANDOM.standard_normal(4),
    "v": RANDOM.standard_normal(3),
    "a": 0.7,
    "x": 0.6,
}


def sigmoid(t):
    return 1 / (1 + np.exp(-t))


LAYER = "y: y = tanh(A @ y + b), A: n×n, b: n"
QUESTIONS = {
    "a deep equilibrium layer": ("y", LAYER, {"y": lambda y, p: np.tanh(p["A"] @ y + p["b"]) - y}),
    "a loss of one": ("norm(y - v)**2", LAYER + ", v: n", {"y": lambda y, p: np.tanh(p["A"] @ y + p["b"]) - y}),
    "ridge regression": (
        "w",
        "w: X.T @ (X @ w - t) + a * w = 0, X: m×n, t: m, a: scalar",
        {"w": lambda w, p: p["X"].T @ (p["X"] @ w - p["t"]) + p["a"] * w},
    ),
    "logistic regression": (
        "v @ w",
        "w: X.T @ (sigmoid(X @ w) - t) + a * w = 0, X: m×n, t: m, a: scalar, v: n",
        {"w": lambda w, p: p["X"].T @ (sigmoid(p["X"] @ w) - p["t"]) + p["a"] * w},
    ),
    "a number": ("x * y**2", "y: scalar, y = cos(x * y), x: scalar", {"y": lambda y, p: y - np.cos(p["x"] * y)}),
    "an equation in another": (
        "z @ y",
        LAYER + ", z: z - tanh(C @ z + y) = 0, C: n×n",
        {
            "y": lambda y, p: np.tanh(p["A"] @ y + p["b"]) - y,
            "z": lambda z, p: np.tanh(p["C"] @ z + p["y"]) - z,
        },
    ),
}


def gradient(objective):
    """The gradient of an objective as JAX has it, by its first argument."""
    slope = jax.jit(jax.grad(objective))
    return lambda y, p: np.asarray(slope(jnp.asarray(y), p))


RIDGE = "y: argmin norm(X @ y - t)**2 + a * norm(y)**2, X: m×n, t: m, a: scalar"
QUESTIONS |= {
    "ridge regression as a minimum": (
        "y",
        RIDGE,
        {"y": gradient(lambda y, p: jnp.sum((p["X"] @ y - p["t"]) ** 2) + p["a"] * jnp.sum(y**2))},
    ),
    "the error of logistic regression": (
        "norm(y - v)**2",
        "y: argmin sum(softplus(X @ y)) - t @ X @ y + a * norm(y)**2 / 2, X: m×n, t: m, a: scalar, v: n",
        {
            "y": gradient(
                lambda y, p: jnp.sum(jax.nn.softplus(p["X"] @ y)) - p["t"] @ p["X"] @ y + p["a"] * jnp.sum(y**2) / 2
            )
        },
    ),
    "the minimum of a number": (
        "x * y**2",
        "y: scalar, argmin y**4 + exp(y) - x * y, x: scalar",
        {"y": gradient(lambda y, p: y**4 + jnp.exp(y) - p["x"] * y)},
    ),
    "a minimum that needs a minimum": (
        "z @ z",
        "z: argmin norm(z - y)**2 + sum(exp(z)), y: argmin norm(A @ y - b)**2 + norm(y)**2, A: n×n, b: n",
        {
            "y": gradient(lambda y, p: jnp.sum((p["A"] @ y - p["b"]) ** 2) + jnp.sum(y**2)),
            "z": gradient(lambda z, p: jnp.sum((z - p["y"]) ** 2) + jnp.sum(jnp.exp(z))),
        },
    ),
}


def solved(residuals, point):
    """The point with what solves the equations, one after the other, by Newton's method with differences."""
    found = dict(point)
    for name, residual in residuals.items():
        shape = () if name == "y" and "x" in point and "A" not in point else (3,)
        unknown = np.full(shape, 0.5)
        for _ in range(60):
            steps = np.eye(unknown.size).reshape(unknown.size, *shape) * 1e-7
            slope = np.stack([(residual(unknown + s, found) - residual(unknown - s, found)) / 2e-7 for s in steps], -1)
            left = np.reshape(residual(unknown, found), unknown.size)
            unknown = unknown - np.linalg.solve(slope.reshape(unknown.size, -1), left).reshape(shape)
        found[name] = unknown
    return found


@pytest.mark.parametrize("name", QUESTIONS)
def test_gradients_are_differences_of_the_solution(name):
    expression, where, residuals = QUESTIONS[name]
    names = [each for each in POINT if f"{each}: " in where]
    given = {each: np.asarray(POINT[each]) for each in names}
    value = {
        "y": lambda p: p["y"],
        "w": lambda p: p["w"],
        "norm(y - v)**2": lambda p: np.sum((p["y"] - p["v"]) ** 2),
        "v @ w": lambda p: p["v"] @ p["w"],
        "x * y**2": lambda p: p["x"] * p["y"] ** 2,
        "z @ z": lambda p: p["z"] @ p["z"],
        "z @ y": lambda p: p["z"] @ p["y"],
    }[expression]
    at = solved(residuals, given)
    upstream = RANDOM.standard_normal(np.shape(value(at)))
    for by in names:
        back = derive(expression, wrt=by, where=where).backward
        got = np.asarray(eval(back.numpy, {"np": np, "scipy": scipy, "n": 3, "m": 4, **at, back.upstream: upstream}))  # noqa: S307 - our own code
        wanted = np.empty(given[by].shape)
        for place in np.ndindex(wanted.shape):
            ends = []
            for sign in (1, -1):
                moved = {**given, by: given[by].copy()}
                moved[by][place] += sign * 1e-5
                ends.append(value(solved(residuals, moved)))
            wanted[place] = np.sum(upstream * (ends[0] - ends[1])) / 2e-5
        np.testing.assert_allclose(got, wanted, rtol=2e-5, atol=1e-7, err_msg=by)


def test_the_pullback_is_one_transposed_solve():
    back = derive("y", wrt="A", where=LAYER).backward
    assert back.text == "(r ⊙ ((I − diag(r) A)⁻ᵀg)) yᵀ with r = 𝟏 − tanh(Ay + b)^⊙2"
    assert back.numpy.count("linalg") == 1


def test_the_second_derivative_of_a_root():
    """y⁵ + y = x: y′ = 1/(5y⁴ + 1) and y″ = −20y³ y′³."""
    answer = derive("y", wrt="x", where="y: scalar, y**5 + y - x = 0, x: scalar", order=2)
    assert answer.denominator.text == "−20y³/(5y⁴ + 1)³"


def test_where_the_equation_does_not_determine_the_unknown_is_a_condition():
    said = derive("y", wrt="b", where=LAYER).holds_where()
    assert said.startswith("Holds where I − diag(𝟏 − tanh(Ay + b)^⊙2) A is invertible")


def test_an_answer_says_that_the_unknown_solves_its_equation():
    notes = derive("y", wrt="b", where=LAYER).notes
    assert any("y − tanh(Ay + b) = 0" in note for note in notes)


def test_the_steps_differentiate_the_equation():
    routes = {route.title: route for route in derive("y", wrt="b", where=LAYER).steps}
    equation, total, solved = routes["The equation of y"].steps
    assert to_text(equation.left) == "y − tanh(Ay + b)"
    assert to_text(total.left) == "dy + (𝟏 − tanh(Ay + b)^⊙2) ⊙ (−A dy − db)"
    assert to_text(solved.right) == "(I − diag(𝟏 − tanh(Ay + b)^⊙2) A)⁻¹((𝟏 − tanh(Ay + b)^⊙2) ⊙ db)"


@pytest.mark.parametrize(
    ("expression", "wrt", "where", "told"),
    [
        ("y", "y", LAYER, "y is defined by its equation"),
        ("y + z", "x", "y: scalar, y = tanh(z + x), z: scalar, z = sin(y), x: scalar", "of y and z need each other"),
        ("Y", "A", "Y: Y @ Y = A, A: n×n", "Y is a matrix"),
        ("y", "A", "y: sum(A @ y) = 0, A: n×n", "as many entries as y"),
        ("y", "a", "y: argmin norm1(X @ y - t) + a * norm(y)**2, X: m×n, t: m", "not smooth in y: a 1-norm"),
        ("y", "t", "y: argmin max(X @ y - t), X: m×n, t: m", "not smooth in y: the maximum"),
        ("y", "t", "y: argmin X @ y - t, X: m×n, t: m", "the objective of y must be a number"),
        ("y", "t", "y: n, argmin norm(t)**2, t: n", "does not contain y"),
        ("y", "t", "y: argmin", "an objective after argmin"),
        ("y", "t", "y: argmin norm(y - t", "objective of y"),
        ("y", "X", "y: n unit, argmin y @ X @ y, X: n×n", "y is declared unit"),
        ("y", "t", "y: argmin f(y) + y @ t, f: n -> scalar, t: n", "declared functions"),
        ("y", "y", RIDGE, "y is defined by its equation"),
        ("y", "b", "y: n, b - 1 = 0, b: n", "does not tell what y is"),
        ("y * z", "z", "y: scalar, y = sin(z), z: scalar complex", "not supported in complex expressions"),
        ("b @ b", "b", LAYER, "y is declared but does not occur"),
        ("y", "b", "y: y = b = 0, b: n", "one equation with two sides"),
        ("y", "b", "y: y - tanh(b = 0, b: n", "equation of y"),
    ],
)
def test_what_is_no_equation_of_the_unknown_is_told(expression, wrt, where, told):
    with pytest.raises((LanguageError, Refused), match=told):
        derive(expression, wrt=wrt, where=where)


def test_a_minimum_is_told_by_its_gradient_and_needs_an_invertible_hessian():
    answer = derive("y", wrt="t", where=RIDGE)
    assert answer.denominator.text == "X(a I + XᵀX)⁻¹"
    assert answer.holds_where().startswith("Holds where a I + XᵀX is invertible")
    (note,) = answer.notes
    assert note.startswith("y minimizes ‖Xy − t‖² + a ‖y‖²: the gradient is zero there, 2(Xᵀ(Xy − t) + a y) = 0, and")
    assert "where the Hessian is invertible it moves" in note
    (route,) = [route for route in answer.steps if route.title == "The equation of y"]
    assert route.steps[0].reason == "the gradient of what y minimizes is zero"


def test_a_minimum_among_positive_numbers_is_where_the_gradient_is_zero():
    answer = derive("y", wrt="x", where="y: scalar positive, argmin x * y - log(y), x: scalar")
    assert answer.denominator.text == "−y²"


def test_a_backward_pass_of_several_variables_goes_through_a_minimum():
    back = backward("norm(y - v)**2", wrt="t, v", where=RIDGE + ", v: n")
    assert back.gradients["t"].text == "2g X(a I + XᵀX)⁻¹(y − v)"
    with pytest.raises(LanguageError, match="y is defined by its equation"):
        backward("norm(y - v)**2", wrt="v, y", where=RIDGE + ", v: n")


def test_numbers_are_those_of_the_equation():
    """They are looked up in its text, not at the same place of the expression."""
    where = "y: scalar, y**5 + y - 9 * x = 0, x: scalar"
    assert derive("x * y + 1234567890", wrt="x", where=where).notes[0].startswith("y solves y⁵ + y − 9x = 0")
    assert derive("y * y + x", wrt="x", where=where).denominator.text == "18y/(5y⁴ + 1) + 1"
    assert derive("λ*y", wrt="λ", where="y: scalar, y + 2.5*λ + y**3 = 0, λ: scalar").is_proved


def test_a_length_in_an_equation_has_a_place_to_be_proved_at():
    """A survey of the domains of an equation moves its unknown by itself."""
    answer = derive("y", wrt="b", where="y: A.T @ (A @ y - b) / norm(A @ y - b) + y = 0, A: m×n")
    assert answer.is_proved
    assert "Ay ≠ b" in answer.holds_where()


def _given(where):
    """A variable that no equation defines."""
    return next(name for name in ("A", "X", "x", "b") if f"{name}:" in where)


@pytest.mark.parametrize("library", ["numpy", "jax", "torch"])
@pytest.mark.parametrize("name", QUESTIONS)
def test_a_program_would_have_to_solve_the_equation_and_the_gradients_need_not(name, library):
    expression, where, _ = QUESTIONS[name]
    variables = [v for v in derive(expression, _given(where), where, prove=False).variables if v not in "wyz"]
    found = backward(expression, variables, where, prove=False)
    for asked in (lambda: found.program(library), lambda: found.lines, lambda: found.saved):
        with pytest.raises(Refused, match="have to solve the equation that defines"):
            asked()
    assert [answer.numpy for answer in found.gradients.values()]


def test_one_program_of_a_defined_variable_says_what_there_is():
    found = backward("y", "b", {"W": "n×n", "b": "n", "y": "y = tanh(W @ y + b)"})
    with pytest.raises(Refused, match="the equation that defines y") as refusal:
        found.program("numpy")
    assert "each has code, which takes y" in str(refusal.value)
    assert answer_data.backward_data(found)["programs"] == dict.fromkeys(["numpy", "torch", "jax"])


RIDGE_REGRESSION = {"X": "m×n", "t": "m", "a": "scalar positive", "w": "X.T @ (X @ w - t) + a * w = 0"}
FIXED_POINT = {"W": "n×n", "b": "n", "y": "y = tanh(W @ y + b)"}
CUBIC = {"A": "n×n", "b": "n", "y": "y**3 + A @ y = b"}


@pytest.mark.parametrize(
    ("expression", "wrt", "where", "claim"),
    [
        ("w", "a", RIDGE_REGRESSION, "-inv(X.T @ X + a * eye(n)) @ inv(X.T @ X + a * eye(n)) @ X.T @ t"),
        ("w", "a", RIDGE_REGRESSION, "-inv(X.T @ X + a * eye(n)) @ w"),
        ("y", "b", FIXED_POINT, "inv(eye(n) - diag(1 - y**2) @ W) @ diag(1 - y**2)"),
        (
            "norm(y - z)**2",
            "b",
            FIXED_POINT | {"z": "n"},
            "2 * diag(1 - y**2) @ inv(eye(n) - W.T @ diag(1 - y**2)) @ (y - z)",
        ),
        ("y", "b", CUBIC, "diag(y) @ inv(diag(3 * b) + A @ diag(y) - 3 * diag(A @ y))"),
        (
            "y",
            "b",
            {"b": "n", "A": "n×n", "y": "argmin norm(A @ y - b)**2 + norm(y)**2"},
            "inv(A.T @ A + eye(n)) @ A.T",
        ),
    ],
)
def test_a_claim_may_use_that_the_equation_holds(expression, wrt, where, claim):
    verdict = derive(expression, wrt, where).matches(claim)
    assert verdict.right, verdict.explanation


@pytest.mark.parametrize(
    ("expression", "wrt", "where", "claim", "witness"),
    [
        ("w", "a", RIDGE_REGRESSION, "-inv(X.T @ X + a * eye(n)) @ X.T @ t", "w = [1/2], X = [[1]], t = [1], a = 1"),
        (
            "y",
            "b",
            FIXED_POINT,
            "inv(eye(n) + diag(1 - y**2) @ W) @ diag(1 - y**2)",
            "y = [0.96118], W = [[1]], b = [1]",
        ),
    ],
)
def test_a_wrong_claim_has_a_witness_at_which_the_equation_holds(expression, wrt, where, claim, witness):
    verdict = derive(expression, wrt, where).matches(claim)
    assert not verdict.right
    assert witness in verdict.explanation


def test_of_an_equation_without_solutions_no_claim_is_called_wrong():
    derivation = derive("y", "x", {"x": "scalar", "y": "scalar, y**2 + x**2 + 1 = 0"})
    with pytest.raises(Refused, match="no point was found at which the declared equations hold"):
        derivation.matches("x / y")


def said(expression, wrt, where):
    derivation = derive(expression, wrt, where)
    derivation._holding.check()
    return derivation.holds_where(), " ".join(derivation.kinks)


@pytest.mark.parametrize(
    ("equation", "where", "condition", "kink"),
    [
        ("relu(y) + y = x", {}, "Holds at least where no entry of y is 0", "ReLU has no derivative at 0"),
        ("y + abs(y) / 2 = x", {}, "no entry of y is 0", "An absolute value has no derivative at 0"),
        ("y + maximum(y, 0) = x", {}, "no entry of y is 0", "A maximum has no derivative"),
        ("y = relu(W @ y + x)", {"W": "n×n"}, "no entry of Wy + x is 0", "ReLU has no derivative at 0"),
        ("y + where(y > 1, y**2, y) = x", {}, "no entry of y is 1", "A choice between cases"),
        ("y + max(y) * ones(n) = x", {}, "the largest entry of y occurs once", ""),
        ("y + log(y) = x", {}, "Holds where every entry of y is positive", ""),
        ("y + sqrt(y) = x", {}, "Holds where every entry of y is positive", ""),
    ],
)
def test_kinks_and_domains_inside_an_equation_are_conditions(equation, where, condition, kink):
    conditions, kinks = said("y", "x", {"x": "n", "y": f"n, {equation}"} | where)
    assert condition in conditions
    assert kinks.startswith(kink)
    assert bool(kinks) is bool(kink)


@pytest.mark.parametrize(
    ("expression", "condition"),
    [
        ("sum(abs(y))", "Holds where no entry of y is 0."),
        ("max(y)", "Holds where the largest entry of y occurs once"),
        ("norm(y)", "Holds where y ≠ 𝟎"),
        ("norm(y)**2", ""),
    ],
)
def test_kinks_of_what_moves_by_an_equation_are_conditions(expression, condition):
    conditions, _ = said(expression, "x", {"x": "n", "y": "n, y + y**3 = x"})
    assert conditions.startswith(condition)
    assert bool(conditions) is bool(condition)


def test_kinks_of_what_stands_still_in_an_equation_are_none():
    assert said("y", "x", {"x": "n", "c": "n", "y": "n, y + relu(c) = x"}) == ("", "")


def test_the_order_of_the_terms_of_an_equation_is_free():
    """A number in an equation is placed in the text of that equation, and of no other."""
    where = {"A": "n×n", "b": "n"}
    found = [derive("sum(y**2)", "b", where | {"y": each}).numerator for each in ("y**3 + A@y = b", "A@y + y**3 = b")]
    y, A = np.array([1.0, 2.0]), np.array([[2.0, 1.0], [0.0, 3.0]])
    one, other = (np.asarray(answer.function()(y=y, A=A, b=y)) for answer in found)
    assert one == pytest.approx(other)
