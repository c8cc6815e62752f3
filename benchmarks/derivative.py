"""How long a derivative takes: by Jacobook in both layouts and by SymPy in components and in matrix symbols."""

from __future__ import annotations

import argparse
import platform
import signal
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random

import numpy
import scipy
import sympy
from rich.console import Console
from rich.table import Table

from jacobook.catalogue.loader import load
from jacobook.derivation import Derivation, derive
from jacobook.language.expression import Call, Constant, Expression, Number, Size, Variable
from jacobook.language.functions import ELEMENTWISE, FUNCTIONS

SIDE = 3
REPEATS = 7
LIMIT_SECONDS = 10

HARDER = [
    ("(A @ x + b) @ C @ (D @ x + e)", "x", "A: m×n, b: m, C: m×p, D: p×n, e: p, x: n"),
    ("((A @ x) @ (A @ x)) / ((B @ x) @ (B @ x))", "x", "A: m×n, B: p×n, x: n"),
    ("A @ (x * tanh(B @ x))", "x", "A: m×n, B: n×n, x: n"),
    ("sum(exp(-(A @ x)**2)) * norm(x)", "x", "A: m×n, x: n"),
    ("log(1 + exp(w @ x)) + norm(x)**2 * (w @ x)", "x", "w: n, x: n"),
    ("sin(A @ tanh(B @ x))", "x", "A: m×p, B: p×n, x: n"),
    ("sigmoid(A @ relu(B @ x + u) + v)", "x", "A: m×p, B: p×n, u: p, v: m, x: n"),
]


@dataclass(frozen=True)
class Question:
    name: str
    expr: str
    wrt: str
    where: object


@dataclass(frozen=True)
class Row:
    """`first` and `again` include reading the text; `derived` begins, as SymPy's do, at an expression that stands."""

    question: Question
    first: float
    derived: float
    again: float
    jacobian: float | None
    matrix_symbol: float | None
    matrix_symbol_right: bool


class TooSlow(Exception):
    pass


@contextmanager
def limited(seconds: float):
    def stop(*_):
        raise TooSlow

    previous = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def seconds(work: Callable[[], object]) -> float:
    """Time of the processor, which on an idle machine is time, and on a busy one is still ours alone."""
    start = time.process_time()
    work()
    return time.process_time() - start


def median_seconds(work: Callable[[], object]) -> float:
    return statistics.median(seconds(work) for _ in range(REPEATS))


def ours(question: Question) -> Callable[[], object]:
    return lambda: derive(question.expr, question.wrt, question.where, prove=False).answers


def from_expression(question: Question) -> Callable[[], object]:
    """Both layouts of an expression that has been read; each run begins with nothing derived."""
    read = derive(question.expr, question.wrt, question.where, prove=False)
    return lambda: Derivation(read.question).answers


# ------------------------------------------------------------------------------------------------ SymPy in components

ARGUMENTS = sympy.symbols("t s", real=True)


def definition(name: str) -> sympy.Expr:
    names = {symbol.name: symbol for symbol in ARGUMENTS}
    return sympy.sympify(FUNCTIONS[name].definition, locals=names)


def explicit(expression: Expression) -> sympy.Matrix | sympy.Expr:
    """The expression with every vector and matrix written out, vectors as columns."""
    match expression:
        case Variable(name=name, shape=()):
            return sympy.Symbol(name, real=True)
        case Variable(name=name, shape=(_,)):
            return sympy.Matrix(sympy.symbols(f"{name}1:{SIDE + 1}", real=True))
        case Variable(name=name):
            entry = lambda i, j: sympy.Symbol(f"{name}{i + 1}{j + 1}", real=True)  # noqa: E731
            return sympy.Matrix(SIDE, SIDE, entry)
        case Number(value=value):
            return sympy.Rational(value.numerator, value.denominator)
        case Constant(name=name):
            return getattr(sympy, name)
        case Size(dimension=dimension):
            return sympy.Integer(dimension.size(dict.fromkeys(dimension.symbols, SIDE)))
        case Call():
            return EXPLICIT.get(expression.function, explicit_elementwise)(
                expression, *map(explicit, expression.arguments)
            )


