"""Gradients on the sphere and among the orthogonal matrices: tangent, and right along every curve of rotations."""

from fractions import Fraction

import numpy as np
import pytest
import scipy

from jacobook import backward, derive
from jacobook.errors import Refused
from jacobook.proof.numbers.elimination import multiplied, transposed
from jacobook.proof.points.along_curves import CURVES, along_curves
from jacobook.proof.points.points import Draw
from jacobook.proof.verdict.certificate import Disproved
from jacobook.proof.verdict.judging import prove

RANDOM = np.random.default_rng(11)
SIZES = {"n": 3, "m": 4}
POINT = {
    "A": RANDOM.standard_normal((3, 3)),
    "B": RANDOM.standard_normal((3, 3)),
    "C": RANDOM.standard_normal((4, 3)),
    "a": RANDOM.standard_normal(3),
}
SPHERE = {
    "x @ A @ x": ("(A + Aᵀ)x − 2(xᵀAx) x", lambda x, p: x @ p["A"] @ x),
    "a @ x": ("a − (xᵀa) x", lambda x, p: p["a"] @ x),
    "sum(exp(x))": ("exp(x) − (xᵀ exp(x)) x", lambda x, _: np.sum(np.exp(x))),
    "C @ x": ("(I − x xᵀ)Cᵀ", lambda x, p: p["C"] @ x),
}
ORTHOGONAL = {
    "trace(A @ X)": ("(Aᵀ − XAX)/2", lambda X, p: np.trace(p["A"] @ X)),
    "norm(A - X @ B)**2": ("XB(A − XB)ᵀX − (A − XB)Bᵀ", lambda X, p: np.sum((p["A"] - X @ p["B"]) ** 2)),
    "a @ X @ a": ("(a aᵀ − Xa aᵀX)/2", lambda X, p: p["a"] @ X @ p["a"]),
    "sum(tanh(X))": (
        "(𝟏_(n×n) − tanh(X)^⊙2 − X(𝟏_(n×n) − tanh(X)^⊙2)ᵀX)/2",
        lambda X, _: np.sum(np.tanh(X)),
    ),
}


def cayley(skew):
    """A rotation that leaves I with the velocity of the skew matrix."""
    unit = np.eye(len(skew))
    return np.linalg.solve(unit - skew / 2, unit + skew / 2)


def names(expression, variable, value):
    known = {each: POINT[each] for each in POINT if each in expression.replace("trace", "").replace("tanh", "")}
    return {"np": np, "scipy": scipy, **SIZES, **known, variable: value}


def turns():
    for _ in range(4):
        free = RANDOM.standard_normal((3, 3))
        yield free - free.T


