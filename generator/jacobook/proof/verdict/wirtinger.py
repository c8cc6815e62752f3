"""The proof of a derivative by a complex variable, by real and imaginary parts.

The expression as it was asked, with its conjugates and absolute values, is written out entry by entry at complex
points, and moved along each entry's real part and imaginary part: ∂/∂z = (∂/∂x − i ∂/∂y)/2, ∂/∂z̄ = (∂/∂x + i ∂/∂y)/2.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, product
from typing import Any, ClassVar, TypeVar

from jacobook.language.conjugates import COMPLEX
from jacobook.language.expression import Call, Expression, Variable, walk
from jacobook.language.functions import ELEMENTWISE, FUNCTIONS, Function
from jacobook.language.functions.shapes import ENTRYWISE
from jacobook.layout.formulas import formula as f
from jacobook.layout.formulas.layouts import Layout
from jacobook.proof.evaluation.evaluation import EVALUATORS, Evaluation
from jacobook.proof.numbers.arithmetic import Entry, Undefined
from jacobook.proof.numbers.fitting import Malformed, entrywise, single
from jacobook.proof.oracle.arrays import Array, Unproved, at, built, entries
from jacobook.proof.oracle.complex_numbers import ComplexNumbers, Moving, MovingScalars, complex_number, taken
from jacobook.proof.oracle.components import evaluate_expression
from jacobook.proof.verdict.certificate import Disproved

_ASSIGNMENTS, _POINTS, _TRIES = 2, 2, 12
_REAL = frozenset({"positive", "symmetric", "invertible"})
_NAMES = {"conj": "conjugate", "real": "real part", "imag": "imaginary part"}
_FUNCTIONS = FUNCTIONS | {
    name: Function(name=name, kind=ELEMENTWISE, summary=says, signature=ENTRYWISE, definition=says)
    for name, says in _NAMES.items()
}
_CLOSE = 1e-30


def _apply(at_point: Evaluation, formula: f.Apply, bound: Any) -> Any:  # noqa: ANN401 (as evaluators are)
    scalars = MovingScalars()
    definition = {**_NAMES, "abs": "Abs(t)"}.get(formula.function)
    if definition is None:
        return EVALUATORS[f.Apply](at_point, formula, bound)
    value = at_point.value(formula.arguments[0], bound)
    return entrywise(lambda entry: taken(scalars.apply(definition, (entry,), 0))[0], value)


def _norm(at_point: Evaluation, formula: f.Norm, bound: Any) -> Any:  # noqa: ANN401
    if formula.kind not in ("2", "frobenius"):
        raise Malformed(f"the norm {formula.kind} is not known of complex numbers")
    body = [entry for row in at_point.value(formula.body, bound) for entry in row]
    total = sum((abs(entry) ** 2 for entry in body), complex_number(Fraction(0)))
    return single(at_point.arithmetic.power(total, complex_number(Fraction(1, 2))))


def _matrix_power(at_point: Evaluation, formula: f.MatrixPower, bound: Any) -> Any:  # noqa: ANN401
    exponent = at_point.scalar(formula.exponent, bound).real
    whole = f.Number(Fraction(int(exponent)))
    if int(exponent) != exponent:
        raise Malformed("a matrix is raised to whole powers only")
    base = f.Inverse(formula.body) if whole.value < 0 else formula.body
    factors = (base,) * abs(int(exponent))
    return at_point.value(f.Product((f.Identity(formula.rows), *factors)), bound)


class _ComplexEvaluation(Evaluation):
    """Printed formulas at complex points."""

    evaluators: ClassVar[Mapping[type, Any]] = {
        **EVALUATORS,
        f.Apply: _apply,
        f.Norm: _norm,
        f.MatrixPower: _matrix_power,
    }


@dataclass(frozen=True)
class ComplexCase:
    """A complex point, and the derivative there by each entry of the variable, along real and imaginary parts."""

    sizes: Mapping[str, int]
    point: Mapping[str, Array]
    of_value: int
    derivatives: Mapping[tuple[int, ...], Array]

    def expected(self, layout: Layout) -> Rows:
        """The derivative in a layout."""
        of_variable = len(next(iter(self.derivatives)))
        return _arranged(self.derivatives, self.of_value, of_variable, layout)

    def printed(self, form: f.MatrixForm) -> Rows:
        """A printed formula at the point. Raises `Undefined`, `Malformed`."""
        return printed_at(form, {name: _columns(value) for name, value in self.point.items()}, self.sizes)

    def value(self, expression: Expression) -> Array:
        """An expression at the point, written out. Raises `Undefined`, `Unproved`."""
        values = dict(self.point)
        written = evaluate_expression(_spelled(expression), values, self.sizes, MovingScalars(), _FUNCTIONS)
        return _each(lambda entry: taken(entry)[0], written)


def printed_at(form: f.MatrixForm, inputs: Mapping[str, Rows], sizes: Mapping[str, int]) -> Rows:
    """A printed formula at complex numbers. Raises `Undefined`, `Malformed`, `ZeroDivisionError`."""
    return _ComplexEvaluation(dict(inputs), dict(sizes), ComplexNumbers()).form(form)


Rows = tuple[tuple[Entry, ...], ...]
Seen = TypeVar("Seen")


def at_complex_points(
    expression: Expression,
    variables: Mapping[str, Variable],
    by: Variable,
    look: Callable[[ComplexCase], Seen],
    *,
    barred: bool,
) -> list[Seen]:
    """What is seen at a few complex points, of several sizes, at which all that is looked at has a value.

    Raises what `look` raises, and `Unproved` where there are no such points.
    """
    if expression.shape and by.shape and len(expression.shape) + len(by.shape) > 2:
        raise Unproved("derivatives with more than two axes by complex variables are not proved")
    seen: list[Seen] = []
    full = 0
    for number, sizes in enumerate(assignments(expression, variables)):
        draw, met = random.Random(17 + number), 0  # noqa: S311 (nothing is kept secret)
        for _ in range(_TRIES):
            try:
                point = {name: drawn(variable, sizes, draw) for name, variable in variables.items()}
                seen.append(look(case_at(expression, point, by, sizes, barred=barred)))
            except (Undefined, ZeroDivisionError):
                continue
            met += 1
            if met == _POINTS:
                break
        full += met == _POINTS
        if full == _ASSIGNMENTS:
            return seen
    raise Unproved("no complex points were found at which the derivative has a value")


def assignments(expression: Expression, variables: Mapping[str, Variable]) -> Iterator[dict[str, int]]:
    """Small sizes for the dimensions.

    A Gram matrix ZᴴZ has an inverse only where Z is at least as high as wide: both orders of sizes are tried.
    """
    shapes = (*(v.shape for v in variables.values()), *(node.shape for node in walk(expression)))
    names = sorted({name for shape in shapes for d in shape for name in d.names})
    for lengths in ((2, 3), (3, 2), (2, 2)):
        yield {name: lengths[place % 2] for place, name in enumerate(names)}


def case_at(
    expression: Expression, point: Mapping[str, Array], by: Variable, sizes: Mapping[str, int], *, barred: bool
) -> ComplexCase:
    """The derivative at a point. Raises `Undefined`, `ZeroDivisionError`, `Unproved`."""
    found = _derivatives(_spelled(expression), point, by, sizes, barred=barred)
    return ComplexCase(sizes, point, len(expression.shape), found)


def prove_complex(
    expression: Expression,
    variables: Mapping[str, Variable],
    by: Variable,
    forms: Mapping[Layout, f.MatrixForm],
    *,
    barred: bool,
) -> int:
    """Prove both layouts of the derivative by a variable, or by its conjugate; how many entries were compared.

    Raises `Disproved`, and `Unproved` where no point has a value.
    """

    def compared(case: ComplexCase) -> int:
        for layout, form in forms.items():
            found, expected = case.printed(form), case.expected(layout)
            if (len(found), len(found[0])) != (len(expected), len(expected[0])):
                raise Disproved("the derivative has other rows and columns than its form says")
            for given, right in zip(chain(*found), chain(*expected), strict=True):
                if not close(given, right):
                    told = f"an entry is {complex(given):.6g} at a complex point, not {complex(right):.6g}"
                    raise Disproved(f"in {layout} layout {told}")
        return sum(len(entries(array)) for array in case.derivatives.values())

    return sum(at_complex_points(expression, variables, by, compared, barred=barred))


def close(given: Entry, right: Entry) -> bool:
    """Whether two numbers agree to as many digits as are compared."""
    return bool(abs(given - right) <= _CLOSE * max(1, abs(right)))


def _arranged(derivatives: Mapping[tuple[int, ...], Array], of_value: int, of_variable: int, layout: Layout) -> Rows:
    """The derivatives as the rows and columns of a layout; the value's entries by each of the variable's."""
    turned = layout is Layout.NUMERATOR
    if of_value == 0:
        table = {(*place, 0, 0)[:2]: value for place, value in derivatives.items()}
    elif of_variable == 0:
        value = derivatives[()]
        places = [(i, j) for i in range(len(value)) for j in range(len(value[0]) if of_value == 2 else 1)]
        table = {(i, j): at(value, (i, j)[:of_value]) for i, j in places}
        turned = layout is Layout.DENOMINATOR
    else:
        table = {(i, j): value for (j,), values in derivatives.items() for i, value in enumerate(values)}
        turned = layout is Layout.DENOMINATOR
    rows, columns = 1 + max(i for i, _ in table), 1 + max(j for _, j in table)
    if turned:
        return tuple(tuple(table[i, j] for i in range(rows)) for j in range(columns))
    return tuple(tuple(table[i, j] for j in range(columns)) for i in range(rows))


def _columns(value: Array) -> Rows:
    if not isinstance(value, tuple):
        return ((value,),)
    return value if isinstance(value[0], tuple) else tuple((entry,) for entry in value)


def _derivatives(
    expression: Expression, point: Mapping[str, Array], by: Variable, sizes: Mapping[str, int], *, barred: bool
) -> dict[tuple[int, ...], Array]:
    """The derivative by each entry, an array of the value's shape."""
    lengths = [d.size(dict(sizes)) for d in by.shape]
    unit = complex_number(Fraction(0), Fraction(1))
    found: dict[tuple[int, ...], Array] = {}

    def slopes(direction: Mapping[tuple[int, ...], Entry]) -> Array:
        zero = complex_number(Fraction(0))
        moved = built(lengths, lambda place: Moving(at(point[by.name], place), direction.get(place, zero)))
        written = evaluate_expression(expression, {**point, by.name: moved}, sizes, MovingScalars(), _FUNCTIONS)
        return _each(lambda entry: taken(entry)[1], written)

    for place in product(*map(range, lengths)):
        one = complex_number(Fraction(1))
        if "complex" in by.properties:
            along, across = slopes({place: one}), slopes({place: unit})
            sign = unit if barred else -unit
        elif "hermitian" in by.properties and place[0] != place[1]:
            other = place[::-1]
            along, across, sign = slopes({place: one, other: one}), slopes({place: unit, other: -unit}), -unit
        else:
            found[place] = slopes({place: one})
            continue
        found[place] = _both(along, across, sign)
    return found


