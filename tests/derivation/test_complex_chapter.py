"""The chapter on complex variables: both derivatives of each rule, its conditions, and its code in three libraries."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

from jacobook import JacobookError, derive
from jacobook.catalogue import PACKAGE_RULES
from jacobook.catalogue.loader import load
from jacobook.derivation.complex_derivation import ComplexDerivation
from jacobook.document.pages.numbers import numbers
from jacobook.language.domain import Predicate
from jacobook.layout.conditions.condition import FUNCTION, Condition
from jacobook.layout.conditions.requirement import Reason
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.layouts import Layout
from jacobook.proof.verdict.complex_necessity import idle_condition

RULES = {rule.id: rule for rule in load([PACKAGE_RULES / "complex.toml"])}


@pytest.fixture(scope="module")
def answered() -> dict[tuple[str, str], ComplexDerivation]:
    found = {(rule.id, item): derive(rule.expr, item, rule.where) for rule in RULES.values() for item in rule.wrt}
    assert all(isinstance(derivation, ComplexDerivation) for derivation in found.values())
    return found  # type: ignore[return-value]


def test_every_rule_has_both_derivatives_of_a_complex_variable() -> None:
    assert len(RULES) >= 40
    for rule in RULES.values():
        for item in rule.wrt:
            if "complex" in rule.where[item.removeprefix("conj(").removesuffix(")")].split():
                other = item[5:-1] if item.startswith("conj(") else f"conj({item})"
                assert other in rule.wrt, (rule.id, item)


def test_every_certificate_tells_of_real_and_imaginary_parts(
    answered: dict[tuple[str, str], ComplexDerivation],
) -> None:
    for key, derivation in answered.items():
        certificate = derivation.verify()
        assert certificate.by_parts > 0, key
        assert "along real and imaginary parts" in certificate.sentence


def test_conditions_are_needed(answered: dict[tuple[str, str], ComplexDerivation]) -> None:
    for derivation in answered.values():
        derivation.verify_conditions()
    assert answered["complex-norm", "z"].holds_where().startswith("Holds where z ≠ 𝟎")
    assert not answered["complex-capacity", "H"].conditions


def test_a_condition_that_nothing_needs_is_found() -> None:
    question = derive("conj(z) @ z", "z", {"z": "n complex"}).question
    assert hasattr(question, "by")
    subject = f.Symbol("z", question.by.shape[0], rank=1)
    idle = Condition(subject, Predicate.NOT_ZERO, Reason(), FUNCTION)
    forms = {Layout.DENOMINATOR: f.MatrixForm(subject)}
    found = idle_condition(question.written, question.declared, question.by, forms, [idle], barred=True)
    assert found is idle


@pytest.mark.parametrize("notation", ["numpy", "jax", "torch"])
def test_the_code_of_every_answer_has_its_value(
    answered: dict[tuple[str, str], ComplexDerivation], notation: str, request: pytest.FixtureRequest
) -> None:
    if notation != "numpy":
        request.getfixturevalue(notation)
    for key, derivation in answered.items():
        example = numbers(derivation)
        assert example is not None, key
        names = {**_library(notation), **example.sizes}
        for name, variable in derivation.variables.items():
            rows = np.array([[complex(entry) for entry in row] for row in example.inputs[name]])
            rows = rows if variable.properties & {"complex", "hermitian"} else rows.real
            value = rows if len(variable.shape) == 2 else rows[:, 0] if variable.shape else rows[0, 0].item()
            names[name] = _array(value, notation)
        found = eval(derivation.denominator.code(notation), names)  # noqa: S307 - our own code
        called = derivation.denominator.function(notation)
        passed = {name: names[name] for name in inspect.signature(called).parameters}
        stated = np.array([[complex(entry) for entry in row] for row in example.denominator])
        for value in (found, called(**passed)):
            listed = value.tolist() if hasattr(value, "tolist") else value
            assert np.allclose(np.array(listed, dtype=complex).reshape(stated.shape), stated), key


@pytest.mark.parametrize("library", ["numpy", "jax", "torch"])
def test_a_derivative_is_a_function_of_complex_arrays(library: str, request: pytest.FixtureRequest) -> None:
    if library != "numpy":
        request.getfixturevalue(library)
    derivation = derive("1j * conj(z) @ z", "z", {"z": "n complex"}, prove=False)
    given = _array(np.array([1 + 2j, 3]), library)
    for found, wanted in ((derivation, [2 + 1j, 3j]), (derivation.conjugate, [-2 + 1j, 3j])):
        assert found.function(library)(given).tolist() == wanted
        assert found.function(library)(z=given).tolist() == wanted
    assert derivation.function(library)([1.0, 0.0]).tolist() == [1j, 0]
    with pytest.raises(JacobookError, match="missing"):
        derivation.function(library)()


def _library(notation: str) -> dict[str, object]:
    if notation == "torch":
        import torch

        return {"torch": torch}
    if notation == "jax":
        import jax.numpy as jnp

        return {"jnp": jnp}
    return {"np": np}


def _array(value: object, notation: str) -> object:
    if not isinstance(value, np.ndarray):
        return value
    if notation == "torch":
        import torch

        return torch.tensor(value)
    return value


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("A @ z", "Right, in denominator layout"),
        ("2 * A @ z", "Twice the derivative with respect to the conjugate of z"),
        ("conj(z) @ A", "That is the derivative with respect to z"),
        ("A @ conj(z)", "Wrong"),
        ("A", "The derivative has another shape"),
    ],
)
def test_claims_are_judged_at_complex_points(claim: str, said: str) -> None:
    derivation = derive("conj(z) @ A @ z", "conj(z)", {"z": "n complex", "A": "n×n complex"})
    verdict = derivation.matches(claim)
    assert verdict.explanation.startswith(said)
    assert verdict.right is said.startswith("Right")


def test_julia_does_not_take_the_adjoint_for_a_transpose() -> None:
    derivation = derive("norm(A @ z - b)**2", "z", {"z": "n complex", "A": "m×n complex", "b": "m complex"})
    code = derivation.denominator.code("julia")
    assert code is not None
    assert "transpose(A)" in code
    assert "'" not in code
