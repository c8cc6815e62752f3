"""An answer as a function of arrays: the numbers of independent derivatives, in the shape that is documented."""

import inspect
import subprocess
import sys
import textwrap

import numpy as np
import pytest

import random_expressions
from executed import points
from jacobook import JacobookError, LanguageError, Refused, derive
from jacobook.catalogue.loader import load
from jacobook.derivation.complex_derivation import ComplexDerivation
from jacobook.language.functions import PRINTED_FUNCTIONS
from jacobook.notation.function_names import pattern_of
from jacobook.proof.oracle.arrays import Unproved
from jacobook.proof.points.case import WORKING_DIGITS, positions
from jacobook.proof.verdict.arrangement import arrangement
from jacobook.running.function import Printed, as_function

PARTS = 4


@pytest.fixture
def libraries(jax, torch):
    """Each library with what makes its arrays."""
    return {"numpy": np.asarray, "jax": jax.numpy.asarray, "torch": torch.as_tensor}


def truth(derivation, case):
    """The derivative entry by entry, with every declared axis, and laid out."""
    found = case.derivatives(WORKING_DIGITS)
    whole = np.zeros([length for axes in case.lengths for length in axes])
    for place in _places(case.lengths):
        whole[sum(place, start=())] = float(found[place])
    layouts = {}
    for layout in ("numerator", "denominator"):
        if max(map(len, case.lengths)) > 2:
            continue
        try:
            grid = arrangement(case.lengths, layout)
        except Unproved:
            continue
        layouts[layout] = np.array([[float(found[place]) for place in row] for row in grid])
    return whole, layouts


def _places(lengths):
    if not lengths:
        yield ()
        return
    for first in positions(lengths[0]):
        for rest in _places(lengths[1:]):
            yield (first, *rest)


def functions(derivation, library, layouts):
    """The functions that there are, each with the name of what it must give."""
    found = {}
    for name in ("whole", *layouts):
        answer = derivation if name == "whole" else None
        try:
            found[name] = (answer or getattr(derivation, name)).function(library)
        except Refused:
            continue
    return found


def check(derivation, library, array):
    """How many functions gave what is true at a point."""
    try:
        case, names = next(points(derivation))
    except (Unproved, StopIteration):
        return 0
    whole, layouts = truth(derivation, case)
    if not np.isfinite(whole).all():
        return 0
    made = functions(derivation, library, layouts)
    for name, function in made.items():
        values = {each: names[each] for each in inspect.signature(function).parameters}
        passed = {each: array(value) if isinstance(value, np.ndarray) else value for each, value in values.items()}
        with np.errstate(all="ignore"):
            got = np.asarray(function(**passed))
            by_position = np.asarray(
                function(
                    *(passed[each] for each in passed if each not in case.sizes),
                    **{each: passed[each] for each in passed if each in case.sizes},
                )
            )
        np.testing.assert_array_equal(got, by_position)
        wanted = whole if name == "whole" else layouts[name]
        if name != "whole" and whole.ndim < 2:
            wanted = wanted.reshape(whole.shape)
        assert got.shape == wanted.shape, (derivation.source, name)
        scale = max(1.0, float(np.abs(wanted).max(initial=0)))
        np.testing.assert_allclose(got, wanted, rtol=1e-6, atol=1e-7 * scale, err_msg=derivation.source)
    return len(made)


def catalogue(part, step):
    for rule in list(load())[part::step]:
        for question in rule.questions:
            for wrt in question.wrt:
                found = derive(question.expr, wrt, question.where, question.order, prove=False)
                # Functions of complex arrays and of rotations are called in the tests of their chapters.
                turns = any("rotation" in each.properties for each in found.arguments.variables)
                if not (found.parsed.functions or turns or isinstance(found, ComplexDerivation)):
                    yield found


@pytest.mark.thorough
@pytest.mark.parametrize("part", range(PARTS))
def test_numpy_functions_of_the_catalogue_give_independent_derivatives(part):
    assert sum(check(each, "numpy", np.asarray) for each in catalogue(part, PARTS)) > 200


@pytest.mark.oracle
@pytest.mark.parametrize("library", ["jax", "torch"])
def test_functions_of_a_sample_of_the_catalogue_give_independent_derivatives(library, libraries):
    assert sum(check(each, library, libraries[library]) for each in catalogue(0, 6)) > 100


@pytest.mark.oracle
@pytest.mark.parametrize(("library", "seeds"), [("numpy", 120), ("jax", 40), ("torch", 60)])
def test_functions_of_random_questions_give_independent_derivatives(library, seeds, libraries):
    run = 0
    for seed in range(seeds):
        question = random_expressions.question(seed)
        try:
            derivation = derive(question.expression, question.wrt, question.where, prove=False)
        except (LanguageError, Refused):
            continue
        run += check(derivation, library, libraries[library])
    assert run > seeds