@pytest.mark.parametrize("expression", SPHERE)
def test_a_gradient_on_the_sphere_is_right_along_curves_of_rotations(expression):
    printed, value = SPHERE[expression]
    answer = derive(expression, "x", {"x": "n unit"}, symmetric="projected")
    assert answer.denominator.text == printed
    x = RANDOM.standard_normal(3)
    x /= np.linalg.norm(x)
    G = eval(answer.denominator.numpy, names(expression, "x", x))  # noqa: S307 - our own code
    rows = eval(answer.numerator.numpy, names(expression, "x", x))  # noqa: S307 - our own code
    np.testing.assert_allclose(np.reshape(rows, np.shape(G.T)), G.T)
    np.testing.assert_allclose(x @ G, 0, atol=1e-12)
    for turn in turns():
        ends = [value(cayley(h * turn) @ x, POINT) for h in (1e-5, -1e-5)]
        np.testing.assert_allclose((ends[0] - ends[1]) / 2e-5, (turn @ x) @ G, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("expression", ORTHOGONAL)
def test_a_gradient_among_orthogonal_matrices_is_right_along_curves_of_rotations(expression):
    printed, value = ORTHOGONAL[expression]
    answer = derive(expression, "X", {"X": "n×n orthogonal"}, symmetric="projected")
    assert answer.denominator.text == printed
    X = np.linalg.qr(RANDOM.standard_normal((3, 3)))[0]
    G = eval(answer.denominator.numpy, names(expression, "X", X))  # noqa: S307 - our own code
    rows = eval(answer.numerator.numpy, names(expression, "X", X))  # noqa: S307 - our own code
    np.testing.assert_allclose(rows, G.T)
    np.testing.assert_allclose(X.T @ G + G.T @ X, 0, atol=1e-12)
    for turn in turns():
        ends = [value(X @ cayley(h * turn), POINT) for h in (1e-5, -1e-5)]
        np.testing.assert_allclose((ends[0] - ends[1]) / 2e-5, np.sum(G * (X @ turn)), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(("property_of", "shape"), [("unit", "n unit"), ("orthogonal", "n×n orthogonal")])
def test_the_proof_projects_exactly_by_velocities_alone(property_of, shape):
    """Along the curves it leaves what is tangent as it is, and takes away what is at right angles to every tangent."""
    (variable,) = derive("sum(Y)", "Y", {"Y": shape}, prove=False).wrt
    value = Draw("a test", 1, 1).point_of({"Y": variable}, {"n": 3})["Y"]
    velocities = [*CURVES[property_of](value)]
    zero = Fraction(0)

    def projected(entries):
        found = along_curves({((), at): entry for at, entry in entries.items()}, 1, value, CURVES[property_of], zero)
        return {at: entry for (_, at), entry in found.items() if entry}

    for velocity in velocities:
        assert projected(velocity) == {at: entry for at, entry in velocity.items() if entry}
    if property_of == "unit":
        assert projected({(i,): entry for i, entry in enumerate(value)}) == {}
    else:
        assert multiplied(transposed(value), value) == tuple(
            tuple(Fraction(i == j) for j in range(3)) for i in range(3)
        )
        symmetric = ((2, 1, 0), (1, 3, -1), (0, -1, 5))
        normal = multiplied(value, tuple(tuple(map(Fraction, row)) for row in symmetric))
        assert projected({(i, j): normal[i][j] for i in range(3) for j in range(3)}) == {}


@pytest.mark.parametrize(
    ("expression", "where", "structure"),
    [("x @ A @ x", "x: n unit", "unit"), ("sum(A * x)", "x: n×n orthogonal, A: n×n", "orthogonal")],
)
def test_a_free_gradient_is_not_taken_for_a_riemannian_one(expression, where, structure):
    free = derive(expression, "x", where)
    with pytest.raises(Disproved):
        prove(free.expression, free.wrt, {"denominator": free.denominator.form}, structures=(structure,))


def test_the_convention_is_said_with_both_layouts():
    answer = derive("x @ A @ x", "x", "x: n unit", symmetric="projected")
    assert "(I − x xᵀ)G in denominator layout and G(I − x xᵀ) in numerator layout" in answer.notes[0]
    assert "projected onto the tangent space of the sphere" in answer.verify().sentence
    answer = derive("trace(A @ Q)", "Q", "Q: n×n orthogonal", symmetric="projected")
    assert "(G − Q Gᵀ Q)/2 in denominator layout and (G − Qᵀ Gᵀ Qᵀ)/2 in numerator layout" in answer.notes[0]
    assert "projected onto the tangent space of the orthogonal matrices" in answer.verify().sentence
    assert derive("x @ A @ x", "x", "x: n unit").notes == (
        "x is a unit vector; its entries are treated as independent.",
    )


def test_no_route_shows_the_free_derivative_as_the_projected_one():
    answer = derive("x @ A @ x", "x", "x: n unit", symmetric="projected")
    titles = [route.title for route in answer.steps]
    assert "By the chain rule" not in titles
    assert answer.steps[0].steps[-1].reason == "project onto the tangent space of the sphere"


def test_the_one_entry_of_a_unit_vector_or_an_orthogonal_matrix_does_not_move():
    assert derive("a * x[0]", "x", "x: 1 unit, a: scalar", symmetric="projected").denominator.text == "0"
    assert derive("trace(A @ Q)", "Q", "Q: 1×1 orthogonal, A: 1×1", symmetric="projected").denominator.text == "0"


def test_a_second_derivative_along_a_curved_space_is_refused():
    with pytest.raises(Refused, match="a Hessian along a curved space has a term of its curvature"):
        derive("x @ A @ x", "x", "x: n unit", 2, symmetric="projected")
    with pytest.raises(Refused, match="a Hessian along a curved space"):
        derive("x @ A @ x", "x,A", "x: n unit", symmetric="projected")


def test_gradients_of_several_variables_are_projected_each():
    where = "x: n unit, Q: n×n orthogonal, y: n"
    found = backward("x @ Q @ y", wrt="x, Q, y", where=where, symmetric="projected").gradients
    assert found["x"].text == "g (Qy − (xᵀQy) x)"
    assert found["Q"].text == "g (x yᵀ − Qy xᵀQ)/2"
    assert found["y"].text == "g Qᵀx"


def test_claims_are_judged_by_both_conventions():
    projected = derive("x @ A @ x", "x", "x: n unit", symmetric="projected")
    assert projected.matches("(eye(n) - outer(x, x)) @ (A + A.T) @ x")
    assert "Right by another convention" in str(projected.matches("(A + A.T) @ x"))
    free = derive("x @ A @ x", "x", "x: n unit")
    assert "projected onto the tangent space of the sphere" in str(free.matches("(A + A.T) @ x - 2*(x @ A @ x)*x"))


def test_what_does_not_change_along_the_curves_has_no_gradient():
    """A determinant of an orthogonal matrix is ±1. At a singular A its logarithm is no number, but that of rounding."""
    where = "Q: n×n orthogonal, A: n×n"
    assert derive("logdet(Q.T @ A @ Q)", "Q", where).denominator.text == "2Q"
    assert derive("logdet(Q.T @ A @ Q)", "Q", where, symmetric="projected").denominator.text == "𝟎"
