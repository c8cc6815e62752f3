"""Functions that an equation defines: their records solve it exactly, and their passes are JAX's."""

from fractions import Fraction

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import scipy
import torch

from jacobook import derive
from jacobook.errors import LanguageError, Refused
from jacobook.language.differentiated import differential, equations, meaning
from jacobook.language.dimension import Dimension
from jacobook.language.expression import Variable
from jacobook.language.functions.factorizations import FACTORIZATIONS
from jacobook.language.grammar import parse
from jacobook.layout.formulas.formula import NamedFunction
from jacobook.layout.formulas.statement import symbol
from jacobook.notation.jax import to_jax
from jacobook.notation.numpy import to_numpy
from jacobook.notation.torch import to_torch
from jacobook.proof.numbers.arithmetic import arithmetic
from jacobook.proof.oracle.arrays import entries
from jacobook.proof.oracle.components import evaluate_expression
from jacobook.proof.oracle.taylor import Taylor, TaylorArithmetic

jax.config.update("jax_enable_x64", True)  # noqa: FBT003 (JAX asks for it so)

SIZES = {"n": 3, "m": 4, "p": 2}


def matrix(rows):
    return tuple(tuple(map(Fraction, row)) for row in rows)


ROTATION = matrix([["1/3", "2/3", "2/3"], ["2/3", "1/3", "-2/3"], ["2/3", "-2/3", "1/3"]])
COLUMNS = tuple(tuple(Fraction(sign, 2) for sign in row) for row in ((1, 1, 1), (1, -1, 1), (1, 1, -1), (1, -1, -1)))
TRIANGLE = matrix([[2, 0, 0], [1, 3, 0], [-1, "1/2", 1]])
UNIT_TRIANGLE = matrix([[1, 0, 0], ["1/2", 1, 0], [-1, "3/2", 1]])
OBLIQUE = matrix([["1/3", "3/5", 1], ["2/3", "4/5", 0], ["2/3", 0, 0]])
"""Columns of length 1 that are not orthogonal."""
EXACT = {
    "cholesky": ("L @ L.T", {"L": TRIANGLE}),
    "eigh": ("U @ diag(w) @ U.T", {"U": ROTATION, "w": (Fraction(-1), Fraction(2), Fraction(7, 2))}),
    "svd": ("U @ diag(s) @ V.T", {"U": COLUMNS, "s": (Fraction(5), Fraction(2), Fraction(1, 2)), "V": ROTATION}),
    "qr": ("Q @ R", {"Q": COLUMNS, "R": tuple(zip(*TRIANGLE, strict=True))}),
    "lu": ("L @ U", {"L": UNIT_TRIANGLE, "U": tuple(zip(*TRIANGLE, strict=True))}),
    "eig": (
        "V @ diag(w) @ inv(V)",
        {"V": OBLIQUE, "w": (Fraction(-1), Fraction(2), Fraction(7, 2))},
    ),
    "pinv": ("P.T @ inv(P @ P.T)", {"P": tuple(zip(*COLUMNS, strict=True))}),
}
"""The matrix that rational parts of each factorization make, and these."""


@pytest.mark.parametrize("record", FACTORIZATIONS, ids=lambda each: each.name)
def test_the_differential_of_a_record_solves_the_differentiated_equations_exactly(record):
    """Along any change of the matrix that the record allows, the parts change so that the equations stay zero."""
    numbers = arithmetic(None)
    scalars = TaylorArithmetic(numbers)
    shapes = {"A": record.argument} | {part.letter: part.shape for part in record.parts.values()}
    made, parts = EXACT[record.name]
    sizes = {"n": 3, "m": 4}
    whole = evaluate_expression(parsed(made, shapes), parts, sizes, scalars)
    change = tuple(
        tuple(Fraction((7 * i + 3 * j + i * j) % 5 - 2, 3) for j in range(len(whole[0]))) for i in range(len(whole))
    )
    known = {**parts, "A": whole, "dA": change}
    for mask in record.masks:
        known[mask.letter] = evaluate_expression(meaning(record.name, mask.letter), known, sizes, scalars)
    moved = {"A": along(whole, change)}
    for part in record.parts.values():
        step = evaluate_expression(differential(record.name, part.letter), known, sizes, scalars)
        moved[part.letter] = along(parts[part.letter], step)
    for equation in equations(record.name):
        for entry in entries(evaluate_expression(equation, moved, sizes, scalars)):
            assert entry.value == 0
            assert not entry.first