def explicit_elementwise(call: Call, *arguments):
    function = {
        "add": lambda a, b: a + b,
        "subtract": lambda a, b: a - b,
        "multiply": lambda a, b: a * b,
        "divide": lambda a, b: a / b,
        "power": lambda a, b: a**b,
        "negate": lambda a: -a,
    }.get(call.function)
    if function is None:
        if FUNCTIONS[call.function].kind != ELEMENTWISE:
            raise NotImplementedError(call.function)
        body = definition(call.function)
        function = lambda *values: body.subs(dict(zip(ARGUMENTS, values, strict=False)), simultaneous=True)  # noqa: E731
    shapes = [argument.shape for argument in arguments if isinstance(argument, sympy.MatrixBase)]
    if not shapes:
        return function(*arguments)
    rows, columns = shapes[0]
    pick = lambda argument, i, j: argument[i, j] if isinstance(argument, sympy.MatrixBase) else argument  # noqa: E731
    return sympy.Matrix(rows, columns, lambda i, j: function(*(pick(argument, i, j) for argument in arguments)))


def explicit_matmul(call: Call, left, right):
    if len(call.arguments[0].shape) == 1:
        left = left.T
    product = left * right
    if not call.shape:
        return product[0, 0]
    return product.T if len(call.shape) == 1 and product.shape[0] == 1 else product


EXPLICIT = {
    "matmul": explicit_matmul,
    "transpose": lambda _, a: a.T if isinstance(a, sympy.MatrixBase) and a.shape[1] > 1 else a,
    "sum": lambda _, a: sum(a),
    "mean": lambda _, a: sum(a) / len(a),
    "dot": lambda _, a, b: sum(x * y for x, y in zip(a, b, strict=True)),
    "norm": lambda _, a: sympy.sqrt(sum(x**2 for x in a)),
}


def components_work(question: Question) -> Callable[[], object]:
    derivation = derive(question.expr, question.wrt, question.where, prove=False)
    value = explicit(derivation.expression)
    variable = explicit(derivation.wrt[0])
    column = sympy.Matrix(list(value) if isinstance(value, sympy.MatrixBase) else [value])
    by = sympy.Matrix(list(variable) if isinstance(variable, sympy.MatrixBase) else [variable])
    return lambda: column.jacobian(by)


# -------------------------------------------------------------------------------------------- SymPy in matrix symbols


def dimension(value) -> sympy.Expr:
    return sympy.Mul(value.factor, *(sympy.Symbol(name, integer=True, positive=True) for name in value.symbols))


def symbolic(expression: Expression):
    """The expression in SymPy's matrix symbols, vectors as columns; raises where SymPy has no words for it."""
    match expression:
        case Variable(name=name, shape=()):
            return sympy.Symbol(name)
        case Variable(name=name, shape=shape):
            rows, columns = (*map(dimension, shape), 1)[:2]
            return sympy.MatrixSymbol(name, rows, columns)
        case Number(value=value):
            return sympy.Rational(value.numerator, value.denominator)
        case Constant(name=name):
            return getattr(sympy, name)
        case Size(dimension=size):
            return dimension(size)
        case Call():
            arguments = [symbolic(argument) for argument in expression.arguments]
            return symbolic_call(expression, arguments)


def symbolic_call(call: Call, arguments: list):
    ranks = [len(argument.shape) for argument in call.arguments]
    match call.function, arguments:
        case "add", [a, b] if len(set(ranks)) == 1:
            return a + b
        case "subtract", [a, b] if len(set(ranks)) == 1:
            return a - b
        case "negate", [a]:
            return -a
        case "multiply", [a, b]:
            return a * b if 0 in ranks else sympy.HadamardProduct(a, b)
        case "divide", [a, b]:
            return a / b if ranks[1] == 0 else sympy.HadamardProduct(a, sympy.HadamardPower(b, -1))
        case "power", [a, b] if ranks[1] == 0:
            return a**b if ranks[0] == 0 else sympy.HadamardPower(a, b)
        case "matmul", [a, b]:
            product = (a.T if ranks[0] == 1 else a) * (b)
            if ranks == [1, 2]:
                return b.T * a
            return product if call.shape else sympy.Trace(product)
        case "sum", [a] if ranks[0] == 1:
            return sympy.Trace(sympy.OneMatrix(1, a.shape[0]) * a)
        case "mean", [a] if ranks[0] == 1:
            return sympy.Trace(sympy.OneMatrix(1, a.shape[0]) * a) / a.shape[0]
        case "norm", [a] if ranks[0] == 1:
            return sympy.sqrt(sympy.Trace(a.T * a))
        case "transpose", [a]:
            return a.T if ranks[0] == 2 else a
        case name, [a] if FUNCTIONS[name].kind == ELEMENTWISE:
            body = definition(name)
            return body.subs(ARGUMENTS[0], a) if not ranks[0] else a.applyfunc(sympy.Lambda(ARGUMENTS[0], body))
    raise NotImplementedError(call.function)


