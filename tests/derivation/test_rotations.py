"""Derivatives by rotations and rotation vectors, against differences, SciPy's rotations, and the printed code."""

from __future__ import annotations

import importlib
import random
import re

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import scipy.linalg
from scipy.spatial.transform import Rotation

from jacobook import derive
from jacobook.catalogue.loader import load
from jacobook.errors import LanguageError, Refused
from jacobook.language.functions import PRINTED_FUNCTIONS
from jacobook.notation.notations import NOTATIONS

jax.config.update("jax_enable_x64", True)  # noqa: FBT003

SHAPES = {"R": "3×3 rotation", "S": "3×3 rotation", "M": "3×3", **dict.fromkeys("pqvw", "3")}


def asked(question, by, **options):
    """The derivative, of the variables that occur."""
    return derive(
        question, wrt=by, where={n: s for n, s in SHAPES.items() if re.search(rf"\b{n}\b", question)}, **options
    )


def hat(w):
    return np.cross(np.eye(3), w)


def turn(w):
    return Rotation.from_rotvec(w).as_matrix()


def point(seed=1):
    rng = np.random.default_rng(seed)
    R, S = (Rotation.random(random_state=seed + k).as_matrix() for k in range(2))
    return dict(R=R, S=S, M=rng.normal(size=(3, 3)), **{name: rng.normal(size=3) for name in "pqvw"})


def evaluated(form, at, library="numpy"):
    return np.asarray(eval(getattr(form, library), {"np": np, "scipy": scipy, "jnp": jnp, "jax": jax, **at}))  # noqa: S307


def along(value, at, side, step=1e-6):
    """The derivative by differences along R Exp(τ), or along Exp(τ) R, at τ = 0."""

    def moved(tau):
        return value(**{**at, "R": at["R"] @ turn(tau) if side == "right" else turn(tau) @ at["R"]})

    columns = [(moved(step * e) - moved(-step * e)) / (2 * step) for e in np.eye(3)]
    return np.stack(columns, axis=-1)


VALUES = {
    "R @ p": lambda at: at["R"] @ at["p"],
    "R.T @ p": lambda at: at["R"].T @ at["p"],
    "inv(R) @ (p - q)": lambda at: at["R"].T @ (at["p"] - at["q"]),
    "trace(M.T @ R)": lambda at: np.trace(at["M"].T @ at["R"]),
    "norm(R @ p - q)**2": lambda at: np.sum((at["R"] @ at["p"] - at["q"]) ** 2),
    "R @ S @ R.T @ p": lambda at: at["R"] @ at["S"] @ at["R"].T @ at["p"],
    "Log(S.T @ R)": lambda at: Rotation.from_matrix(at["S"].T @ at["R"]).as_rotvec(),
    "norm(Log(S.T @ R))**2": lambda at: np.sum(Rotation.from_matrix(at["S"].T @ at["R"]).as_rotvec() ** 2),
    "R @ Exp(v) @ R.T @ p": lambda at: at["R"] @ turn(at["v"]) @ at["R"].T @ at["p"],
    "(p @ (R @ q))**2": lambda at: (at["p"] @ at["R"] @ at["q"]) ** 2,
    "det(R)": lambda at: np.linalg.det(at["R"]),
}


@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize("question", VALUES)
def test_a_derivative_by_a_rotation_is_that_along_its_tangent(question, side):
    answer, at = asked(question, "R", tangent=side), point()
    found = evaluated(answer.numerator, at) * np.ones(3)
    wanted = along(lambda **names: np.asarray(VALUES[question](names)), at, side)
    assert np.allclose(found.reshape(wanted.shape), wanted, atol=1e-7)
    assert f"({side})" in answer.notes[0]
    assert answer.is_proved