def parsed(text, shapes):
    return parse(text, shapes).expression


def along(array, step):
    if isinstance(array, tuple):
        return tuple(map(along, array, step))
    return Taylor(array, {0: step} if step else {})


def drawn(text, seed):
    shape, _, properties = text.partition(" ")
    lengths = [SIZES[each] for each in shape.split("×")] if shape != "scalar" else []
    value = np.random.default_rng(seed).standard_normal(lengths)
    if "definite" in properties:
        return value @ value.T + 3 * np.eye(len(value))
    if properties == "symmetric":
        return value + value.T
    if "triangular" in properties:
        return (np.tril if "lower" in properties else np.triu)(value) + 3 * np.eye(len(value))
    return value + 3 * np.eye(*value.shape) if properties == "invertible" else value


def sylvester(A, B, C):
    """A ⊗ I + I ⊗ Bᵀ, row by row."""
    system = jnp.kron(A, jnp.eye(len(B))) + jnp.kron(jnp.eye(len(A)), B.T)
    return jnp.linalg.solve(system, C.reshape(-1)).reshape(C.shape)


def stein(A, Q):
    """I − A ⊗ A, row by row."""
    return jnp.linalg.solve(jnp.eye(len(A) ** 2) - jnp.kron(A, A), Q.reshape(-1)).reshape(Q.shape)


def without_exchange(A):
    """L and U by elimination, whose rows stay where they are."""
    lower, upper = jnp.eye(len(A)), A
    for k in range(len(A)):
        factors = jnp.where(jnp.arange(len(A)) > k, upper[:, k] / upper[k, k], 0)
        lower = lower.at[:, k].add(factors)
        upper = upper - jnp.outer(factors, upper[k])
    return lower, upper


QUESTIONS = {
    "cholesky": ("cholesky(A)", "A: n×n positive definite", jnp.linalg.cholesky),
    "likelihood": (
        "sum(log(diag(cholesky(X @ X.T + eye(n))))) + norm(solve(cholesky(X @ X.T + eye(n)), y))**2/2",
        "X: n×m, y: n",
        lambda X, y: (
            jnp.sum(jnp.log(jnp.diag(jnp.linalg.cholesky(X @ X.T + jnp.eye(3)))))
            + jnp.sum(jnp.linalg.solve(jnp.linalg.cholesky(X @ X.T + jnp.eye(3)), y) ** 2) / 2
        ),
    ),
    "whitening": (
        "solve(cholesky(S), B)",
        "S: n×n positive definite, B: n×p",
        lambda S, B: jnp.linalg.solve(jnp.linalg.cholesky(S), B),
    ),
    "solve": ("solve(A, B)", "A: n×n invertible, B: n×p", jnp.linalg.solve),
    "solve of a vector": ("sin(solve(A, y))", "A: n×n invertible, y: n", lambda A, y: jnp.sin(jnp.linalg.solve(A, y))),
    "triangular solve": (
        "solve(L, B)",
        "L: n×n lower triangular, B: n×p",
        jnp.linalg.solve,
    ),
}


