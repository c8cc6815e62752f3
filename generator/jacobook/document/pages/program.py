"""The programs on a rule's page: code that states the answer and checks it by itself, for four libraries."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from jacobook.derivation import ComplexDerivation, Derivation, LayoutAnswer
from jacobook.document.pages.complex_program import complex_check
from jacobook.document.pages.numbers import Numbers
from jacobook.document.pages.one_triangle import with_both_triangles
from jacobook.document.pages.page import PageProgram
from jacobook.errors import Refused
from jacobook.language.conjugates import without_conjugate
from jacobook.language.dimension import NOTHING, ONE
from jacobook.language.expression import Call, Expression, StackedVariable, Variable, applies, taken_apart, walk
from jacobook.language.functions import MATRIX_FUNCTIONS
from jacobook.language.functions.rotations import EXPONENTIAL, LOGARITHM
from jacobook.layout.formulas.formula import Formula
from jacobook.notation.bound_names import BoundNames
from jacobook.notation.jax import to_jax
from jacobook.notation.numpy import to_numpy
from jacobook.notation.sympy import to_sympy
from jacobook.notation.torch import to_torch
from jacobook.proof.numbers.arithmetic import Entry
from jacobook.proof.points.points import counting

_WORDS = frozenset(
    {
        *("numerator", "denominator", "expected", "differences", "rates", "entries", "columns", "change", "step"),
        *("index", "entry", "range", "list", "isinstance", "all", "abs"),
    }
)
"""What a program calls by name, beside its libraries and what takes a letter that the question does not have."""


@dataclass(frozen=True, slots=True)
class _Library:
    """How a library is set up, holds numbers, and checks an answer; `notation` names its answers in `LayoutAnswer`.

    `vector` and `matrix` are patterns for entries in brackets, `number` for one number.
    """

    title: str
    notation: str
    value: Callable[[Formula, Collection[str]], str]
    head: tuple[str, ...]
    vector: str
    matrix: str
    number: str
    check: Callable[[Derivation, str, Sequence[str]], list[list[str]]]


def programs(derivation: Derivation, numbers: Numbers) -> tuple[PageProgram, ...]:
    """A program for each library whose words suffice: an example's inputs, the answer in both layouts, the check."""
    found = []
    for library in LIBRARIES:
        try:
            found.append(PageProgram(library.title, _written(library, derivation, numbers)))
        except Refused:
            continue
    return tuple(found)


# All of these take numbers and vectors.
_STACKING = {"numpy": "np.hstack", "jax": "jnp.hstack", "torch": "torch.hstack"}


def _written(library: _Library, derivation: Derivation, numbers: Numbers) -> str:
    """The program for one library. Raises `Refused`."""
    variables = derivation.variables
    if met := sorted(derivation.names & _WORDS):
        raise Refused(f"the program has a {met[0]} of its own", hint="Give what it names another name.")
    function = BoundNames(library.title, derivation.names).fresh("f")
    stacked, parts = _stacked_argument(library, derivation)
    arguments = (stacked,) if stacked else tuple(dict.fromkeys(map(without_conjugate, _names_by(derivation))))
    check = _check(library, derivation, function, arguments)
    inputs = [f"{name} = {_input(library, variable, derivation, numbers)}" for name, variable in variables.items()]
    sizes = numbers.sizes
    blocks = [
        [
            *([f"{', '.join(sizes)} = {', '.join(map(str, sizes.values()))}"] if sizes else []),
            *inputs,
            *parts[:1],
        ],
        [
            f"def {function}({', '.join(arguments)}):",
            *parts[1:],
            f"    return {library.value(with_both_triangles(derivation.value, derivation.wrt), derivation.names)}",
        ],
        [f"{answer.layout} = {_answer_in(library, answer)}" for answer in derivation.answers],
        *check,
    ]
    code = "\n\n".join("\n".join(block) for block in blocks)
    head = [line for line in library.head if not line.startswith("import scipy") or "scipy." in code]
    return "\n".join(head) + f"\n\n{code}\n"


