"""The NumPy program of every rule runs as it stands, and says what the example says."""

import numpy as np
import pytest

from jacobook.derivation import derive
from jacobook.document.numbers import numbers
from jacobook.document.program import numpy_program


def run(derivation):
    example = numbers(derivation)
    assert example is not None
    names = {}
    exec(numpy_program(derivation, example), names)  # noqa: S102 - the program under test
    for layout in ("numerator", "denominator"):
        stated = np.array([[float(entry) for entry in row] for row in getattr(example, layout)])
        assert np.allclose(np.reshape(names[layout], stated.shape), stated), layout
    return names


def test_every_program_of_the_catalogue_passes_its_own_check(answers):
    assert answers
    for name, answer in answers.items():
        assert answer.derivations, name
        for wrt, derivation in answer.derivations.items():
            if derivation.parsed.functions:
                assert numbers(derivation) is None, name
                continue
            try:
                run(derivation)
            except AssertionError as error:
                pytest.fail(f"{name} by {wrt}: {error}\n{numpy_program(derivation, numbers(derivation))}")


@pytest.mark.parametrize(
    ("expr", "wrt", "where"),
    [
        ("x @ A @ x", "A", {"A": "n×n", "x": "n"}),
        ("b @ A @ x", "A", {"A": "m×n", "x": "n", "b": "m"}),
        ("log(a @ x)", "x", {"a": "n", "x": "n"}),
        ("sum(arcsin(x))", "x", {"x": "n"}),
        ("x @ S @ x", "x", {"S": "n×n positive definite", "x": "n"}),
        ("x @ S @ x", "x", {"S": "n×n skew", "x": "n"}),
        ("Q @ x", "x", {"Q": "n×n orthogonal", "x": "n"}),
        ("D @ x", "x", {"D": "n×n diagonal", "x": "n"}),
        ("f * x", "x", {"f": "scalar", "x": "n"}),
        ("a**2 * b", "a", {"a": "scalar", "b": "scalar"}),
    ],
)
def test_programs_beyond_the_catalogue(expr, wrt, where):
    run(derive(expr, wrt, where))


def test_second_derivatives_are_checked_too():
    run(derive("x @ A @ x", "x", {"A": "n×n", "x": "n"}, order=2))
    run(derive("w @ A @ x", "w,x", {"A": "m×n", "x": "n", "w": "m"}))


def test_a_wrong_answer_fails_the_program():
    derivation = derive("A @ x", "x", {"A": "m×n", "x": "n"})
    program = numpy_program(derivation, numbers(derivation))
    assert "\nnumerator = A\n" in program
    with pytest.raises(AssertionError):
        exec(program.replace("\nnumerator = A\n", "\nnumerator = A + 1\n"), {})  # noqa: S102
