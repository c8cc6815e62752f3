"""Derivatives by complex variables: both of each, and what is refused."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
import torch

from jacobook import derive
from jacobook.errors import JacobookError, LanguageError, Refused
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.layouts import Layout
from jacobook.notation.text import to_text
from jacobook.proof.verdict.certificate import Disproved
from jacobook.proof.verdict.wirtinger import prove_complex

QUESTIONS = [
    ("conj(z) @ z", {"z": "n complex"}, "z", "zᴴ", "z"),
    ("real(conj(z) @ A @ z)", {"z": "n complex", "A": "n×n hermitian"}, "z", "zᴴA", "Az"),
    ("norm(A @ z - b)**2", {"z": "n complex", "A": "m×n complex", "b": "m complex"}, "z", None, "Aᴴ(Az − b)"),
    ("abs(det(Z))**2", {"Z": "n×n complex"}, "Z", None, None),
    ("c*conj(c)", {"c": "scalar complex"}, "c", "c̄", "c"),
    ("abs(c)**2", {"c": "scalar complex"}, "c", "c̄", "c"),
    ("trace(inv(Z.H @ Z))", {"Z": "m×n complex"}, "Z", None, None),
    ("z.H @ z", {"z": "n complex"}, "z", "zᴴ", "z"),
]


@pytest.mark.parametrize(("expression", "where", "wrt", "numerator", "by_conjugate"), QUESTIONS)
def test_both_derivatives_are_proved(
    expression: str, where: dict[str, str], wrt: str, numerator: str | None, by_conjugate: str | None
) -> None:
    derivation = derive(expression, wrt, where)
    assert numerator in (None, derivation.numerator.text)
    assert by_conjugate in (None, derivation.conjugate.text)


def test_code_has_the_value_of_differences_along_both_parts() -> None:
    derivation = derive("norm(A @ z - b)**2", "z", {"z": "n complex", "A": "m×n complex", "b": "m complex"})
    draw = np.random.default_rng(3)
    z, A, b = (draw.normal(size=s) + 1j * draw.normal(size=s) for s in ((2,), (3, 2), (3,)))
    found = eval(derivation.conjugate.numpy, {"np": np, "z": z, "A": A, "b": b})  # noqa: S307

    def value(at: np.ndarray) -> float:
        return float(np.linalg.norm(A @ at - b) ** 2)

    step, unit = 1e-6, np.eye(2)
    slopes = [
        (value(z + step * e) - value(z - step * e) + 1j * (value(z + 1j * step * e) - value(z - 1j * step * e))) / 4
        for e in unit
    ]
    assert np.allclose(found, np.array(slopes) / step, atol=1e-6)


def test_a_holomorphic_function_has_no_derivative_by_the_conjugate() -> None:
    derivation = derive("exp(a @ z)", "z", {"z": "n complex", "a": "n complex"})
    assert any("holomorphic in z" in note for note in derivation.notes)
    assert set(derivation.conjugate.numerator.text) & set("0𝟎")


ANGLES = {
    "angle(c)": ({"c": "scalar complex"}, "−i/(2c)", lambda p: np.angle(p["c"])),
    "arg(c)**2": ({"c": "scalar complex"}, "−i arg(c)/c", lambda p: np.angle(p["c"]) ** 2),
    "angle(conj(c))": ({"c": "scalar complex"}, "i/(2c)", lambda p: np.angle(np.conj(p["c"]))),
    "cos(angle(c))": ({"c": "scalar complex"}, "i sin(arg(c))/(2c)", lambda p: np.cos(np.angle(p["c"]))),
    "sum(angle(A @ c))": (
        {"c": "n complex", "A": "m×n complex"},
        "−i (𝟏 ⊘ (Ac))ᵀA/2",
        lambda p: np.sum(np.angle(p["A"] @ p["c"])),
    ),
    "sum(angle(c)**2)": ({"c": "n complex"}, "−i (arg(c) ⊘ c)ᵀ", lambda p: np.sum(np.angle(p["c"]) ** 2)),
    "np.angle(a.conj() @ c)": (
        {"c": "n complex", "a": "n complex"},
        "−i aᴴ/(2aᴴc)",
        lambda p: np.angle(np.conj(p["a"]) @ p["c"]),
    ),
}


@pytest.mark.parametrize("expression", ANGLES)
def test_angles_have_the_slopes_of_differences_along_both_parts(expression: str) -> None:
    where, printed, value = ANGLES[expression]
    derivation = derive(expression, "c", where)
    assert derivation.numerator.text == printed
    draw = np.random.default_rng(6)
    lengths = {"n": (2,), "m×n": (3, 2), "scalar": ()}
    point = {
        n: draw.normal(size=s) + 1j * draw.normal(size=s) for n, text in where.items() for s in [lengths[text[:-8]]]
    }
    step, center = 1e-6, np.asarray(point["c"])

    def slope(unit: np.ndarray) -> complex:
        ends = [value({**point, "c": center + sign * step * unit}) for sign in (1, -1)]
        return (ends[0] - ends[1]) / (2 * step)

    units = np.eye(center.size).reshape(center.size, *center.shape)
    expected = [(slope(e) - 1j * slope(1j * e)) / 2 for e in units]
    names = {"np": np, "torch": torch, "jnp": jnp, "n": 2, "m": 3}
    found = eval(derivation.numerator.numpy, {**names, **point})  # noqa: S307
    np.testing.assert_allclose(np.ravel(found), expected, atol=1e-6)
    found = eval(derivation.numerator.jax, {**names, **point})  # noqa: S307
    np.testing.assert_allclose(np.ravel(found), expected, atol=1e-6)
    tensors = {name: torch.as_tensor(array) for name, array in point.items()}
    found = eval(derivation.numerator.torch, {**names, **tensors})  # noqa: S307
    np.testing.assert_allclose(np.ravel(found), expected, atol=1e-6)


def test_the_backward_pass_of_an_angle_is_that_of_pytorch() -> None:
    back = derive("sum(angle(z)**2)", "z", {"z": "n complex"}).backward
    z = torch.tensor([1 + 2j, -0.5 + 1j], dtype=torch.cdouble, requires_grad=True)
    torch.sum(torch.angle(z) ** 2).backward()
    found = eval(back.torch, {"torch": torch, "z": z.detach(), "g": 1.0})  # noqa: S307
    assert torch.allclose(found, z.grad)


def test_an_angle_needs_a_number_that_is_not_zero_and_says_where_it_jumps() -> None:
    derivation = derive("angle(z)", "z", {"z": "scalar complex"})
    assert derivation.conjugate.text == "i/(2z̄)"
    assert derivation.gradient.text == "i/z̄"
    assert derivation.holds_where() == (
        "Holds where z ≠ 0; and arg(z) ≠ π (elsewhere the angle jumps by 2π, though its derivative continues)."
    )
    derivation.verify_conditions()
    zero, cut = derivation.conditions
    assert (zero.sufficient_only, cut.sufficient_only) == (False, False)
    # A function of an angle need not jump with it.
    *_, cut = derive("cos(angle(z))", "z", {"z": "scalar complex"}).conditions
    assert cut.sufficient_only


def test_the_conditions_of_a_number_and_of_its_conjugate_are_one() -> None:
    derivation = derive("angle(a.conj() @ z)", "z", {"z": "n complex", "a": "n complex"})
    assert [condition.text for condition in derivation.conditions] == ["zᴴa ≠ 0", "arg(aᴴz) ≠ π"]


def test_the_steps_of_an_angle_are_told_in_angles() -> None:
    (first, *_) = derive("angle(z)**2", "z", {"z": "scalar complex"}).steps
    assert [to_text(step.right) for step in first.steps] == ["arg(z)²", "−i arg(z)/z"]
    assert "derivative of the principal logarithm" in first.steps[-1].reason


def test_whole_powers_of_the_imaginary_unit_are_worked_out() -> None:
    assert derive("imag(z)**2", "z", {"z": "scalar complex"}).numerator.text == "(z̄ − z)/2"
    assert derive("(1j * z)**2", "z", {"z": "scalar complex"}).numerator.text == "−2z"
    assert derive("imag(z)**3", "z", {"z": "scalar complex"}).numerator.text == "3i (z̄ − z)²/8"


def test_the_angle_of_a_real_number_is_refused() -> None:
    with pytest.raises(LanguageError, match="the angle of a real number is 0 or π"):
        derive("angle(x)", "x", {"x": "scalar"})
    with pytest.raises(LanguageError, match="the angle of a real number is 0 or π"):
        derive("angle(abs(z))", "z", {"z": "scalar complex"})


@pytest.mark.parametrize(
    ("expression", "where"),
    [
        ("log(c)", {"c": "scalar complex"}),
        ("sum(relu(z))", {"z": "n complex"}),
        ("c**0.5", {"c": "scalar complex"}),
        ("sum(where(z > 0, z, 2*z))", {"z": "n complex"}),
    ],
)
def test_what_has_branches_or_an_order_is_refused(expression: str, where: dict[str, str]) -> None:
    with pytest.raises(JacobookError):
        derive(expression, next(iter(where)), where)


def test_forward_passes_and_second_derivatives_of_complex_variables_are_refused() -> None:
    where = {"z": "n complex"}
    derivation = derive("conj(z) @ z", "z", where)
    for name in ("forward", "differential", "array"):
        with pytest.raises(Refused):
            getattr(derivation, name)
    with pytest.raises(Refused):
        derive("conj(z) @ z", "z", where, 2)


def test_a_real_variable_has_no_conjugate() -> None:
    with pytest.raises(Refused, match="its own conjugate"):
        _ = derive("x @ x", "x").conjugate


def test_a_wrong_formula_is_disproved_by_real_and_imaginary_parts() -> None:
    question = derive("conj(z) @ z", "z", {"z": "n complex"}).question
    n = question.by.shape[0]
    wrong = f.MatrixForm(f.Symbol("z", n, rank=1))
    with pytest.raises(Disproved):
        prove_complex(question.written, question.declared, question.by, {Layout.DENOMINATOR: wrong}, barred=False)


def test_the_gradient_of_a_real_function_is_twice_the_derivative_by_the_conjugate() -> None:
    where = {"z": "n complex", "A": "m×n complex", "b": "m complex"}
    assert derive("norm(A @ z - b)**2", "z", where).gradient.text == "2Aᴴ(Az − b)"
    assert derive("norm(z)", "z", {"z": "n complex"}).gradient.text == "z/‖z‖"
    with pytest.raises(Refused, match="only a real function"):
        _ = derive("exp(a @ z)", "z", {"z": "n complex", "a": "n complex"}).gradient


def test_a_backward_pass_says_in_which_convention_it_is() -> None:
    passed = derive("A @ z", "z", {"z": "n complex", "A": "m×n complex"}).backward
    assert passed.text == "Aᴴg"
    assert "PyTorch" in passed.convention
    assert passed.jax == "A.T @ g"
    assert passed.as_jax.text == "Aᵀg"
    assert "JAX" in passed.as_jax.convention
    assert passed.certificate is not None
    assert passed.certificate.by_parts > 0


def test_the_conjugate_may_be_asked_for_by_name() -> None:
    by_name = derive("conj(z) @ z", "conj(z)", {"z": "n complex"})
    assert by_name.denominator.text == derive("conj(z) @ z", "z", {"z": "n complex"}).conjugate.text == "z"
    with pytest.raises(Refused, match="its own conjugate"):
        derive("x @ x", "conj(x)")
    with pytest.raises(LanguageError, match="stacks what is no variable"):
        derive("conj(z) @ w", "[conj(z), w]", {"z": "n complex", "w": "n complex"})


def test_matrices_by_matrices_have_both_derivatives() -> None:
    where = {"Z": "n×p complex", "A": "m×n complex"}
    derivation = derive("A @ Z @ Z.H", "Z", where)
    assert derivation.verify().by_parts > 0
    assert derivation.conjugate.verify().by_parts > 0


def test_torch_code_multiplies_real_and_complex_arrays(torch: None) -> None:
    derivation = derive("conj(x @ real(z)) * (x @ z)", "z", {"z": "n complex", "x": "n"})
    code = derivation.denominator.code("torch")
    assert code is not None
    assert "x.to(torch.cdouble)" in code


@pytest.mark.parametrize(
    ("expression", "declared", "said"),
    [
        ("1/(1 + z**2)", "scalar complex", "z² ≠ −1"),
        ("1/cosh(z)", "scalar complex", "cosh(z) ≠ 0"),
        ("1/sinh(z)", "scalar complex", "sinh(z) ≠ 0"),
        ("1/(2 + sin(z))", "scalar complex", "sin(z) ≠ −2"),
        ("1/(1 + exp(z))", "scalar complex", "exp(z) ≠ −1"),
        ("1/exp(z)", "scalar complex", ""),
        ("1/(1j*z)", "scalar complex", "z ≠ 0"),
        ("1/(1 + abs(z)**2)", "scalar complex", ""),
        ("1/(2 + abs(z))", "scalar complex", "z ≠ 0 (elsewhere the square root is not differentiable)"),
        ("1/(1 + z @ z)", "n complex", "zᵀz ≠ −1"),
        ("1/(1 + conj(z) @ z)", "n complex", ""),
        ("log(1 + norm(z)**2)", "n complex", ""),
        ("inv(eye(n) + outer(z, z))", "n complex", "I + z zᵀ is invertible"),
        ("inv(eye(n) + outer(z, conj(z)))", "n complex", ""),
        ("inv(z.T @ z)", "m×n complex", "zᵀz is invertible"),
        ("inv(z.H @ z)", "m×n complex", "the columns of z are linearly independent"),
    ],
)
def test_of_a_complex_number_no_sign_is_known(expression, declared, said):
    sentence = derive(expression, "z", {"z": declared}, prove=False).holds_where()
    assert sentence == (f"Holds where {said}." if said else "")


@pytest.mark.parametrize(
    ("expression", "where", "numerator"),
    [
        ("max(abs(z))", {"z": "n complex"}, "((z ⊙ hardmax(|z|)) ⊘ |z|)ᴴ/2"),
        ("max(real(z))", {"z": "n complex"}, "hardmax((z + z̄)/2)ᵀ/2"),
        ("min(imag(z))", {"z": "n complex"}, None),
        ("relu(abs(c) - 1)", {"c": "scalar complex"}, "c̄ [|c| − 1 > 0]/(2 |c|)"),
        ("maximum(real(z), 0) @ x", {"z": "n complex", "x": "n"}, None),
        ("arctan2(imag(c), real(c))", {"c": "scalar complex"}, None),
        ("matrix_power(C, 3) @ z", {"C": "n×n complex", "z": "n complex"}, None),
        ("matrix_power(C, -2) @ z", {"C": "n×n complex", "z": "n complex"}, None),
        ("trace(matrix_power(C, 3))", {"C": "n×n complex"}, "3C²"),
    ],
)
def test_comparisons_of_real_parts_and_powers_of_matrices_are_proved(
    expression: str, where: dict[str, str], numerator: str | None
) -> None:
    derivation = derive(expression, next(iter(where)), where)
    assert numerator in (None, derivation.numerator.text)


def test_a_largest_entry_that_moves_has_the_slopes_of_differences() -> None:
    answer = derive("max(abs(z))", "z", {"z": "n complex"})
    z = np.array([1 + 2j, -3 + 1j, 0.5j])
    got = np.asarray(answer.gradient.function()(z)).ravel()
    step = 1e-6
    for k, at in enumerate(np.eye(3)):
        along, across = (
            (np.max(np.abs(z + step * unit * at)) - np.max(np.abs(z - step * unit * at))) / (2 * step)
            for unit in (1, 1j)
        )
        assert got[k] == pytest.approx(along + 1j * across, abs=1e-8)


def test_a_largest_entry_must_occur_once() -> None:
    assert "the largest entry of |z| occurs once" in derive("max(abs(z))", "z", {"z": "n complex"}).holds_where()


@pytest.mark.parametrize(
    ("expression", "where", "gradient"),
    [
        ("x @ real(z)", {"z": "n complex", "x": "n"}, "x"),
        ("real(z) @ R @ imag(z)", {"z": "n complex", "R": "n×n"}, None),
        ("conj(c) * c", {"c": "scalar complex"}, "2c"),
        ("trace(outer(real(z), imag(z)))", {"z": "n complex"}, None),
    ],
)
def test_what_is_made_of_real_parts_is_real_and_has_a_gradient(
    expression: str, where: dict[str, str], gradient: str | None
) -> None:
    found = derive(expression, "z" if "z" in where else "c", where).gradient
    assert gradient in (None, found.text)


def test_powers_of_matrices_in_claims_are_read_at_complex_points() -> None:
    where = "S: n×n, C: n×n complex, z: n complex"
    answer = derive("(S @ C).T @ (S.T @ conj(z))", "z", where).conjugate
    assert "(Sᵀ)²" in answer.text or "(Sᵀ)²" in answer.numerator.text
    assert answer.matches("C.T @ matrix_power(S.T, 2)").right
    assert not answer.matches("C.T @ matrix_power(S, 2)").right


def test_definiteness_is_refused_of_complex_matrices_without_a_false_reason() -> None:
    with pytest.raises(LanguageError, match="positive definite is said of real arrays only, and this one is hermitian"):
        derive("real(conj(z) @ P @ z)", "z", {"P": "n×n hermitian positive definite", "z": "n complex"})