def matrix_symbol_work(question: Question) -> Callable[[], object]:
    derivation = derive(question.expr, question.wrt, question.where, prove=False)
    value, variable = symbolic(derivation.expression), symbolic(derivation.wrt[0])
    if not (value.has(sympy.MatrixSymbol) or variable.has(sympy.MatrixSymbol)):
        raise NotImplementedError("numbers only: SymPy differentiates without matrix symbols")
    return lambda: value.diff(variable)


def is_right(question: Question) -> bool:
    """Whether SymPy's answer in matrix symbols has the entries of ours at a point, in either layout.

    One that SymPy cannot evaluate counts as not right: nobody could use it.
    """
    derivation = derive(question.expr, question.wrt, question.where, prove=False)
    random = Random(1)  # noqa: S311 - any point will do
    values = {name: _point(variable, random) for name, variable in derivation.variables.items()}
    sizes = {symbol: SIDE for v in derivation.variables.values() for side in v.shape for symbol in side.symbols}
    try:
        with limited(LIMIT_SECONDS):
            theirs = _entries(matrix_symbol_work(question)(), sizes, values)
    except Exception:  # noqa: BLE001 - an answer that cannot be evaluated is none
        return False
    scope = {"np": numpy, "scipy": scipy, **sizes, **values}
    entries = (numpy.asarray(eval(answer.numpy, scope), float).ravel() for answer in derivation.answers)  # noqa: S307
    return any(ours.shape == theirs.shape and numpy.allclose(ours, theirs) for ours in entries)


def _point(variable: Variable, random: Random) -> numpy.ndarray:
    rank = len(variable.shape)
    drawn = numpy.array([random.randint(1, 9) / 10 for _ in range(SIDE**rank)]).reshape((SIDE,) * rank)
    return (drawn + drawn.T) / 2 if "symmetric" in variable.properties else drawn


def _entries(answer, sizes: dict[str, int], values: dict[str, numpy.ndarray]) -> numpy.ndarray:
    sized = answer.subs({sympy.Symbol(name, integer=True, positive=True): size for name, size in sizes.items()})
    known = sized.replace(
        lambda part: isinstance(part, sympy.MatrixSymbol),
        lambda part: sympy.ImmutableMatrix(values[part.name].reshape(part.shape)),
    )
    known = known.subs({sympy.Symbol(name): float(value) for name, value in values.items() if not value.ndim}).doit()
    explicit = known.as_explicit() if hasattr(known, "as_explicit") else known
    return numpy.array(sympy.flatten(explicit) if hasattr(explicit, "shape") else [explicit]).astype(float)


# -------------------------------------------------------------------------------------------------------- measurement


def theirs(prepare: Callable[[Question], Callable[[], object]], question: Question) -> float | None:
    """The median time, with SymPy's cache cleared before each run; None where there is no answer."""
    try:
        with limited(LIMIT_SECONDS):
            work = prepare(question)
            times = []
            for _ in range(REPEATS):
                sympy.core.cache.clear_cache()
                times.append(seconds(work))
            return statistics.median(times)
    except Exception:  # noqa: BLE001 - whatever stops SymPy, it has no answer, and that is what the table says
        return None


def questions() -> list[Question]:
    catalogue = [
        Question(f"{rule.id} by {item}", rule.expr, item, dict(rule.where))
        for rule in load()
        for item in rule.wrt
        if rule.order == 1
    ]
    return catalogue + [Question(expr, expr, wrt, where) for expr, wrt, where in HARDER]