# --- shapes
X3 = np.array([1.0, 2.0, 3.0])
A3 = np.arange(9.0).reshape(3, 3)


@pytest.mark.parametrize(
    ("question", "values", "numerator", "denominator", "whole"),
    [
        (("a @ x", "x", "a: n, x: n"), (X3, X3), (3,), (3,), (3,)),
        (("t * x", "t", "t: scalar, x: n"), (2, X3), (3,), (3,), (3,)),
        (("A @ x", "x", "A: m×n"), (A3[:2], X3), (2, 3), (3, 2), (2, 3)),
        (("t**2", "t", "t: scalar"), (2.0,), (), (), ()),
        (("trace(A @ X)", "X", "A: m×n"), (A3[:2], A3[:, :2]), (2, 3), (3, 2), (3, 2)),
        (("trace(X.T @ A @ X)", "X", "X: n×1, A: n×n"), (X3[:, None], A3), (1, 3), (3, 1), (3, 1)),
        (("x * t", "x", "x: 1, t: 1"), (X3[:1], X3[:1]), (1, 1), (1, 1), (1, 1)),
        (("x @ A @ x", "x", None, 2), (X3, A3), (3, 3), (3, 3), (3, 3)),
        (("x @ y * t", "x, t", "t: scalar, x: n"), (X3, X3, 2), (3,), (3,), (3,)),
    ],
)
def test_a_result_has_as_many_axes_as_the_value_and_the_variables_have(question, values, numerator, denominator, whole):
    derivation = derive(*question)
    assert derivation.numerator.function()(*values).shape == numerator
    assert derivation.denominator.function()(*values).shape == denominator
    assert derivation.function()(*values).shape == whole


def test_a_gradient_step_is_what_it_says():
    """A column n×1 would be broadcast against a vector into a matrix."""
    gradient = derive("norm(A @ x - b)**2", "x").denominator.function()
    assert (X3 - 0.1 * gradient(A=A3, x=X3, b=X3)).shape == (3,)


def test_a_derivative_with_four_axes_is_for_numpy_and_says_so():
    derivation = derive("A @ X", "X")
    assert derivation.function()(A3[:2], A3).shape == (2, 3, 3, 3)
    with pytest.raises(Refused, match="4 axes can be computed with NumPy only, not with jax"):
        derivation.function("jax")
    assert derivation.numerator.function()(A3[:2], A3).shape == (6, 9)


# --- what is passed
@pytest.mark.parametrize(
    ("values", "named", "said"),
    [
        ((X3, A3[:2]), {}, r"A has the shape \(2, 3\); expected \(n, n\) with n = 3 as in x"),
        ((X3[:, None], A3), {}, r"x has the shape \(3, 1\); expected an array with the shape \(n,\)\n.*x.ravel\(\)"),
        ((2.0, A3), {}, r"x is a number; expected an array with the shape \(n,\)"),
        ((X3,), {}, "missing a required argument: 'A'"),
        ((X3, A3, 1), {}, "too many positional arguments"),
        ((X3, A3), {"y": 1}, "unexpected keyword argument 'y'"),
        ((X3,), {"A": A3, "x": X3}, "multiple values for argument 'x'"),
        ((X3, "text"), {}, "A holds values of type"),
        ((X3, A3 * 1j), {}, "A holds values of type complex128; expected real numbers"),
        ((X3, [[1, 2], [3]]), {}, "A cannot be read as an array of numbers"),
        ((np.zeros(0), A3), {}, "it has no entries"),
        ((None, A3), {}, "x holds values of type object"),
    ],
)
def test_what_misfits_is_told_by_name_with_what_was_expected(values, named, said):
    with pytest.raises(JacobookError, match=said):
        derive("x @ A @ x", "x").numerator.function()(*values, **named)


@pytest.mark.parametrize("library", ["jax", "torch"])
@pytest.mark.oracle
def test_other_libraries_tell_the_same(library, libraries):
    function = derive("x @ A @ x", "x").numerator.function(library)
    array = libraries[library]
    with pytest.raises(JacobookError, match=r"A has the shape \(2, 3\); expected \(n, n\) with n = 3 as in x"):
        function(array(X3), array(A3[:2]))
    with pytest.raises(JacobookError, match=r"A cannot be read as an array|A holds"):
        function(array(X3), "text")
    with pytest.raises(JacobookError, match="A holds values of type"):
        function(array(X3), array(A3 * 1j))


def test_lists_and_whole_numbers_are_arrays():
    found = derive("x @ A @ x", "x").numerator.function()([1, 2], [[1, 2], [3, 4]])
    np.testing.assert_allclose(found, np.array([1, 2]) @ (np.array([[2, 5], [5, 8]])))
    assert derive("sum(x**-1)", "x").numerator.function()(np.array([1, 2])).tolist() == [-1.0, -0.25]