@pytest.mark.parametrize(
    ("question", "by", "side", "said"),
    [
        ("R @ S", "R", "right", "Sᵀ"),
        ("R @ S", "S", "right", "I"),
        ("R.T", "R", "right", "−R"),
        ("R.T @ S", "R", "right", "−SᵀR"),
        ("R @ S", "R", "left", "I"),
        ("R @ S", "S", "left", "R"),
        ("R.T", "R", "left", "−Rᵀ"),
        ("R @ p", "R", "right", "−R [p]_×"),
        ("R @ p", "R", "left", "−[Rp]_×"),
    ],
)
def test_the_jacobians_of_sola_and_of_barfoot(question, by, side, said):
    assert asked(question, by, tangent=side).numerator.text == said


OF_VECTORS = {
    "Exp(w) @ p": lambda names: turn(names["w"]) @ names["p"],
    "Exp(w).T @ p": lambda names: turn(names["w"]).T @ names["p"],
    "trace(M.T @ Exp(w))": lambda names: np.trace(names["M"].T @ turn(names["w"])),
    "Log(R @ Exp(w))": lambda names: Rotation.from_matrix(names["R"] @ turn(names["w"])).as_rotvec(),
    "Log(Exp(w).T @ Exp(v))": lambda names: Rotation.from_matrix(turn(names["w"]).T @ turn(names["v"])).as_rotvec(),
    "hat(w) @ (hat(w) @ p)": lambda names: np.cross(names["w"], np.cross(names["w"], names["p"])),
    "vee(M @ hat(w))": lambda names: vee(names["M"] @ hat(names["w"])),
    "expm(hat(w)) @ p": lambda names: turn(names["w"]) @ names["p"],
    "expm([[0, -w[2], w[1]], [w[2], 0, -w[0]], [-w[1], w[0], 0]]) @ p": lambda names: turn(names["w"]) @ names["p"],
}


def vee(matrix):
    return np.array([matrix[2, 1] - matrix[1, 2], matrix[0, 2] - matrix[2, 0], matrix[1, 0] - matrix[0, 1]]) / 2


@pytest.mark.parametrize("question", OF_VECTORS)
def test_a_derivative_by_a_rotation_vector(question):
    answer, at, step = asked(question, "w"), point(3), 1e-6
    value = OF_VECTORS[question]
    columns = [
        (np.asarray(value(at | {"w": at["w"] + step * e})) - value(at | {"w": at["w"] - step * e})) / (2 * step)
        for e in np.eye(3)
    ]
    wanted = np.stack(columns, axis=-1)
    assert np.allclose(evaluated(answer.numerator, at).reshape(wanted.shape), wanted, atol=1e-7)
    assert np.allclose(evaluated(answer.numerator, at, "jax").reshape(wanted.shape), wanted, atol=1e-7)


def test_the_exponential_of_a_written_skew_matrix_is_a_rotation():
    written = "expm([[0, -w[2], w[1]], [w[2], 0, -w[0]], [-w[1], w[0], 0]]) @ p"
    assert asked(written, "w").numerator.text == "−Exp(w) [p]_× Jᵣ(w)"
    other = "expm([[0, -w[2], w[1]], [w[2], 0, w[0]], [-w[1], w[0], 0]]) @ p"
    assert "Exp(" not in asked(other, "p").numerator.text


def test_turning_about_a_fixed_axis_needs_no_jacobian():
    where = {"t": "scalar", "u": "3", "p": "3"}
    assert derive("Exp(t*u) @ p", wrt="t", where=where).numerator.text == "−Exp(t u) (p × u)"


def by_powers(w, coefficients):
    """I + Σ c_k Wᵏ, summed until nothing is added."""
    total, power = np.eye(3), np.eye(3)
    for coefficient in coefficients:
        power = power @ hat(w)
        total = total + coefficient * power
    return total


def factorials(count, start):
    found, value = [], 1.0
    for k in range(1, count):
        value *= k
        if k >= start:
            found.append(1 / value)
    return found