QUESTIONS |= {
    "eigenvalues": ("eigvalsh(A)", "A: n×n symmetric", jnp.linalg.eigvalsh),
    # Libraries choose signs of their own, which squares do not have.
    "eigenvectors": ("(eigh(A).eigenvectors)**2", "A: n×n symmetric", lambda A: jnp.linalg.eigh(A)[1] ** 2),
    "eigenvectors of a Gram matrix": (
        "(eigh(X.T @ X).eigenvectors)**2 @ eigh(X.T @ X).eigenvalues",
        "X: m×n",
        lambda X: jnp.linalg.eigh(X.T @ X)[1] ** 2 @ jnp.linalg.eigvalsh(X.T @ X),
    ),
    "singular values": ("svd(A).S", "A: m×n", lambda A: jnp.linalg.svd(A, compute_uv=False)),
    "left singular vectors": ("(svd(A).U)**2", "A: m×n", lambda A: jnp.linalg.svd(A, full_matrices=False)[0] ** 2),
    "right singular vectors": ("(svd(A).Vh)**2", "A: m×n", lambda A: jnp.linalg.svd(A, full_matrices=False)[2] ** 2),
    "nuclear norm": ('norm(A, "nuc")', "A: m×n", lambda A: jnp.linalg.norm(A, "nuc")),
    "spectral norm": ("norm(A, 2)", "A: m×n", lambda A: jnp.linalg.norm(A, 2)),
    "Q": ("(qr(A).Q)**2", "A: m×n", lambda A: jnp.linalg.qr(A)[0] ** 2),
    "R": ("(qr(A).R)**2", "A: m×n", lambda A: jnp.linalg.qr(A)[1] ** 2),
    "pseudoinverse": ("pinv(A)", "A: m×n", jnp.linalg.pinv),
    "pseudoinverse of rows": ("pinv(B)", "B: n×m", jnp.linalg.pinv),
    "pseudoinverse of a square matrix": ("pinv(B)", "B: n×n", jnp.linalg.pinv),
    "length of a pseudoinverse": ("norm(pinv(B))", "B: n×n", lambda B: jnp.linalg.norm(jnp.linalg.pinv(B))),
    "L of LU": ("lu(A).L", "A: n×n invertible", lambda A: without_exchange(A)[0]),
    "U of LU": ("lu(A).U", "A: n×n invertible", lambda A: without_exchange(A)[1]),
    "Sylvester": ("solve_sylvester(A, B, C)", "A: n×n invertible, B: p×p, C: n×p", sylvester),
    "Lyapunov": (
        "solve_continuous_lyapunov(A, C)",
        "A: n×n invertible, C: n×n",
        lambda A, C: sylvester(A, A.T, C),
    ),
    "discrete Lyapunov": ("solve_discrete_lyapunov(A, C)", "A: n×n, C: n×n", stein),
    "discrete Lyapunov of a closed loop": (
        "solve_discrete_lyapunov(A - B @ K, C + K.T @ K)",
        "A: n×n, B: n×p, K: p×n, C: n×n",
        lambda A, B, K, C: stein(A - B @ K, C + K.T @ K),
    ),
    "exponential": ("expm(A)", "A: n×n", jax.scipy.linalg.expm),
    "exponential of a product": (
        "trace(B @ expm(A @ A.T) @ C)",
        "A: n×n, B: p×n, C: n×p",
        lambda A, B, C: jnp.trace(B @ jax.scipy.linalg.expm(A @ A.T) @ C),
    ),
    "logarithm of a volume": ("slogdet(A).logabsdet", "A: n×n", lambda A: jnp.linalg.slogdet(A)[1]),
    "least squares": ("lstsq(A, z)", "A: m×n, z: m", lambda A, z: jnp.linalg.pinv(A) @ z),
}


def environment(given, upstream, tangents):
    torched = {name: torch.tensor(value) for name, value in (given | upstream | tangents).items()}
    arrays = given | upstream | tangents
    yield "numpy", {**SIZES, **arrays, "np": np, "scipy": scipy}
    yield "jax", {**SIZES, **{k: jnp.asarray(v) for k, v in arrays.items()}, "jnp": jnp, "jax": jax}
    yield "torch", {**SIZES, **torched, "torch": torch}


@pytest.mark.parametrize("name", QUESTIONS)
def test_passes_are_those_of_jax_in_every_library(name):
    expression, where, value = QUESTIONS[name]
    declared = dict(part.strip().split(": ") for part in where.split(","))
    given = {each: drawn(text, seed) for seed, (each, text) in enumerate(declared.items(), start=1)}
    found, pull = jax.vjp(value, *map(jnp.asarray, given.values()))
    G = np.random.default_rng(9).standard_normal(found.shape)
    expected = dict(zip(given, pull(jnp.asarray(G)), strict=True))
    for by, point in given.items():
        derivation = derive(expression, wrt=by, where=where)
        change = np.random.default_rng(5).standard_normal(point.shape)
        _, moved = jax.jvp(lambda x, at=by: value(*({**given, at: x}).values()), [point], [jnp.asarray(change)])
        forward, back = derivation.forward, derivation.backward
        for library, names in environment(given, {back.upstream: G}, {forward.tangents[by]: change}):
            got = np.asarray(eval(getattr(back, library), names))  # noqa: S307 - our own code
            np.testing.assert_allclose(got, expected[by], rtol=1e-8, atol=1e-10)
            got = np.asarray(eval(getattr(forward, library), names))  # noqa: S307 - our own code
            np.testing.assert_allclose(got, moved, rtol=1e-8, atol=1e-10)


