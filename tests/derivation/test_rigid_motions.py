"""Derivatives by rigid motions and by rotations of the plane, against differences along their exponentials."""

from __future__ import annotations

import re

import numpy as np
import pytest
import scipy.linalg
from click.testing import CliRunner
from scipy.spatial.transform import Rotation

from jacobook import backward, derive
from jacobook.answers.questions import answered_question
from jacobook.block import read_block
from jacobook.cli.derive import command
from jacobook.errors import LanguageError, Refused
from jacobook.notation.options import Notation
from jacobook.question import ask

SHAPES = {"T": "4×4 rigid", "S": "4×4 rigid", "Q": "2×2 rotation", "P": "2×2 rotation", "M": "2×2"}
SHAPES |= {"p": "3", "z": "3", "h": "4", "u": "2", "v": "2", "K": "2×3", "c": "3"}


def asked(question, by, **options):
    where = {n: s for n, s in SHAPES.items() if re.search(rf"(?<!\.)\b{n}\b", question)}
    return derive(question, wrt=by, where=where, **options)


def motion(seed):
    rng = np.random.default_rng(seed)
    found = np.eye(4)
    found[:3, :3], found[:3, 3] = Rotation.random(random_state=seed).as_matrix(), rng.normal(size=3)
    return found


def exponential(tau):
    """Exp of (ρ, θ), the translation first; in the plane that of an angle."""
    if len(tau) == 1:
        return scipy.linalg.expm(np.array([[0, -1], [1, 0]]) * tau[0])
    step = np.zeros((4, 4))
    step[:3, :3], step[:3, 3] = np.cross(np.eye(3), tau[3:]), tau[:3]
    return scipy.linalg.expm(step)


def point():
    rng = np.random.default_rng(5)
    plane = {name: exponential([angle]) for name, angle in (("Q", 0.7), ("P", -1.9))}
    vectors = {name: rng.normal(size=length) for name, length in zip("pzcuvh", (3, 3, 3, 2, 2, 4), strict=True)}
    return dict(T=motion(1), S=motion(2), M=rng.normal(size=(2, 2)), K=rng.normal(size=(2, 3)), **plane, **vectors)


def taken_apart(at):
    """The rotations and the translations in which answers are told."""
    return {f"{letter}_{name}": at[name][:3, where] for name in "TS" for letter, where in (("R", slice(3)), ("t", 3))}


VALUES = {
    ("(T @ hstack([p, 1]))[:3]", "T"): lambda at: (at["T"] @ [*at["p"], 1])[:3],
    ("T @ h", "T"): lambda at: at["T"] @ at["h"],
    ("(inv(T) @ hstack([p, 1]))[:3]", "T"): lambda at: (np.linalg.inv(at["T"]) @ [*at["p"], 1])[:3],
    ("(inv(S) @ T @ hstack([p, 1]))[:3]", "S"): lambda at: (np.linalg.inv(at["S"]) @ at["T"] @ [*at["p"], 1])[:3],
    ("norm((T @ hstack([p, 1]))[:3] - z)**2", "T"): lambda at: np.sum(((at["T"] @ [*at["p"], 1])[:3] - at["z"]) ** 2),
    ("T[:3, 3]", "T"): lambda at: at["T"][:3, 3],
    ("trace(T)", "T"): lambda at: np.trace(at["T"]),
    ("det(T)", "T"): lambda at: np.linalg.det(at["T"]),
    ("K @ (T @ hstack([p, 1]))[:3] / (c @ (T @ hstack([p, 1]))[:3])", "T"): lambda at: (
        at["K"] @ (at["T"] @ [*at["p"], 1])[:3] / (at["c"] @ (at["T"] @ [*at["p"], 1])[:3])
    ),
    ("Q @ u", "Q"): lambda at: at["Q"] @ at["u"],
    ("norm(Q.T @ u - v)**2", "Q"): lambda at: np.sum((at["Q"].T @ at["u"] - at["v"]) ** 2),
    ("trace(M @ Q)", "Q"): lambda at: np.trace(at["M"] @ at["Q"]),
}
MOTIONS = {
    ("T @ S", "T"): lambda at: at["T"] @ at["S"],
    ("T @ S", "S"): lambda at: at["T"] @ at["S"],
    ("inv(T)", "T"): lambda at: np.linalg.inv(at["T"]),
    ("inv(S) @ T", "S"): lambda at: np.linalg.inv(at["S"]) @ at["T"],
    ("S @ T @ inv(S)", "S"): lambda at: at["S"] @ at["T"] @ np.linalg.inv(at["S"]),
    ("Q @ P @ Q", "Q"): lambda at: at["Q"] @ at["P"] @ at["Q"],
    ("P.T @ Q", "P"): lambda at: at["P"].T @ at["Q"],
}


def along(value, at, by, side, step=1e-6):
    size = 1 if by in "QP" else 6

    def moved(tau):
        small = exponential(tau)
        return value({**at, by: at[by] @ small if side == "right" else small @ at[by]})

    return np.stack([(moved(step * e) - moved(-step * e)) / (2 * step) for e in np.eye(size)], axis=-1)


def found_at(answer, at):
    names = {"np": np, "scipy": scipy, **at, **taken_apart(at)}
    return np.asarray(eval(answer.numerator.numpy, names), float)  # noqa: S307