def _answer_in(library: _Library, answer: LayoutAnswer) -> str:
    code = answer.code(library.notation)
    if not code:
        raise Refused(f"the answer has no form in {library.title} code")
    return code


def _names_by(derivation: Derivation) -> Iterator[str]:
    return (variable.name for variable in derivation.wrt)


def _check(library: _Library, derivation: Derivation, function: str, arguments: Sequence[str]) -> list[list[str]]:
    if isinstance(derivation, ComplexDerivation):
        return complex_check(derivation, library.title, function)
    return library.check(derivation, function, arguments)


def _stacked_argument(library: _Library, derivation: Derivation) -> tuple[str, list[str]]:
    """The name of stacked variables, the line that stacks them, and those that take them apart; nothing without them.

    Raises `Refused`.
    """
    if not derivation.question.is_stacked:
        return "", []
    if derivation.order > 1 or library.notation not in _STACKING:
        raise Refused("a program differentiates with respect to stacked variables once, and not with SymPy")
    name = BoundNames(library.title, derivation.names).fresh("stacked")
    parts, start, apart = taken_apart(derivation.wrt), NOTHING, []
    for part in parts:
        end = start + (*part.shape, ONE)[0]
        apart.append(f"    {part.name} = {name}[{f'{start}:{end}' if part.shape else start}]")
        start = end
    return name, [f"{name} = {_STACKING[library.notation]}([{', '.join(part.name for part in parts)}])", *apart]


def _input(library: _Library, variable: Variable, derivation: Derivation, numbers: Numbers) -> str:
    counts = variable.name in counting(derivation.expression)
    number = _exact if library.notation == "sympy" else _whole if counts else _decimal
    rows = [[number(entry) for entry in row] for row in numbers.inputs[variable.name]]
    match len(variable.shape):
        case 0:
            return rows[0][0] if counts else library.number.format(rows[0][0])
        case 1:
            return library.vector.format(", ".join(row[0] for row in rows))
        case _:
            return library.matrix.format(", ".join("[" + ", ".join(row) + "]" for row in rows))


def _decimal(entry: Entry) -> str:
    number = complex(entry)
    return repr(number).strip("()") if number.imag else repr(number.real)


def _whole(entry: Fraction) -> str:
    return str(int(entry))


def _exact(entry: Fraction) -> str:
    whole = entry.denominator == 1
    return str(entry.numerator) if whole else f"sympy.Rational({entry.numerator}, {entry.denominator})"


def _comparisons(derivation: Derivation, pattern: str) -> list[str]:
    return [
        pattern.format(answer=answer.layout, rows=answer.rows, columns=answer.columns, turned=turned)
        for answer, turned in zip(derivation.answers, ("", ".T"), strict=True)
    ]


def _shape(answer: LayoutAnswer) -> str:
    return f"({answer.rows}, {answer.columns})"


# ------------------------------------------------------------------------------------------------- NumPy: differences

_DIFFERENCES = '''\
def differences({function}, {variable}, step={step}):
    """Central differences: the last axis runs over the entries of {variable}."""
    columns = []
    for index in np.ndindex(np.shape({variable})):
        change = np.zeros(np.shape({variable}))
        change[index] = step
        columns.append(({function}({variable} + change) - {function}({variable} - change)) / (2 * step))
    return np.stack(columns, axis=-1)'''


def _by_differences(derivation: Derivation, function: str, arguments: Sequence[str]) -> list[list[str]]:
    step, tolerance = ("1e-5", "1e-6") if derivation.order == 1 else ("1e-4", "1e-5")
    compared = "assert np.allclose(np.reshape({answer}, ({rows}, {columns})), expected{turned}, atol=" + tolerance + ")"
    return [
        _DIFFERENCES.format(function=function, variable=arguments[0], step=step).splitlines(),
        [f"expected = {_differences(derivation, function, arguments)}", *_comparisons(derivation, compared)],
    ]