@pytest.mark.parametrize("size", [0.0, 1e-200, 1e-9, 1e-4, 0.3162, 0.3163, 1.0, 3.0])
@pytest.mark.parametrize("notation", ["numpy", "jax", "torch"])
def test_printed_jacobians_at_small_and_large_angles(notation, size):
    w = size * np.array([2.0, -1.0, 2.0]) / 3
    right = by_powers(w, [(-1) ** (k + 1) * c for k, c in enumerate(factorials(45, 2))])
    left = by_powers(w, factorials(45, 2))
    wanted = {"right_jacobian": right, "left_jacobian": left, "inverse_right_jacobian": np.linalg.inv(right)}
    library = importlib.import_module("torch") if notation == "torch" else None
    given = library.tensor(w) if library else w
    names = {"np": np, "scipy": scipy, "jnp": jnp, "jax": jax, "torch": library, "w": given, "A": None}
    for name, value in wanted.items():
        found = np.asarray(eval(PRINTED_FUNCTIONS[name].notation[notation].format("w"), names))  # noqa: S307
        assert np.allclose(found, value, rtol=0, atol=1e-13), name
    turned = eval(PRINTED_FUNCTIONS["Exp"].notation[notation].format("w"), names)  # noqa: S307
    assert np.allclose(np.asarray(turned), turn(w), rtol=0, atol=1e-13)
    back = eval(PRINTED_FUNCTIONS["Log"].notation[notation].format("A"), names | {"A": turned})  # noqa: S307
    assert np.allclose(np.asarray(back), w, rtol=0, atol=1e-12)


def test_a_jacobian_at_no_rotation_is_the_identity():
    answer = asked("Log(R @ Exp(w).T @ R.T)", "w")
    at = point() | {"w": np.zeros(3)}
    assert np.allclose(evaluated(answer.numerator, at), -at["R"])


def test_what_is_refused_says_why():
    with pytest.raises(Refused, match="Log takes a rotation"):
        asked("Log(M)", "M")
    with pytest.raises(Refused, match="three dimensions"):
        derive("Q @ x", wrt="Q", where="Q: n×n rotation, x: n")
    with pytest.raises(Refused, match="higher order"):
        asked("p @ R @ q", "R", order=2)
    with pytest.raises(LanguageError, match="left side and a right side"):
        asked("R @ p", "p", tangent="left")
    with pytest.raises(LanguageError, match="no side of a rotation"):
        asked("R @ p", "R", tangent="up")
    with pytest.raises(LanguageError, match="unknown property"):
        derive("Exp(p) @ p", wrt="p", where={"p": "3 tangent"})


def test_the_backward_and_the_forward_pass_by_a_rotation():
    answer, at = asked("R @ p", "R"), point()
    upstream = {"g": np.array([1.0, -2.0, 3.0])}
    pulled = evaluated(answer.backward, at | upstream)
    assert np.allclose(pulled, (-at["R"] @ hat(at["p"])).T @ upstream["g"])
    assert answer.forward.text == "−R [p]_× dτ"


def test_the_gradient_is_a_function_of_what_was_asked():
    gradient = asked("norm(R @ p - q)**2", "R").denominator.function()
    at = point()
    wanted = along(lambda **names: np.sum((names["R"] @ names["p"] - names["q"]) ** 2), at, "right")
    assert np.allclose(np.asarray(gradient(R=at["R"], p=at["p"], q=at["q"])).ravel(), wanted, atol=1e-6)


def test_the_derivative_is_a_function_of_the_rotation():
    at = point()
    given = {"R": at["R"], "p": at["p"]}
    wanted = along(lambda **names: names["R"] @ names["p"], at, "right")
    for function in (asked("R @ p", "R").function(), asked("R @ p", "R").numerator.function()):
        assert np.allclose(function(**given), wanted, atol=1e-6)