def test_eigenvalues_of_a_general_matrix_change_as_a_trace_of_powers():
    """Σλ³ = tr(ASASAS), of a product of definite matrices, whose eigenvalues are real."""
    A, S = (drawn("n×n positive definite", seed) for seed in (1, 2))
    derivation = derive("sum(eig(A @ S).eigenvalues**3)", wrt="A", where="A: n×n, S: n×n")
    expected = 3 * (S @ A @ S @ A @ S).T
    for library, names in {"numpy": {"np": np}, "jax": {"jnp": jnp}, "torch": {"torch": torch}}.items():
        given = {"A": A, "S": S, "g": 1.0}
        if library == "torch":
            given = {name: torch.as_tensor(value) for name, value in given.items()}
        got = np.asarray(eval(getattr(derivation.backward, library), {**SIZES, **names, **given}))  # noqa: S307 - our own code
        np.testing.assert_allclose(got, expected, rtol=1e-8)


@pytest.mark.parametrize("printed", [to_numpy, to_jax, to_torch])
def test_every_part_of_a_factorization_is_code_that_knows_its_names(printed):
    made, square = 0, symbol(Variable("A", (Dimension.of("n"),) * 2))
    for part in (name for record in FACTORIZATIONS for name in record.parts):
        formula = NamedFunction(part, 0, square, square.rows, square.columns, of_matrix=True)
        try:
            code = printed(formula)
        except Refused:
            continue
        assert code.startswith(("np.", "jnp.", "torch.", "(lambda ", "scipy.", "jax.")), code
        made += 1
    assert made > 8


def test_a_derivative_that_is_an_operator_has_passes_and_no_matrix():
    derivation = derive("expm(A)", wrt="A", where="A: n×n")
    assert derivation.backward.text == "L_exp(Aᵀ, G)"
    assert derivation.forward.text == "L_exp(A, dA)"
    with pytest.raises(Refused, match="in the direction of a change of the matrix"):
        _ = derivation.numerator
    with pytest.raises(Refused, match="no closed form"):
        derive("expm(A)", wrt="A", where="A: n×n", order=2)


@pytest.mark.parametrize(
    ("expression", "where", "said"),
    [
        ("cholesky(A)", "A: n×n", "A is symmetric and positive definite"),
        ("eigvalsh(A)", "A: n×n symmetric", "the eigenvalues of A are distinct"),
        ("svd(A).U", "A: m×n", "the singular values of A are distinct, and none is 0"),
        ("pinv(A)", "A: m×n", "the rows or the columns of A are linearly independent"),
        ("lu(A).U", "A: n×n", "no leading principal minor of A is 0"),
        ("eig(A).eigenvalues", "A: n×n", "the eigenvalues of A are real and the eigenvalues of A are distinct"),
        ("solve_discrete_lyapunov(A, A)", "A: n×n", "I − A ⊗ A is invertible"),
        ("sqrtm(A)", "A: n×n", "no eigenvalue of A is negative or 0"),
    ],
)
def test_degenerate_points_are_conditions(expression, where, said):
    assert said in derive(expression, wrt="A", where=where).holds_where()


@pytest.mark.parametrize("kind", ["", "symmetric", "diagonal"])
def test_where_the_rank_changes_a_pseudoinverse_has_no_derivative_and_the_proof_goes_on_elsewhere(kind):
    derivation = derive("pinv(B) @ x", wrt="B", where=f"B: n×n {kind}, x: n")
    assert "the rows or the columns of B are linearly independent" in derivation.holds_where()


def test_a_pseudoinverse_has_second_derivatives():
    X = drawn("m×n", 3)
    hessian = jax.hessian(lambda X: jnp.sum(jnp.linalg.pinv(X) ** 2))(jnp.asarray(X))
    derivation = derive("norm(pinv(X))**2", wrt=("X", "X"), where="X: m×n")
    got = np.asarray(eval(derivation.numerator.numpy, {**SIZES, "np": np, "X": X}))  # noqa: S307 - our own code
    assert np.sort(got.ravel()) == pytest.approx(np.sort(np.asarray(hessian).ravel()), rel=1e-6, abs=1e-8)


def test_a_power_of_a_matrix_is_the_exponential_of_a_multiple_of_its_logarithm():
    """At a definite matrix with a symmetric upstream gradient, as by the eigenvalues."""
    A, G = drawn("n×n positive definite", 1), drawn("n×n symmetric", 2)

    def power(matrix):
        values, vectors = jnp.linalg.eigh(matrix)
        return vectors @ jnp.diag(values**0.3) @ vectors.T

    back = derive("fractional_matrix_power(A, 0.3)", wrt="A", where="A: n×n").backward
    got = eval(back.numpy, {"np": np, "scipy": scipy, "A": A, back.upstream: G})  # noqa: S307 - our own code
    (expected,) = jax.vjp(power, A)[1](jnp.asarray(G))
    np.testing.assert_allclose(got, expected, rtol=1e-8, atol=1e-10)