def _differences(derivation: Derivation, name: str, arguments: Sequence[str]) -> str:
    """The differences, arranged as the numerator layout is."""
    numerator = derivation.numerator
    shape = _shape(numerator)
    if derivation.order == 2:
        first, second = derivation.wrt
        # NumPy runs row by row and vec column by column: a matrix is varied by way of its transpose.
        at_first, at_second = (v.name + ".T" * (len(v.shape) == 2) for v in derivation.wrt)
        if first == second:
            function, inner_at = (
                (name if at_first == first.name else f"lambda {first.name}: {name}({at_first})"),
                first.name,
            )
        else:
            function, inner_at = f"lambda {second.name}: {name}({at_first}, {at_second})", at_second
        inner = f"differences({function}, {inner_at})"
        return f"differences(lambda {first.name}: {inner}, {at_first}).reshape{shape}"
    (variable,) = derivation.wrt
    ranks = (len(derivation.expression.shape), len(variable.shape))
    if ranks == (0, 2):
        return f"differences({name}, {variable.name}).reshape({', '.join(map(str, variable.shape))}).T"
    if sum(ranks) <= 2:
        return f"differences({name}, {arguments[0]}).reshape{shape}"
    if isinstance(variable, StackedVariable):
        (at,) = arguments
        return f"differences(lambda {at}: np.transpose({name}({at})).ravel(), {at}).reshape{shape}"
    # The entries of the transposes come in the order of vec.
    transposed = f"lambda {variable.name}: np.transpose({name}({variable.name}.T)).ravel()"
    return f"differences({transposed}, {variable.name}.T).reshape{shape}"


# --------------------------------------------------------------------------- JAX and PyTorch: automatic differentiation


def _stacked(derivation: Derivation) -> bool:
    """Whether matrices are taken column by column: in vec, and where a derivative has the shape of the transpose."""
    value, *by = (len(derivation.expression.shape), *(len(variable.shape) for variable in derivation.wrt))
    return value + sum(by) > 2 or (value == 0 and 2 in by)


def _turned_axes(derivation: Derivation) -> str:
    """The axes of value, last variable, first variable, each in the opposite order; empty where they stay."""
    groups = [len(derivation.expression.shape), *(len(variable.shape) for variable in reversed(derivation.wrt))]
    if not _stacked(derivation) or 2 not in groups:
        return ""
    axes: list[int] = []
    for rank in groups:
        axes += reversed(range(len(axes), len(axes) + rank))
    return ", ".join(map(str, axes))


def _by_automatic_differentiation(
    jacobian: str, hessian: str, turn: str, compared: str
) -> Callable[[Derivation, str, Sequence[str]], list[list[str]]]:
    def check(derivation: Derivation, function: str, arguments: Sequence[str]) -> list[list[str]]:
        if derivation.order == 1:
            derived = f"{jacobian}({function})"
        elif len(arguments) == 1:
            derived = hessian.format(function)
        else:
            derived = f"{jacobian}({jacobian}({function}, 1), 0)"
        axes = _turned_axes(derivation)
        turned = turn.format(axes) if axes else ""
        expected = f"{derived}({', '.join(arguments)}){turned}.reshape{_shape(derivation.numerator)}"
        return [[f"expected = {expected}", *_comparisons(derivation, compared)]]

    return check


# --------------------------------------------------------------------------------------------- SymPy: exact derivatives

_RATES = '''\
def rates({function}, {variable}):
    """A column for each entry of {variable}, in the order of vec: the rates at which the values change with it."""
    {letter} = sympy.Symbol("{letter}", real=True)
    columns = []
    for index in {indices}:
        change = sympy.zeros(*{variable}.shape)
        change[index] = {letter}
        changed = entries({function}({variable} + change))
        columns.append([sympy.diff(entry, {letter}).subs({letter}, 0) for entry in changed])
    return sympy.Matrix(columns).T'''