def test_lengths_of_products_are_solved_and_others_are_passed():
    function = derive("y @ kron(A, B) @ y", "A", "A: m×m, B: n×n").numerator.function()
    y = np.arange(6.0)
    assert function(y=y, A=np.eye(2), B=A3).shape == (2, 2)
    with pytest.raises(JacobookError, match=r"y has the shape \(5,\); expected \(m\*n,\) with m = 2 as in A"):
        function(y=y[:5], A=np.eye(2), B=A3)
    alone = derive("t * sum(ones(k))", "t", "t: scalar").function()
    assert list(inspect.signature(alone).parameters) == ["t", "k"]
    assert alone(1.0, k=4) == 4.0
    with pytest.raises(JacobookError, match="missing a required argument: 'k'"):
        alone(1.0)
    with pytest.raises(JacobookError, match="k must be a whole number such as an int, not float"):
        alone(1.0, k=2.5)


def test_the_count_of_a_power_is_a_whole_number():
    function = derive("a @ matrix_power(X, k) @ b", "X", "X: n×n, k: scalar, a: n, b: n").numerator.function()
    values = {"a": X3, "X": A3, "b": X3}
    assert function(**values, k=2).shape == (3, 3)
    assert function(**values, k=np.int64(2)).shape == (3, 3)
    for k, said in ((2.5, "whole number"), (0, "positive whole number")):
        with pytest.raises(JacobookError, match=f"k must be a {said}"):
            function(**values, k=k)


# --- what a function says of itself
def test_a_function_is_documented_with_its_shapes():
    function = derive("x @ S @ x", "x", "S: n×n symmetric").denominator.function()
    assert str(inspect.signature(function)) == "(x, S)"
    said = inspect.getdoc(function)
    assert said.startswith("2Sx, in denominator layout.")
    assert "x: an array with the shape (n,)" in said
    assert "S: an array with the shape (n, n), symmetric" in said
    assert "Result: an array with the shape (n,), a column." in said
    assert "not proved" in inspect.getdoc(derive("x @ x", "x", prove=False).numerator.function())


@pytest.mark.parametrize("name", ["tensorflow", "", 3, None])
def test_another_library_is_refused(name):
    with pytest.raises(JacobookError, match="functions are available for numpy, jax, torch, not for"):
        derive("x @ x", "x").numerator.function(name)


@pytest.mark.parametrize("library", [np, "np", "NumPy"])
def test_a_library_may_be_named_as_it_is_imported(library):
    assert derive("x @ x", "x").numerator.function(library)(X3).tolist() == [2.0, 4.0, 6.0]


def test_a_library_that_is_missing_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    with pytest.raises(JacobookError, match="PyTorch code needs torch, which is not installed"):
        derive("x @ x", "x").numerator.function("torch")


# --- in their own libraries
@pytest.mark.oracle
def test_jax_compiles_maps_and_differentiates_a_function(jax):
    jnp = jax.numpy
    gradient = derive("norm(A @ x - b)**2", "x").denominator.function("jax")
    A, x, b = jnp.asarray(A3), jnp.asarray(X3), jnp.ones(3)
    value = lambda x: jnp.sum((A @ x - b) ** 2)  # noqa: E731 - as one writes it
    np.testing.assert_allclose(jax.jit(gradient)(A=A, x=x, b=b), jax.grad(value)(x))
    many = jax.vmap(lambda x: gradient(A=A, x=x, b=b))(jnp.stack([x, 2 * x]))
    np.testing.assert_allclose(many[1], jax.grad(value)(2 * x))
    np.testing.assert_allclose(jax.jacobian(lambda x: gradient(A=A, x=x, b=b))(x), jax.hessian(value)(x))


def test_torch_keeps_precision_and_graph(torch):
    gradient = derive("sum(exp(A @ x))", "x").denominator.function("torch")
    A, x = torch.as_tensor(A3 / 9, dtype=torch.float32), torch.as_tensor(X3, dtype=torch.float32).requires_grad_()
    found = gradient(A=A, x=x)
    assert found.dtype == torch.float32
    torch.autograd.backward(found.sum())
    assert x.grad is not None
    assert x.grad.dtype == torch.float32
    assert gradient(A=A.double(), x=x.double()).dtype == torch.double
    eye = derive("A @ X", "X").numerator.function("torch")
    assert eye(A=A[:2], X=A).dtype == torch.float32