@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize("question", VALUES)
def test_a_derivative_by_a_motion_is_that_along_its_tangent(question, side):
    answer, at = asked(*question, tangent=side), point()
    wanted = along(lambda names: np.asarray(VALUES[question](names)), at, question[1], side)
    found = found_at(answer, at)
    assert np.allclose(found.reshape(wanted.shape), wanted, atol=1e-7)
    assert f"({side})" in " ".join(answer.notes)
    assert answer.is_proved


@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize("question", MOTIONS)
def test_the_change_of_a_motion_is_measured_by_its_own_exponential(question, side):
    answer, at = asked(*question, tangent=side), point()
    value = MOTIONS[question]
    back = np.linalg.inv(value(at))
    change = along(lambda names: back @ value(names) if side == "right" else value(names) @ back, at, question[1], side)
    rows = [change[1, 0]] if question[1] in "QP" else [*change[:3, 3], change[2, 1], change[0, 2], change[1, 0]]
    assert np.allclose(found_at(answer, at) * np.ones(np.shape(rows)), rows, atol=1e-7)
    assert "Y is a" in answer.notes[-1]


@pytest.mark.parametrize(
    ("question", "by", "side", "said"),
    [
        ("(T @ hstack([p, 1]))[:3]", "T", "right", "[R_T, −R_T [p]_×]"),
        ("(T @ hstack([p, 1]))[:3]", "T", "left", "[I, −[R_T p + t_T]_×]"),
        ("T @ S", "T", "right", "[R_Sᵀ, −R_Sᵀ [t_S]_×; 𝟎, R_Sᵀ]"),
        ("T @ S", "T", "left", "[I, 𝟎; 𝟎, I]"),
        ("T @ S", "S", "right", "[I, 𝟎; 𝟎, I]"),
        ("(inv(T) @ hstack([p, 1]))[:3]", "T", "right", "[−I, [R_Tᵀ (p − t_T)]_×]"),
        ("(inv(T) @ hstack([p, 1]))[:3]", "T", "left", "[−R_Tᵀ, R_Tᵀ [p]_×]"),
        ("Q @ u", "Q", "right", "Q[0, −1; 1, 0]u"),
        ("Q @ P @ Q", "Q", "right", "2"),
    ],
)
def test_the_jacobians_of_the_sources(question, by, side, said):
    assert asked(question, by, tangent=side, prove=False).numerator.text == said


def test_what_stays_is_a_matrix_that_can_be_inverted():
    answer = asked("(inv(T) @ hstack([p, 1]))[:3]", "p")
    assert answer.holds_where("text") == ""
    assert "(T⁻¹)" in answer.numerator.text


def test_how_a_motion_is_taken_apart_is_said():
    answer = asked("T @ h", "T", prove=False)
    assert "τ is (ρ, θ)" in answer.notes[-1]
    assert "T = [R_T t_T; 0 1]" in answer.notes[-1]
    assert "R_T" in derive("R_S + T[:3, :3]", "T", {"T": "4×4 rigid", "R_S": "3×3"}, prove=False).variables
    other = derive("R_T @ T[:3, 3]", "T", {"T": "4×4 rigid", "R_T": "3×3"}, prove=False)
    assert "rotation_T" in other.notes[-1]


def test_what_is_refused_says_why():
    with pytest.raises(Refused, match="three dimensions"):
        derive("T @ x", wrt="T", where="T: 3×3 rigid, x: 3")
    with pytest.raises(Refused, match="higher order"):
        asked("h @ T @ h", "T", order=2)
    with pytest.raises(LanguageError, match="both rigid and orthogonal"):
        derive("T @ x", wrt="x", where="T: 4×4 rigid orthogonal, x: 4")


def test_where_nothing_turns_the_sides_are_told_apart():
    for side in ("right", "left", "right"):
        assert f"({side})" in asked("det(T)", "T", tangent=side).notes[-1]
        assert f"({side})" in asked("Q @ P", "Q", tangent=side).notes[0]


def test_a_block_and_a_page_of_the_command_take_the_side():
    block = read_block("T @ S\nwrt: T\nwhere: T: 4×4 rigid, S: 4×4 rigid\ntangent: left")
    page = answered_question(block, None, Notation()).page
    assert page.derivatives[0].numerator.equation.text.endswith("[I, 𝟎; 𝟎, I]")
    left = ask("R @ p", "R", "R: 3×3 rotation, p: 3", tangent="left")
    assert left["numerator"]["text"] == "−[Rp]_×"
    told = CliRunner().invoke(
        command,
        ["R @ p", "--wrt", "R", "--where", "R: 3×3 rotation, p: 3", "--tangent", "left", "--format", "markdown"],
    )
    assert "(left)" in told.output


def test_a_backward_pass_of_several_variables_by_a_motion_is_refused():
    with pytest.raises(Refused, match="rigid motion T"):
        backward("T @ h", "T, h", "T: 4×4 rigid, h: 4")


def test_a_matrix_of_whole_numbers_multiplies_others_in_pytorch():
    torch = pytest.importorskip("torch")
    code = asked("Q @ u", "Q", prove=False).numerator.torch
    at = {name: torch.tensor(value) for name, value in point().items()}
    assert torch.allclose(eval(code, {"torch": torch, **at}), at["Q"] @ torch.stack([-at["u"][1], at["u"][0]]))  # noqa: S307