def _arguments_of(function: str, expression: Expression) -> Iterator[Expression]:
    return (node.arguments[0] for node in walk(expression) if isinstance(node, Call) and node.function == function)


def _called(function: str, expression: Expression) -> int:
    return sum(isinstance(node, Call) and node.function == function for node in walk(expression))


def _exactly(derivation: Derivation, function: str, arguments: Sequence[str]) -> list[list[str]]:
    if derivation.order > 1:
        raise Refused("second derivatives are left to the other libraries")
    if any(applies(derivation.expression, name) for name in MATRIX_FUNCTIONS):
        raise Refused("SymPy takes minutes over functions of a matrix that holds a symbol")
    if any(_called(EXPONENTIAL, inside) > 1 for inside in _arguments_of(LOGARITHM, derivation.expression)):
        raise Refused("SymPy takes minutes over the rotation vector of a product of exponentials")
    (variable,) = derivation.wrt
    shape = _shape(derivation.numerator)
    entries = "list(entry.T)" if _stacked(derivation) else "list(entry)"
    listed = [
        "def entries(entry):",
        f"    return {entries} if isinstance(entry, sympy.MatrixBase) else [entry]",
    ]
    letter, i, j = map(BoundNames("SymPy", derivation.names | {function}).fresh, ("t", "i", "j"))
    if variable.shape:
        rows, columns = (*map(str, variable.shape), "1")[:2]
        over = f"[({i}, {j}) for {j} in range({columns}) for {i} in range({rows})]"
        indices = over if columns != "1" else f"range({rows})"
        rates = _RATES.format(function=function, variable=arguments[0], indices=indices, letter=letter).splitlines()
        expected = f"rates({function}, {arguments[0]}).reshape{shape}"
    else:
        rates = []
        derived = f"sympy.diff(entry, {letter}).subs({letter}, {arguments[0]})"
        listed = [f'{letter} = sympy.Symbol("{letter}", real=True)', *listed]
        expected = f"sympy.Matrix([{derived} for entry in entries({function}({letter}))]).reshape{shape}"
    compared = (
        "assert all(abs(sympy.N(entry)) < 1e-9 for entry in sympy.Matrix([{answer}]).reshape({rows}, {columns})"
        " - expected{turned})"
    )
    return [listed, *([rates] if rates else []), [f"expected = {expected}", *_comparisons(derivation, compared)]]


LIBRARIES = (
    _Library(
        "NumPy",
        "numpy",
        to_numpy,
        ("import numpy as np", "import scipy"),
        "np.array([{}])",
        "np.array([{}])",
        "{}",
        _by_differences,
    ),
    _Library(
        "JAX",
        "jax",
        to_jax,
        ("import jax", "import jax.numpy as jnp", "", 'jax.config.update("jax_enable_x64", True)'),
        "jnp.array([{}])",
        "jnp.array([{}])",
        "jnp.array({})",
        _by_automatic_differentiation(
            "jax.jacobian",
            "jax.hessian({})",
            ".transpose({})",
            "assert jnp.allclose(jnp.reshape({answer}, ({rows}, {columns})), expected{turned})",
        ),
    ),
    _Library(
        "PyTorch",
        "torch",
        to_torch,
        ("import torch", "", "torch.set_default_dtype(torch.double)"),
        "torch.tensor([{}])",
        "torch.tensor([{}])",
        "torch.tensor({})",
        _by_automatic_differentiation(
            "torch.func.jacrev",
            "torch.func.jacrev(torch.func.jacrev({}))",
            ".permute({})",
            "assert torch.allclose(torch.as_tensor({answer}, dtype=torch.double).reshape({rows}, {columns}), "
            "expected{turned})",
        ),
    ),
    _Library(
        "SymPy",
        "sympy",
        to_sympy,
        ("import sympy",),
        "sympy.Matrix([{}])",
        "sympy.Matrix([{}])",
        "{}",
        _exactly,
    ),
)
