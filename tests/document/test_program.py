"""The programs of every rule run as they stand, and the answers in them are those of the example."""

import numpy as np
import pytest

from jacobook.derivation import ComplexDerivation, derive
from jacobook.document.pages.numbers import numbers
from jacobook.document.pages.program import LIBRARIES, _written, programs
from jacobook.errors import Refused
from jacobook.language.expression import applies, is_implicit
from jacobook.language.functions import MATRIX_FUNCTIONS
from jacobook.language.functions.factors import FACTORS

PARTS = 8
NOT_IN_JAX = ("logm", "sinm", "cosm", "sqrtm")
# What SymPy has no words for, with the reason that is given.
NOT_IN_SYMPY = {
    **dict.fromkeys(
        MATRIX_FUNCTIONS,
        r"takes minutes over functions of a matrix|(sinm|cosm|sqrtm) has no form",
    ),
    **dict.fromkeys(
        (*(function.name for function in FACTORS), "solve_sylvester", "solve_discrete_lyapunov"),
        "has no form in SymPy code|'solve_sylvester'|'solve_discrete_lyapunov'",
    ),
    "log_softmax along": "'log_softmax_rows' has no form in SymPy code",
    "logsumexp along": "'logsumexp_rows' has no form in SymPy code",
    "cumprod": "'cumprod' has no form in SymPy code",
    **{f"{name} along": f"'{name}_rows' has no form in SymPy code" for name in ("max", "min", "prod", "cumprod")},
    **dict.fromkeys(("max", "min"), "the answer has no form in SymPy code"),
    "Log": "takes minutes over the rotation vector of a product",
    "triangle": "the triangular part of a matrix has no form in SymPy code|'masked_softmax_rows' has no form",
    "select": "rows by an index, and slices backwards, have no form in SymPy code",
}
TITLES = [library.title for library in LIBRARIES]


@pytest.fixture(autouse=True)
def _library(request):
    """A program is run where its library is installed."""
    parameters = request.node.callspec.params if hasattr(request.node, "callspec") else {}
    needed = {"JAX": "jax", "PyTorch": "torch"}.get(parameters.get("title"))
    if needed:
        request.getfixturevalue(needed)


def run(derivation, title="NumPy"):
    """What a program leaves behind; None where the library has no words for it."""
    example = numbers(derivation)
    assert example is not None
    code = {program.title: program.code for program in programs(derivation, example)}.get(title)
    if code is None:
        unknown = {"SymPy": NOT_IN_SYMPY, "JAX": NOT_IN_JAX, "PyTorch": NOT_IN_JAX}.get(title, ())
        met = [name for name in unknown if applies(derivation.expression, name)]
        # Stacked variables are varied by the libraries that stack them.
        by_complex = isinstance(derivation, ComplexDerivation)
        second = title == "SymPy" and (derivation.order > 1 or derivation.question.is_stacked or by_complex)
        assert second or met, title
        if met and not second:
            reason = "|".join(NOT_IN_SYMPY[name] for name in met) if title == "SymPy" else "."
            with pytest.raises(Refused, match=reason):
                _written(LIBRARIES[TITLES.index(title)], derivation, example)
        return None
    names = {}
    exec(code, names)  # noqa: S102 - the program under test
    for layout in ("numerator", "denominator"):
        number = complex if isinstance(derivation, ComplexDerivation) else float
        stated = np.array([[number(entry) for entry in row] for row in getattr(example, layout)])
        found = np.array(names[layout].tolist() if hasattr(names[layout], "tolist") else names[layout], number)
        assert np.allclose(found.reshape(stated.shape), stated), layout
    return names


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("title", TITLES)
def test_every_program_of_the_catalogue_passes_its_own_check(derivations, title, part):
    assert len(derivations) > PARTS
    for name, by_variable in list(derivations.items())[part::PARTS]:
        assert by_variable, name
        for wrt, derivation in by_variable.items():
            if derivation.question.has_many_axes:
                # Their pages have no worked numbers, and no program.
                continue
            if derivation.parsed.functions or is_implicit(derivation.expression):
                assert numbers(derivation) is None, name
                continue
            try:
                run(derivation, title)
            except Exception as error:  # noqa: BLE001 - whatever a program raises, its reader would see
                pytest.fail(f"{title}, {name} by {wrt}: {error!r}")