@pytest.mark.oracle
def test_a_declared_function_is_passed(jax, torch):
    derivation = derive("sum(f(x))", "x", {"f": "elementwise", "x": "n"})
    found = derivation.denominator.function("jax")(x=jax.numpy.asarray(X3), f=jax.numpy.sin)
    np.testing.assert_allclose(found, np.cos(X3))
    found = derivation.denominator.function("torch")(x=torch.as_tensor(X3), f=torch.sin)
    np.testing.assert_allclose(found, np.cos(X3))
    with pytest.raises(JacobookError, match="f is a function in the question"):
        derivation.denominator.function("jax")(x=X3, f=3)
    with pytest.raises(Refused, match="NumPy"):
        derivation.denominator.function()


# --- nothing but printed code is run
@pytest.mark.parametrize("name", ["print", "exec", "eval", "open", "globals", "self", "cls", "values"])
def test_a_variable_may_have_any_name_and_is_never_called(name):
    derivation = derive(f"{name} * x @ x", "x", {name: "scalar", "x": "n"}, prove=False)
    assert derivation.numerator.function()(**{name: 2.0, "x": X3}).tolist() == [4.0, 8.0, 12.0]


@pytest.mark.parametrize(
    "code",
    [
        "__import__('os').getcwd()",
        "x.__class__",
        "open('x')",
        "np.ones(3)._x",
        "(y := 3)",
        "[y := i for i in range(3)]",
        "(lambda u: (np := u))(x)",
        "(lambda u: __import__('os'))(x)",
        "[print(i) for i in range(3)]",
        "f'{x}'",
    ],
)
def test_code_that_no_printer_writes_is_not_compiled(code):
    arguments = derive("x @ x", "x").numerator.arguments
    with pytest.raises(Refused, match=r"cannot be run here|which is not there"):
        as_function(Printed(code, "", ()), "numpy", arguments)


# --- what printers write can be run
def patterns():
    """Each function in each library, and its code for arguments of one letter."""
    letters = {"{" + str(place) + "}": letter for place, letter in enumerate("xyzt")}
    for library, module in (("numpy", "np"), ("jax", "jnp"), ("torch", "torch")):
        for name in PRINTED_FUNCTIONS:
            found = pattern_of(name, library, module)
            if found is not None:
                code = found.pattern
                for place, letter in letters.items():
                    code = code.replace(place, letter)
                yield library, name, code


def test_the_code_of_every_function_is_one_that_can_be_run(jax, torch):
    arguments = derive("x @ y * z @ t", "x").arguments
    made = [*patterns()]
    for library, _, code in made:
        assert callable(as_function(Printed(code, "", ()), library, arguments)), code
    assert len(made) > 200


def test_a_variable_that_is_called_like_a_function_of_python_is_not_called():
    with pytest.raises(Refused, match="calls Python's len, and len is a variable here"):
        derive("max(len)", "len", {"len": "n"}, prove=False).numerator.function()
    with pytest.raises(Refused, match="len is a variable here"):
        as_function(Printed("(lambda len: len(x))(x)", "", ()), "numpy", derive("x @ x", "x").numerator.arguments)
    assert derive("len @ len", "len", {"len": "n"}).numerator.function()(X3).tolist() == [2.0, 4.0, 6.0]


CALLED = [
    ("max(x)", "x", {"x": "n"}),
    ("max(A)", "A", {"A": "n×n"}),
    ("hardmax(x) @ y", "y", {"x": "n", "y": "n"}),
    ("x @ solve_continuous_lyapunov(A, B) @ x", "B", {"A": "n×n", "B": "n×n", "x": "n"}),
    ("x @ expm(A) @ y", "A", {"A": "n×n", "x": "n", "y": "n"}),
    ("lu(A).U @ x", "A", {"A": "n×n", "x": "n"}),
    ("x @ lu(A).L @ x", "A", {"A": "n×n", "x": "n"}),
    ("sum(softmax(X, axis=1, where=M)**2)", "X", {"X": "m×n", "M": "m×n zero-one"}),
]


@pytest.mark.parametrize("library", ["numpy", "jax", "torch"])
@pytest.mark.parametrize("question", CALLED)
def test_what_was_refused_to_run_is_right(question, library, libraries):
    assert check(derive(*question, prove=False), library, libraries[library]) > 0


def test_code_is_run_by_a_library_that_loads_parts_of_its_own():
    """In a process of its own, in which nothing has loaded them."""
    code = """
        from jacobook import derive
        import numpy as np
        found = derive("sum(softmax(X,axis=1,where=M)**2)", "X", "X: m×n, M: m×n zero-one", prove=False)
        print(found.numerator.function("torch")(X=np.ones((2, 3)), M=np.ones((2, 3))).abs().max().item() < 1e-9)
    """
    pytest.importorskip("torch")
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False
    )
    assert ran.stdout.strip() == "True", ran.stderr


def test_the_place_of_the_largest_entry_is_found_by_code_that_may_ask_for_a_length():
    assert derive("max(x)", wrt="x").denominator.function()([1.0, 3.0, 2.0]).tolist() == [0.0, 1.0, 0.0]