def warm_up() -> None:
    """Everything that is loaded or worked out once: modules, the table of functions, their scalar derivatives."""
    for name, function in FUNCTIONS.items():
        if function.kind == ELEMENTWISE:
            arguments = ", ".join(["u_1", "u_2"][: function.arity])
            where = "u_1: k, u_2: k" if function.arity == 2 else "u_1: k"
            _ = derive(f"{name}({arguments})", "u_1", where, prove=False).answers
    _ = derive("norm(Q @ u_1)**2 + sum(u_1) * (u_1 @ u_1)", "u_1", prove=False).answers


def measure(asked: list[Question]) -> list[Row]:
    """Ours first and then SymPy's, each through all questions: clearing SymPy's cache leaves a cold machine behind."""
    times = [
        (seconds(ours(question)), median_seconds(from_expression(question)), median_seconds(ours(question)))
        for question in asked
    ]
    return [
        Row(
            question,
            *ours,
            theirs(components_work, question),
            theirs(matrix_symbol_work, question),
            is_right(question),
        )
        for question, ours in zip(asked, times, strict=True)
    ]


# --------------------------------------------------------------------------------------------------------------- print


def milliseconds(value: float | None) -> str:
    return "–" if value is None else f"{value * 1e3:.2f}"


def ratio(value: float | None, base: float) -> str:
    return "–" if value is None else f"{value / base:.1f}×"


def show(rows: list[Row], *, every: bool) -> None:
    console = Console(width=None if sys.stdout.isatty() else 120)
    if every:
        table = Table("question", "first", "again", "derived", "Jacobian", "ratio", "MatrixSymbol", "ratio", "right")
        for column in table.columns[1:]:
            column.justify = "right"
        for row in rows:
            table.add_row(
                row.question.name,
                *(milliseconds(row.first), milliseconds(row.again), milliseconds(row.derived)),
                *(milliseconds(row.jacobian), ratio(row.jacobian, row.derived)),
                *(milliseconds(row.matrix_symbol), ratio(row.matrix_symbol, row.derived)),
                "" if row.matrix_symbol is None else "yes" if row.matrix_symbol_right else "no",
            )
        console.print(table)
    right = [row.matrix_symbol if row.matrix_symbol_right else None for row in rows]
    table = Table("milliseconds of the processor", "median", "slowest", "answers", "median ratio to Jacobook")
    for column in table.columns[1:]:
        column.justify = "right"
    for name, times in (
        ("Jacobook from text, both layouts, first", [row.first for row in rows]),
        ("Jacobook from text, both layouts, again", [row.again for row in rows]),
        ("Jacobook from an expression, both layouts", [row.derived for row in rows]),
        ("SymPy Matrix.jacobian, 3×3", [row.jacobian for row in rows]),
        ("SymPy MatrixSymbol.diff, any answer", [row.matrix_symbol for row in rows]),
        ("SymPy MatrixSymbol.diff, right answers", right),
    ):
        answered = [value for value in times if value is not None]
        ratios = [value / row.derived for value, row in zip(times, rows, strict=True) if value is not None]
        table.add_row(
            name,
            milliseconds(statistics.median(answered)),
            milliseconds(max(answered)),
            f"{len(answered)} of {len(rows)}",
            f"{statistics.median(ratios):.1f}×",
        )
    console.print(table)
    console.print(f"Python {platform.python_version()}, SymPy {sympy.__version__}, {platform.machine()}")


LAYERS = (5, 10, 20, 50)


def layers(count: int) -> Question:
    """A composition of so many layers, each with its own weights, by the innermost input."""
    expression, where = "x", {"x": "n"}
    for i in range(count):
        expression = f"tanh(W_{i} @ {expression} + b_{i})"
        where |= {f"W_{i}": "n×n", f"b_{i}": "n"}
    return Question(f"{count} layers", f"sum({expression})", "x", where)


def show_growth() -> None:
    """How the time grows with the composition, beside the length of the answer, which must be written at least."""
    table = Table("composition", "both layouts, ms", "characters of the answer", "µs a character")
    for count in LAYERS:
        question = layers(count)
        length = len(derive(question.expr, question.wrt, question.where, prove=False).numerator.text)
        time = median_seconds(ours(question))
        table.add_row(question.name, milliseconds(time), f"{length:,}", f"{time / length * 1e6:.0f}")
    Console(width=None if sys.stdout.isatty() else 120).print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", action="store_true", help="a line for each question")
    arguments = parser.parse_args()
    warm_up()
    show(measure(questions()), every=arguments.rows)
    show_growth()


if __name__ == "__main__":
    main()