def _both(along: Array, across: Array, sign: Entry) -> Array:
    if isinstance(along, tuple):
        return tuple(_both(a, b, sign) for a, b in zip(along, across, strict=True))
    return (along + sign * across) / 2


def _each(change: Any, array: Array) -> Array:  # noqa: ANN401
    return tuple(_each(change, part) for part in array) if isinstance(array, tuple) else change(array)


def _fractions(draw: random.Random) -> Iterator[Fraction]:
    while True:
        yield Fraction(draw.randint(-9, 9), draw.randint(2, 7))


def drawn(variable: Variable, sizes: Mapping[str, int], draw: random.Random) -> Array:
    """A random value of a variable with its properties. Raises `Unproved` for one that it cannot be given."""
    if other := sorted(variable.properties - COMPLEX - _REAL):
        raise Unproved(f"questions about complex variables and {other[0]} ones are not proved")
    numbers, lengths = _fractions(draw), [d.size(dict(sizes)) for d in variable.shape]
    imaginary = bool(variable.properties & COMPLEX)

    def entry(_: tuple[int, ...]) -> Entry:
        real = next(numbers)
        real = abs(real) + 1 if "positive" in variable.properties else real
        return complex_number(real, next(numbers) if imaginary else Fraction(0))

    value = built(lengths, entry)
    if variable.properties & {"hermitian", "symmetric"}:
        size = range(len(value))
        half = "hermitian" in variable.properties
        return tuple(
            tuple((value[i][j] + (value[j][i].conjugate() if half else value[j][i])) / 2 for j in size) for i in size
        )
    return value


def _spelled(expression: Expression) -> Expression:
    """The expression with the norm of complex numbers by its definition, the root of Σ |u|²."""
    if not isinstance(expression, Call):
        return expression
    inner = tuple(map(_spelled, expression.arguments))
    if expression.function == "norm":
        (u,) = inner
        square = Call("multiply", (Call("conj", (u,), u.shape), u), u.shape)
        return Call("sqrt", (Call("sum", (square,), ()),), ())
    return replace(expression, arguments=inner)