@pytest.mark.parametrize(
    ("expr", "wrt", "where"),
    [
        ("x @ A @ x", "A", {"A": "n×n", "x": "n"}),
        ("b @ A @ x", "A", {"A": "m×n", "x": "n", "b": "m"}),
        ("log(a @ x)", "x", {"a": "n", "x": "n"}),
        ("tanh(W @ w + b * c)", "[w, b]", {"W": "m×n", "w": "n", "b": "scalar", "c": "m"}),
        ("sum(arcsin(x))", "x", {"x": "n"}),
        ("x @ S @ x", "x", {"S": "n×n positive definite", "x": "n"}),
        ("x @ S @ x", "x", {"S": "n×n skew", "x": "n"}),
        ("Q @ x", "x", {"Q": "n×n orthogonal", "x": "n"}),
        ("D @ x", "x", {"D": "n×n diagonal", "x": "n"}),
        ("f * x", "x", {"f": "scalar", "x": "n"}),
        ("a**2 * b", "a", {"a": "scalar", "b": "scalar"}),
        ("t @ S @ t", "t", {"S": "j×j", "t": "j"}),
        ("trace(i @ E)", "i", {"i": "t×j", "E": "j×t"}),
        ("t**2 * s", "t", {"t": "scalar", "s": "scalar"}),
        ("f * y @ value", "value", {"f": "scalar", "y": "i", "value": "i"}),
    ],
)
@pytest.mark.parametrize("title", TITLES)
def test_programs_beyond_the_catalogue(expr, wrt, where, title):
    run(derive(expr, wrt, where), title)


@pytest.mark.parametrize("title", ["NumPy", "JAX", "PyTorch"])
def test_second_derivatives_are_checked_too(title):
    assert run(derive("x @ A @ x", "x", {"A": "n×n", "x": "n"}, order=2), title)
    assert run(derive("w @ A @ x", "w,x", {"A": "m×n", "x": "n", "w": "m"}), title)
    assert run(derive("logdet(X)", "X", {"X": "n×n invertible"}, order=2), title)


@pytest.mark.parametrize("title", TITLES)
def test_a_wrong_answer_fails_the_program(title):
    derivation = derive("A @ x", "x", {"A": "m×n", "x": "n"})
    code = {program.title: program.code for program in programs(derivation, numbers(derivation))}[title]
    assert "\nnumerator = A\n" in code
    with pytest.raises(AssertionError):
        exec(code.replace("\nnumerator = A\n", "\nnumerator = 2 * A\n"), {})  # noqa: S102


def test_functions_of_a_matrix_are_not_left_to_sympy():
    derivation = derive("trace(expm(X))", "X", {"X": "n×n"})
    assert [program.title for program in programs(derivation, numbers(derivation))] == ["NumPy", "JAX", "PyTorch"]


@pytest.mark.parametrize("name", ["np", "jax", "torch", "sympy", "expected", "numerator", "columns", "range"])
def test_a_program_in_which_a_name_would_mean_two_things_is_not_printed(name):
    derivation = derive(f"{name} @ {name}", name, {name: "n"})
    for program in programs(derivation, numbers(derivation)):
        found = {}
        exec(program.code, found)  # noqa: S102 - the program under test
        stated, given = (np.asarray(found[each].tolist(), float).ravel() for each in ("denominator", name))
        assert np.allclose(stated, 2 * given)
    others = derive(f"x @ x + {name} @ {name}", "x", {"x": "n", name: "m"})
    for program in programs(others, numbers(others)):
        exec(program.code, {})  # noqa: S102 - the program under test