def test_a_power_that_is_no_number_is_refused():
    with pytest.raises(LanguageError, match="the exponent of fractional_matrix_power is a scalar"):
        derive("fractional_matrix_power(A, x)", wrt="A", where="A: n×n, x: n")


def test_a_discrete_lyapunov_equation_is_that_of_scipy():
    """X = AXAᵀ + Q, and no other equation of this name; a derivative solves the differentiated equation exactly."""
    A, Q, D = (drawn("n×n", seed) for seed in (1, 2, 3))
    X = scipy.linalg.solve_discrete_lyapunov(A, Q)
    np.testing.assert_allclose(X, A @ X @ A.T + Q)
    forward = derive("scipy.linalg.solve_discrete_lyapunov(A, Q)", wrt="A", where="A: n×n, Q: n×n").forward
    assert forward.text == (
        "solve_discrete_lyapunov(A, (dA) solve_discrete_lyapunov(A, Q) Aᵀ) "
        "+ solve_discrete_lyapunov(A, A solve_discrete_lyapunov(A, Q) (dA)ᵀ)"
    )
    dX = eval(forward.numpy, {"scipy": scipy, "A": A, "Q": Q, "dA": D})  # noqa: S307 - our own code
    np.testing.assert_allclose(dX, A @ dX @ A.T + D @ X @ A.T + A @ X @ D.T, atol=1e-10)


@pytest.mark.parametrize(
    ("solution", "printed"),
    [
        ("solve_discrete_lyapunov(A, Q)", "2 solve_discrete_lyapunov(Aᵀ, S) A solve_discrete_lyapunov(A, Q)"),
        ("solve_continuous_lyapunov(A, Q)", "−2 solve_sylvester(Aᵀ, A, S) solve_sylvester(A, Aᵀ, Q)"),
    ],
)
def test_the_solution_of_a_lyapunov_equation_with_a_symmetric_side_is_symmetric(solution, printed):
    """The transposed equation has the same solution, so that two terms are one."""
    where = "A: n×n, Q: n×n symmetric, S: n×n symmetric"
    answer = derive(f"trace(S @ {solution})", wrt="A", where=where)
    assert answer.denominator.text == printed
    free = derive(f"trace(S @ {solution})", wrt="A", where="A: n×n, Q: n×n, S: n×n")
    A, Q, S = drawn("n×n", 1), drawn("n×n symmetric", 2), drawn("n×n symmetric", 3)
    names = {"scipy": scipy, "A": A, "Q": Q, "S": S}
    np.testing.assert_allclose(*(eval(each.denominator.numpy, names) for each in (answer, free)), rtol=1e-8)  # noqa: S307 - our own code


def test_parts_that_do_not_exist_are_told():
    with pytest.raises(LanguageError, match="slogdet has no part sign") as told:
        derive("slogdet(A).sign", wrt="A", where="A: n×n")
    assert "slogdet(A).logabsdet" in str(told.value)
    with pytest.raises(LanguageError, match="eigh gives several parts"):
        derive("eigh(A)", wrt="A", where="A: n×n symmetric")
    with pytest.raises(LanguageError, match="svd has no part X"):
        derive("svd(A).X", wrt="A", where="A: m×n")


@pytest.mark.parametrize(
    ("expression", "where", "enough"),
    [
        ("eigvalsh(S)", "S: n×n symmetric", False),
        ("svdvals(A)", "A: m×n", False),
        ("sum(eigvalsh(S))", "S: n×n symmetric", True),
        ("eigvalsh(S)[0]", "S: n×n symmetric", True),
        ("norm(A, 2)", "A: m×n", True),
        ('norm(A, "nuc")', "A: m×n", True),
        ("sum(svdvals(A)**2)", "A: m×n", True),
    ],
)
def test_of_what_is_made_of_a_spectrum_distinct_values_are_only_enough(expression, where, enough):
    """The sum of the eigenvalues is a trace, and the largest has a derivative where it is simple."""
    derivation = derive(expression, wrt=where[0], where=where)
    assert derivation.holds_where().startswith("Holds at least where" if enough else "Holds where")