def test_a_claim_about_a_derivative_by_a_rotation():
    answer = asked("R @ p", "R")
    assert answer.matches("-R @ hat(p)").right
    assert not answer.matches("R @ hat(p)").right
    assert not answer.matches("-hat(R @ p)").right


def test_a_rotation_has_no_entries_that_move_one_by_one():
    assert asked("R @ p", "p").numerator.text == "R"
    assert asked("M @ p", "p").numerator.text == "M"


# --- at τ = 0
_MATRICES = (
    "R",
    "R.T",
    "R @ R",
    "R @ M @ R",
    "S @ R",
    "R @ hat(w)",
    "R @ hat(w) @ R.T",
    "R.T @ S @ R",
    "R + R.T",
    "R*M",
)
_OF_MATRICES = (
    *(
        "({0}) @ p",
        "vee({0})",
        "trace({0})",
        "norm({0} - M)**2",
        "({0}) @ (M @ R)",
        "tanh({0})",
        "{0}",
        "p @ ({0}) @ q",
    ),
    *("inv(M + {0}) @ p", "softmax(({0}) @ p)", "exp(({0}) @ q)", "Exp(({0}) @ p) @ q", "vee(S @ R @ ({0}))"),
    *("det(({0}) + M)", "norm(({0}) @ p)", "logsumexp(({0}) @ p) * (R @ q)", "tanh(({0}) @ p) @ (R @ q)"),
)


def at_rest(number):
    """A question by its number."""
    draw = random.Random(number)  # noqa: S311 - questions, not secrets
    return draw.choice(_OF_MATRICES).format(draw.choice(_MATRICES))


def holds_tau(printed):
    return re.search(r"(?<![d∂])τ|\btau\b|\\tau", printed) is not None


def check_at_rest(answer):
    """No formula and no code of the answer holds what is 0 in it; how many were looked at."""
    made = 0
    for name in ("numerator", "denominator", "backward"):
        try:
            forms = [getattr(answer, name)]
            forms += [forms[0].numerator] if name == "backward" else []
        except Refused:
            continue
        for form, notation in ((form, notation) for form in forms for notation in NOTATIONS):
            try:
                printed = getattr(form, notation)
            except Refused:
                continue
            assert not holds_tau(printed), (answer.source, name, notation, printed)
            made += 1
    return made


@pytest.mark.parametrize("question", ["R @ hat(w) @ R.T", "vee(S @ R @ R)", "softmax(R @ M @ R @ p)"])
def test_a_backward_pass_by_steps_is_at_rest(question):
    answer = asked(question, "R")
    assert check_at_rest(answer) > 5
    assert answer.backward.certificate is not None


def test_a_backward_pass_by_steps_is_that_along_the_tangent():
    at, step = point(4), 1e-6
    upstream = np.random.default_rng(5).normal(size=(3, 3))
    for side in ("right", "left"):
        found = asked("R @ hat(w) @ R.T", "R", tangent=side).backward
        wanted = along(lambda **names: names["R"] @ hat(names["w"]) @ names["R"].T, at, side, step)
        given = {**at, found.upstream: upstream}
        assert np.allclose(evaluated(found, given), np.einsum("ij,ijk->k", upstream, wanted), atol=1e-6)


@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize("number", range(60))
def test_no_printed_form_of_a_random_question_holds_what_is_zero(number, side):
    try:
        answer = asked(at_rest(number), "R", tangent=side, prove=False)
    except (LanguageError, Refused) as refusal:
        pytest.skip(str(refusal).splitlines()[0])
    check_at_rest(answer)


def test_no_printed_form_of_a_rule_holds_what_is_zero():
    made = 0
    for rule in load():
        for question in rule.questions:
            turning = {name for name, shape in question.where.items() if re.search("rotation|rigid", str(shape))}
            for by in question.wrt:
                if by in turning:
                    made += check_at_rest(derive(question.expr, by, question.where, question.order, prove=False))
    assert made > 100
